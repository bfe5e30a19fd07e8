// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayPatterns

/// `type` of an authorizer.
enum AuthorizerType: String, CaseIterable {
    case token = "TOKEN"
    case request = "REQUEST"
    case jwt = "JWT"

    /// Those that a kind of API has; the first one is what it is when nothing is said.
    static func types(of kind: API.Kind?) -> [AuthorizerType] {
        switch kind {
        case .rest: [.token, .request]
        case .http: [.request, .jwt]
        case nil: allCases
        }
    }
}

/// `type`, and what depends on it.
extension RoutesReader {
    /// What an authorizer is of which only the handler is written: it looks at the `Authorization` header.
    var usualAuthorizerKind: AuthorizerDefinition.Kind {
        kind == .http
            ? .request(identitySources: [.header("Authorization")], format: .v2(enableSimpleResponses: false))
            : .token(identityHeader: "Authorization")
    }

    /// - Returns: `nil` after a problem was noted.
    mutating func authorizerType(in mapping: YAMLMapping) -> AuthorizerType? {
        let types = AuthorizerType.types(of: kind)
        guard let node = mapping["type"]?.value else { return types[0] }
        guard let text = problems.text(node, for: "type") else { return nil }
        let names = types.map(\.rawValue)
        guard let type = AuthorizerType(rawValue: text) else {
            problems.note(
                "unknown type of authorizer \(quoted(text))",
                at: node.position,
                suggestion: didYouMean(text, among: names, plural: "types")
            )
            return nil
        }
        guard types.contains(type) else {
            problems.note(
                "\(kind?.plural ?? "these APIs") have no \(text) authorizers",
                at: node.position,
                suggestion: "write one of: \(names.joined(separator: ", "))"
            )
            return nil
        }
        return type
    }

    /// A TOKEN or REQUEST authorizer's kind.
    mutating func authorizerKind(_ type: AuthorizerType, in mapping: YAMLMapping) -> AuthorizerDefinition.Kind? {
        if let key = mapping["jwtConfiguration"]?.key {
            problems.note(
                "\"jwtConfiguration\" is for JWT authorizers only",
                at: key.position,
                suggestion: kind == .rest ? "remove it; REST APIs have none" : "write \"type: JWT\", or remove it"
            )
        }
        let source = mapping["identitySource"]?.value
        let expression = mapping["identityValidationExpression"]
        switch type {
        case .token:
            _ = requestFormat(in: mapping)
            let header = source.map { identityHeader($0) } ?? "Authorization"
            var pattern: String?
            if let expression {
                pattern = validationExpression(expression.value)
                guard pattern != nil else { return nil }
            }
            return header.map { .token(identityHeader: $0, identityValidationExpression: pattern) }
        case .request, .jwt:
            if let expression {
                // API reference, `Authorizer`: "The validation expression does not apply to the REQUEST authorizer."
                problems.note(
                    "\"identityValidationExpression\" is for TOKEN authorizers only",
                    at: expression.key.position,
                    suggestion: "remove it"
                )
            }
            let format = requestFormat(in: mapping)
            // One whose type is not written either is the usual one.
            let usual = mapping["type"] == nil ? usualAuthorizerKind.identitySources : []
            let sources = source.map { identitySources($0) } ?? usual
            guard let sources, let format else { return nil }
            return .request(identitySources: sources, format: format)
        }
    }

    /// How an HTTP API asks a REQUEST authorizer.
    private mutating func requestFormat(in mapping: YAMLMapping) -> AuthorizerDefinition.RequestFormat? {
        let version = mapping["authorizerPayloadFormatVersion"]
        let simple = mapping["enableSimpleResponses"]
        guard kind == .http else {
            for entry in [version, simple] {
                if let entry { _ = refuse(entry.key, unless: .http) }
            }
            return .rest
        }
        var format: PayloadFormatVersion? = .v2
        if let version {
            format = problems.choice(version.value, for: version.key.text)
        }
        var isSimple: Bool? = false
        if let simple {
            isSimple = problems.boolean(simple.value, for: simple.key.text)
        }
        guard let format, let isSimple else { return nil }
        switch format {
        case .v2: return .v2(enableSimpleResponses: isSimple)
        case .v1:
            guard !isSimple else {
                // API reference (v2), `Authorizer`, `enableSimpleResponses`: for format version 2.0 only.
                problems.note(
                    "\"enableSimpleResponses\" is for the payload format version 2.0 only",
                    at: simple?.key.position,
                    suggestion: "write \"authorizerPayloadFormatVersion: '2.0'\", or remove it"
                )
                return nil
            }
            return .v1
        }
    }

    private mutating func validationExpression(_ node: YAMLNode) -> String? {
        guard let text = problems.text(node, for: "identityValidationExpression") else { return nil }
        return pattern(text, called: "identityValidationExpression", at: node.position)
    }

    /// A regular expression, compiled to see if it is one.
    mutating func pattern(_ text: String, called name: String, at position: SourcePosition) -> String? {
        do throws(PatternError) {
            return try Pattern(text).text
        } catch {
            problems.note(
                "\(quoted(name)) is \(quoted(text)), which is no pattern",
                at: position,
                suggestion: error.description
            )
            return nil
        }
    }
}
