// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `authorizer` of an `http` event, in each of its forms.
///
/// - Source: Serverless Framework documentation, "API Gateway" of "Events": "HTTP Endpoints with Custom Authorizers",
///   "HTTP Endpoints with AWS_IAM Authorizers", "Shared Authorizer".
extension ServerlessReader {
    /// - Returns: `nil` after a problem, or when the route is to be left out.
    mutating func httpAccess(of event: ServerlessEvent) -> Route.Access? {
        guard let entry = authorizerEntry(of: event) else { return .public }
        guard let written = writtenAuthorizer(entry.value),
            let name = declare(written, for: event, in: .rest)
        else { return nil }
        if let scopes = entry.value.mapping?["scopes"], !scopes.value.isNull {
            // Those of a user pool, which is not what is asked here.
            warnings.note(
                "the scopes of \(quoted(event.name)) are not checked by what is asked here",
                at: scopes.key.position
            )
        }
        return .private(authorizer: name)
    }

    private mutating func writtenAuthorizer(_ node: YAMLNode) -> WrittenAuthorizer? {
        guard let mapping = node.mapping else {
            guard let text = problems.text(node, for: "authorizer") else { return nil }
            if text.uppercased() == "AWS_IAM" { return iamAuthorizer(at: node.position) }
            let kind = AuthorizerDefinition.Kind.token(identityHeader: "Authorization")
            guard text.contains(":") else {
                return WrittenAuthorizer(name: text, position: node.position, kind: kind, target: .function(text))
            }
            return remoteAuthorizer(arn: node, name: nil, kind: kind, ttl: nil)
        }
        guard case .wrong = cloudText(node) else {
            return remoteAuthorizer(arn: node, name: nil, kind: .token(identityHeader: "Authorization"), ttl: nil)
        }
        checkKeys(in: mapping, known: .httpAuthorizer, place: " in an authorizer")
        return writtenAuthorizer(mapping, at: node.position)
    }

    private mutating func writtenAuthorizer(
        _ mapping: YAMLMapping,
        at position: SourcePosition
    ) -> WrittenAuthorizer? {
        let type = optionalText("type", in: mapping)?.uppercased()
        if type == "AWS_IAM" { return iamAuthorizer(at: position) }
        let isCognito = type == "COGNITO_USER_POOLS"
        // What a method says of any Lambda authorizer; which of the two it is, its declaration says.
        let isShared = type == "CUSTOM" && mapping["authorizerId"].map { !$0.value.isNull } == true
        guard isCognito || isShared || type == nil || type == "TOKEN" || type == "REQUEST" else {
            let names = ["token", "request", "COGNITO_USER_POOLS", "aws_iam"]
            problems.note(
                "unknown type of authorizer \(quoted(type ?? ""))",
                at: mapping["type"]?.value.position ?? position,
                suggestion: type == "CUSTOM"
                    ? "it is for one with \"authorizerId\"; write \"token\" or \"request\""
                    : didYouMean(type ?? "", among: names, plural: "types")
            )
            return nil
        }
        // What is a map says it always: `nil` is for a name alone.
        var ttl = RoutesReader.usualResultTtl(of: .rest)
        if let node = mapping["resultTtlInSeconds"]?.value, !node.isNull {
            guard let seconds = number(node, for: "resultTtlInSeconds", in: AuthorizerDefinition.resultTtlRange) else {
                return nil
            }
            ttl = seconds
        }
        guard let kind = authorizerKind(mapping, isRequest: type == "REQUEST", ttl: ttl) else { return nil }
        let name = optionalText("name", in: mapping)
        if let node = mapping["authorizerId"]?.value, !node.isNull {
            guard type != nil else {
                problems.note(
                    "\"authorizerId\" means nothing without a type, and is left out when it is deployed",
                    at: node.position,
                    suggestion: "add \"type: CUSTOM\""
                )
                return nil
            }
            return sharedAuthorizer(node, kind: kind, ttl: ttl)
        }
        if let node = mapping["arn"]?.value, !node.isNull {
            if isCognito { return cognitoAuthorizer(node, name: name, kind: kind, ttl: ttl) }
            return remoteAuthorizer(arn: node, name: name, kind: kind, ttl: ttl)
        }
        guard let name else {
            guard mapping["name"]?.value.isNull != false else { return nil }
            problems.note(
                "the authorizer has no name",
                at: position,
                suggestion: "add \"name\", a function of this file"
            )
            return nil
        }
        let place = mapping["name"]?.value.position ?? position
        let target: WrittenAuthorizer.Target =
            isCognito ? .elsewhere("\(quoted(name)) is a Cognito user pool, which is not emulated") : .function(name)
        return WrittenAuthorizer(name: name, position: place, kind: kind, resultTtlInSeconds: ttl, target: target)
    }

    /// What a TOKEN or REQUEST authorizer looks at: the `Authorization` header, unless something else is said; a REQUEST
    /// authorizer without a cache need not look at anything.
    private mutating func authorizerKind(
        _ mapping: YAMLMapping,
        isRequest: Bool,
        ttl: Int
    ) -> AuthorizerDefinition.Kind? {
        let source = mapping["identitySource"].flatMap { $0.value.isNull ? nil : $0.value }
        let expression = mapping["identityValidationExpression"].flatMap { $0.value.isNull ? nil : $0 }
        guard isRequest else {
            let header = source.map { node in asking(.rest) { $0.identityHeader(node) } } ?? "Authorization"
            var pattern: String?
            if let expression {
                guard let text = problems.text(expression.value, for: expression.key.text) else { return nil }
                pattern = asking(.rest) { $0.pattern(text, called: expression.key.text, at: expression.value.position) }
                guard pattern != nil else { return nil }
            }
            return header.map { .token(identityHeader: $0, identityValidationExpression: pattern) }
        }
        if let expression {
            // API reference, `Authorizer`: "The validation expression does not apply to the REQUEST authorizer."
            warnings.note(
                "\"identityValidationExpression\" has no effect: it is for TOKEN authorizers only",
                at: expression.key.position,
                suggestion: "remove it"
            )
        }
        guard let source else {
            return .request(identitySources: ttl == 0 ? [] : [.header("Authorization")])
        }
        return asking(.rest) { $0.identitySources(source) }.map { .request(identitySources: $0) }
    }

    private func iamAuthorizer(at position: SourcePosition) -> WrittenAuthorizer {
        WrittenAuthorizer(
            name: "aws_iam",
            position: position,
            target: .elsewhere("the authorizer is IAM (aws_iam), which is not emulated")
        )
    }

    private func cognitoAuthorizer(
        _ node: YAMLNode,
        name: String?,
        kind: AuthorizerDefinition.Kind,
        ttl: Int?
    ) -> WrittenAuthorizer {
        WrittenAuthorizer(
            name: name ?? arnName(node),
            position: node.position,
            kind: kind,
            resultTtlInSeconds: ttl,
            target: .elsewhere("the authorizer is a Cognito user pool, which is not emulated")
        )
    }
}
