// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayPatterns

/// `authorizers:`, a map from names to definitions.
extension RoutesReader {
    static let authorizerKeys =
        ["handler", "type", "identitySource", "identityValidationExpression", "resultTtlInSeconds"]
        + tokenRequirementKeys
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
            return builtInAuthorizer(entry.value).map { handler in
                AuthorizerDefinition(name: name, function: reference(to: handler, TokenRequirements()))
            }
        }
        let meant = problems.unknownKeys(in: mapping, known: Self.authorizerKeys, place: " in an authorizer")
        var handler: BuiltInAuthorizer?
        if let value = mapping["handler"]?.value {
            handler = builtInAuthorizer(value)
        } else if !meant.contains("handler") {
            problems.note(
                "the authorizer \(quoted(name)) has no handler",
                at: entry.key.position,
                suggestion: "add \"handler: \(Self.authorizerHandlers[0])\""
            )
        }
        let requirements = tokenRequirements(in: mapping, of: handler)
        var ttl: Int? = AuthorizerDefinition.defaultResultTtlInSeconds
        if let value = mapping["resultTtlInSeconds"]?.value {
            let range = AuthorizerDefinition.resultTtlRange
            ttl = problems.wholeNumber(value, for: "resultTtlInSeconds", in: range)
        }
        let kind = kind(in: mapping)
        if case .request(let sources, _) = kind {
            checkSources(sources, of: entry, handler: handler, ttl: ttl)
        }
        guard let handler, let requirements, let kind, let ttl else { return nil }
        return AuthorizerDefinition(
            name: name,
            kind: kind,
            function: reference(to: handler, requirements),
            resultTtlInSeconds: ttl
        )
    }

    private mutating func builtInAuthorizer(_ node: YAMLNode) -> BuiltInAuthorizer? {
        builtIn(
            node,
            as: BuiltInAuthorizer.self,
            kind: "authorizer handler",
            plural: "handlers of authorizers",
            mistakableFor: (Self.routeHandlers, "the handler of a route, not of an authorizer")
        )
    }

    private func reference(
        to handler: BuiltInAuthorizer,
        _ requirements: TokenRequirements
    ) -> AuthorizerReference {
        switch handler {
        case .auth0: .auth0(requirements)
        case .allow: .allow
        case .deny: .deny
        }
    }

    /// `type`, and what depends on it.
    private mutating func kind(in mapping: YAMLMapping) -> AuthorizerDefinition.Kind? {
        let type = mapping["type"].map { problems.text($0.value, for: "type") } ?? "TOKEN"
        let source = mapping["identitySource"]?.value
        let expression = mapping["identityValidationExpression"]
        switch type {
        case "TOKEN":
            let header = source.map { identityHeader($0) } ?? "Authorization"
            var pattern: String?
            if let expression {
                pattern = validationExpression(expression.value)
                guard pattern != nil else { return nil }
            }
            return header.map { .token(identityHeader: $0, identityValidationExpression: pattern) }
        case "REQUEST":
            if let expression {
                // API reference, `Authorizer`: "The validation expression does not apply to the REQUEST authorizer."
                problems.note(
                    "\"identityValidationExpression\" is for TOKEN authorizers only",
                    at: expression.key.position,
                    suggestion: "remove it"
                )
            }
            let sources = source.map { identitySources($0) } ?? []
            return sources.map { .request(identitySources: $0) }
        default:
            if let type, let node = mapping["type"]?.value {
                problems.note(
                    "unknown type of authorizer \(quoted(type))",
                    at: node.position,
                    suggestion: didYouMean(type, among: ["TOKEN", "REQUEST"], plural: "types")
                )
            }
            return nil
        }
    }

    private mutating func validationExpression(_ node: YAMLNode) -> String? {
        guard let text = problems.text(node, for: "identityValidationExpression") else { return nil }
        do throws(PatternError) {
            return try Pattern(text).text
        } catch {
            problems.note(
                "\"identityValidationExpression\" is \(quoted(text)), which is no pattern",
                at: node.position,
                suggestion: error.description
            )
            return nil
        }
    }
}
