// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `authorizers:`, a map from names to definitions.
extension RoutesReader {
    static let authorizerKeys =
        [
            "handler", "type", "identitySource", "identityValidationExpression", "resultTtlInSeconds",
            awsResultTtlKey, "authorizerPayloadFormatVersion", "enableSimpleResponses", "jwtConfiguration",
        ] + tokenRequirementKeys
    /// What AWS calls `resultTtlInSeconds`.
    private static let awsResultTtlKey = "authorizerResultTtlInSeconds"
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
                    isJWT: entry.value.mapping?["type"]?.value.scalar?.text == AuthorizerType.jwt.rawValue,
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
            return authorizerHandler(entry.value).map { handler in
                AuthorizerDefinition(
                    name: name,
                    kind: usualAuthorizerKind,
                    function: reference(to: handler, TokenRequirements()),
                    resultTtlInSeconds: Self.usualResultTtl(of: self.kind)
                )
            }
        }
        let meant = problems.unknownKeys(
            in: mapping,
            known: Self.authorizerKeys,
            place: " in an authorizer",
            unsupported: UnsupportedKeys.ofAuthorizer
        )
        let type = authorizerType(in: mapping)
        if type == .jwt { return jwtAuthorizer(named: name, mapping) }
        var handler: NamedHandler<BuiltInAuthorizer>?
        if let value = mapping["handler"]?.value {
            handler = authorizerHandler(value)
        } else if !meant.contains("handler") {
            problems.note(
                "the authorizer \(quoted(name)) has no handler",
                at: entry.key.position,
                suggestion: "add \"handler: \(Self.authorizerHandlers[0])\""
            )
        }
        let requirements = tokenRequirements(in: mapping, of: handler)
        let ttl = resultTtl(in: mapping)
        let kind = type.flatMap { authorizerKind($0, in: mapping) }
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

    private mutating func authorizerHandler(_ node: YAMLNode) -> NamedHandler<BuiltInAuthorizer>? {
        handler(
            node,
            as: BuiltInAuthorizer.self,
            kind: "authorizer handler",
            plural: "handlers of authorizers",
            mistakableFor: (Self.routeHandlers, "the handler of a route, not of an authorizer")
        )
    }

    private func reference(
        to handler: NamedHandler<BuiltInAuthorizer>,
        _ requirements: TokenRequirements
    ) -> AuthorizerReference {
        switch handler {
        case .builtIn(.auth0): .auth0(requirements)
        case .builtIn(.allow): .allow
        case .builtIn(.deny): .deny
        case .function(let name): .function(name)
        }
    }

    /// What AWS does when nothing is said: only REST APIs keep results unasked.
    ///
    /// - Source: API Gateway API reference, `CreateAuthorizer`: "The default value is 300"; developer guide, "Control
    ///   access to HTTP APIs with AWS Lambda authorizers": caching is off unless one specifies a time to live.
    static func usualResultTtl(of kind: API.Kind?) -> Int {
        kind == .http ? 0 : AuthorizerDefinition.defaultResultTtlInSeconds
    }

    private mutating func resultTtl(in mapping: YAMLMapping) -> Int? {
        let own = mapping["resultTtlInSeconds"]
        let aws = mapping[Self.awsResultTtlKey]
        if own != nil, let aws {
            problems.note(
                "\(quoted(aws.key.text)) and \"resultTtlInSeconds\" are one key under two names",
                at: aws.key.position,
                suggestion: "keep one of them"
            )
            return nil
        }
        guard let entry = own ?? aws else { return Self.usualResultTtl(of: kind) }
        return problems.wholeNumber(entry.value, for: entry.key.text, in: AuthorizerDefinition.resultTtlRange)
    }
}
