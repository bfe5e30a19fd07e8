// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `type: JWT`, the authorizer that an HTTP API brings along.
///
/// - Source: API Gateway API reference (v2), `CreateAuthorizer`, `JWTConfiguration`; developer guide, "Control access to
///   HTTP APIs with JWT authorizers in API Gateway".
extension RoutesReader {
    static let jwtConfigurationKeys = ["issuer", "audience"]
    /// - Source: API Gateway quotas: "Audiences per JWT authorizer", 50.
    static let mostAudiences = 50

    mutating func jwtAuthorizer(named name: String, _ mapping: YAMLMapping) -> AuthorizerDefinition? {
        let known = problems.problems.count
        refuseForeignKeys(mapping)
        let source = mapping["identitySource"].map { jwtIdentitySource($0.value) } ?? .header("Authorization")
        let configuration = mapping["jwtConfiguration"].map { jwtConfiguration($0.value) } ?? JWTConfiguration()
        guard let source, let configuration, problems.problems.count == known else { return nil }
        return AuthorizerDefinition(
            name: name,
            kind: .jwt(identitySource: source),
            function: .jwt(configuration),
            // No function is asked, so there is no result to keep.
            resultTtlInSeconds: 0
        )
    }

    /// What other authorizers have, and where a JWT authorizer has it.
    private mutating func refuseForeignKeys(_ mapping: YAMLMapping) {
        for entry in mapping.entries where Self.authorizerKeys.contains(entry.key.text) {
            let suggestion: String
            switch entry.key.text {
            case "type", "identitySource", "jwtConfiguration": continue
            case "issuer", "audience": suggestion = "write it under \"jwtConfiguration:\""
            case "scopes": suggestion = "write \"authorizationScopes\" in a route"
            case "jwksUri": suggestion = "remove it, the keys are where the issuer's discovery says"
            case "handler": suggestion = "remove it, the gateway checks the token itself"
            default: suggestion = "remove it"
            }
            problems.note(
                "a JWT authorizer has no \(quoted(entry.key.text))",
                at: entry.key.position,
                suggestion: suggestion
            )
        }
    }

    /// "Currently, you can use only header-based and query string–based selections" (API reference, `identitySource`).
    private mutating func jwtIdentitySource(_ node: YAMLNode) -> IdentitySource? {
        guard let sources = identitySources(node) else { return nil }
        switch sources.first {
        case .header?, .queryString?:
            if sources.count == 1 { return sources[0] }
        default: break
        }
        problems.note(
            "a JWT authorizer has exactly one identity source, a header or a query string",
            at: node.position,
            suggestion: "write \"\(headerPrefix)Authorization\""
        )
        return nil
    }

    private mutating func jwtConfiguration(_ node: YAMLNode) -> JWTConfiguration? {
        let keys = Self.jwtConfigurationKeys.joined(separator: " and ")
        guard let mapping = problems.mapping(node, for: "jwtConfiguration", of: keys) else { return nil }
        _ = problems.unknownKeys(in: mapping, known: Self.jwtConfigurationKeys, place: " in \"jwtConfiguration\"")
        var configuration = JWTConfiguration()
        if let node = mapping["issuer"]?.value {
            guard let issuer = jwtIssuer(node) else { return nil }
            configuration.issuer = issuer
        }
        if let node = mapping["audience"]?.value {
            let audiences = problems.texts(node, for: "audience")
            if audiences.count > Self.mostAudiences {
                problems.note(
                    "these are \(audiences.count) audiences, API Gateway allows \(Self.mostAudiences)",
                    at: audiences[Self.mostAudiences].node.position
                )
            }
            configuration.audience = audiences.compactMap { text, element in
                problems.comparable(text, called: "audience", at: element.position)
            }
        }
        return configuration
    }

    /// An `https:` URL, below which the discovery document is; on this machine `http:` will do, too.
    private mutating func jwtIssuer(_ node: YAMLNode) -> String? {
        guard let text = problems.text(node, for: "issuer"),
            let issuer = problems.comparable(text, called: "issuer", at: node.position)
        else { return nil }
        do throws(WebAddress.ParseError) {
            let address = try WebAddress(parsing: issuer)
            if address.scheme == "https" || address.isLoopback { return issuer }
            problems.note(
                "issuer is \(quoted(issuer)), and http is for issuers on this machine only",
                at: node.position,
                suggestion: "write https://"
            )
        } catch {
            problems.note(
                "issuer is \(quoted(issuer)), which is no URL",
                at: node.position,
                suggestion: error.description
            )
        }
        return nil
    }
}

extension WebAddress {
    /// Whether it is on this machine: 127.0.0.0/8 and ::1 (RFC 6890), `localhost` and below (RFC 6761 §6.3).
    fileprivate var isLoopback: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
