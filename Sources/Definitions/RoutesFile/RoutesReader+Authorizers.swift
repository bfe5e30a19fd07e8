// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `authorizers:`, a map from names to definitions.
extension RoutesReader {
    static let authorizerKeys = ["handler", "type", "identitySource", "resultTtlInSeconds"]
    static let authorizerHandlers = BuiltInAuthorizer.allCases.map { "builtin:\($0.rawValue)" }

    mutating func readAuthorizers(_ node: YAMLNode?) {
        guard let node, !node.isNull,
            let mapping = problems.mapping(node, for: "authorizers", of: "names and handlers")
        else { return }
        for entry in mapping.entries where !entry.key.isMerge {
            let name = entry.key.text
            let isValid = isAuthorizerName(name)
            if !isValid {
                problems.note(
                    "\(quoted(name)) is no name of an authorizer",
                    at: entry.key.position,
                    suggestion: "use letters, digits and any of . _ -, 128 at most"
                )
            }
            let definition = definition(of: name, entry)
            authorizers.append(
                DeclaredAuthorizer(
                    name: name,
                    position: entry.key.position,
                    definition: isValid ? definition : nil
                )
            )
        }
    }

    /// What OpenAPI allows as the key of a security scheme, so that each name can be exported.
    private func isAuthorizerName(_ name: String) -> Bool {
        1...128 ~= name.utf8.count
            && name.utf8.allSatisfy { byte in
                byte.isLetterOrDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
                    || byte == UInt8(ascii: "-")
            }
    }

    private mutating func definition(of name: String, _ entry: YAMLMapping.Entry) -> AuthorizerDefinition? {
        guard let mapping = entry.value.mapping else {
            guard entry.value.scalar != nil, !entry.value.isNull else {
                return problems.wrongType(entry.value, name, wanted: "a handler, or a map with one")
            }
            return authorizerHandler(entry.value).map { AuthorizerDefinition(name: name, function: $0) }
        }
        let meant = unknownAuthorizerKeys(in: mapping)
        var handler: AuthorizerReference?
        if let value = mapping["handler"]?.value {
            handler = authorizerHandler(value)
        } else if !meant.contains("handler") {
            problems.note(
                "the authorizer \(quoted(name)) has no handler",
                at: entry.key.position,
                suggestion: "add \"handler: \(Self.authorizerHandlers[0])\""
            )
        }
        checkType(mapping["type"]?.value)
        var header: String? = "Authorization"
        if let value = mapping["identitySource"]?.value {
            header = identityHeader(value)
        }
        var ttl: Int? = AuthorizerDefinition.defaultResultTtlInSeconds
        if let value = mapping["resultTtlInSeconds"]?.value {
            let range = AuthorizerDefinition.resultTtlRange
            ttl = problems.wholeNumber(value, for: "resultTtlInSeconds", in: range)
        }
        guard let handler, let header, let ttl else { return nil }
        return AuthorizerDefinition(
            name: name,
            kind: .token(identityHeader: header),
            function: handler,
            resultTtlInSeconds: ttl
        )
    }

    private mutating func unknownAuthorizerKeys(in mapping: YAMLMapping) -> Set<String> {
        // A key of AWS must not look like a slip of the pen: it is known, and would change who may pass.
        let unsupported = "identityValidationExpression"
        if let entry = mapping[unsupported] {
            problems.note(
                "\(quoted(unsupported)) is not supported yet",
                at: entry.key.position,
                suggestion: "leave it out"
            )
        }
        let rest = YAMLMapping(entries: mapping.entries.filter { !$0.key.text.utf8.elementsEqual(unsupported.utf8) })
        return problems.unknownKeys(in: rest, known: Self.authorizerKeys, place: " in an authorizer")
    }

    private mutating func authorizerHandler(_ node: YAMLNode) -> AuthorizerReference? {
        builtIn(
            node,
            as: BuiltInAuthorizer.self,
            kind: "authorizer handler",
            plural: "handlers of authorizers",
            mistakableFor: (Self.routeHandlers, "the handler of a route, not of an authorizer")
        ).map { name in
            switch name {
            case .auth0: .auth0(TokenRequirements())
            case .allow: .allow
            case .deny: .deny
            }
        }
    }

    /// Reads `builtin:NAME`, for routes and authorizers alike.
    ///
    /// - Parameters:
    ///   - node: The value of a `handler`.
    ///   - names: The names that are meant.
    ///   - kind: What it is, in a message.
    ///   - plural: What several are, in a message.
    ///   - others: Handlers that belong elsewhere, and where.
    /// - Returns: The name; `nil` after a problem was noted.
    mutating func builtIn<Name: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode,
        as names: Name.Type,
        kind: String,
        plural: String,
        mistakableFor others: (handlers: [String], place: String)
    ) -> Name? {
        guard let text = problems.text(node, for: "handler") else { return nil }
        let known = names.allCases.map { "builtin:\($0.rawValue)" }
        if let name = zip(known, names.allCases).first(where: { $0.0.utf8.elementsEqual(text.utf8) })?.1 { return name }
        if others.handlers.contains(text) {
            problems.note(
                "\(quoted(text)) is \(others.place)",
                at: node.position,
                suggestion: "known \(plural): \(known.joined(separator: ", "))"
            )
        } else {
            problems.note(
                "unknown \(kind) \(quoted(text))",
                at: node.position,
                suggestion: didYouMean(text, among: known, plural: plural)
            )
        }
        return nil
    }

    private mutating func checkType(_ node: YAMLNode?) {
        guard let node, let text = problems.text(node, for: "type") else { return }
        switch text {
        case "TOKEN": break
        case "REQUEST":
            problems.note(
                "\"type: REQUEST\" is not supported yet",
                at: node.position,
                suggestion: "write \"type: TOKEN\""
            )
        default:
            problems.note(
                "unknown type of authorizer \(quoted(text))",
                at: node.position,
                suggestion: didYouMean(text, among: ["TOKEN"], plural: "types")
            )
        }
    }

    /// - Source: API Gateway API reference, `CreateAuthorizer`, `identitySource`: "For the TOKEN authorizer, this is
    ///   required and specifies the request header mapping expression for the custom header holding the
    ///   authorization token submitted by the client. For example, if the token header name is Auth, the header
    ///   mapping expression is method.request.header.Auth."
    private mutating func identityHeader(_ node: YAMLNode) -> String? {
        guard let text = problems.text(node, for: "identitySource") else { return nil }
        let prefix = "method.request.header."
        guard !text.contains(",") else {
            problems.note(
                "a TOKEN authorizer has exactly one identity source, this is \(quoted(text))",
                at: node.position,
                suggestion: "write \"\(prefix)Authorization\""
            )
            return nil
        }
        let name = text.utf8.starts(with: prefix.utf8) ? String(text.dropFirst(prefix.count)) : ""
        guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenCharacter) else {
            let last = text.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? ""
            let isHeader = !last.isEmpty && last.utf8.allSatisfy(\.isTokenCharacter)
            problems.note(
                "\"identitySource\" wants a header, written \(prefix)NAME; this is \(quoted(text))",
                at: node.position,
                suggestion: isHeader ? "did you mean \"\(prefix)\(last)\"?" : "write \"\(prefix)Authorization\""
            )
            return nil
        }
        return name
    }
}

extension UInt8 {
    /// A character of a header's name (RFC 9110 §5.6.2, `tchar`).
    fileprivate var isTokenCharacter: Bool {
        isLetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
}
