// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// How an application gets tokens, and for which APIs in its own name.
extension TenantReader {
    private typealias GrantType = Tenant.Application.GrantType

    /// What Auth0 has beyond ours (Management API, `grant_types` of a client), and names that people use for it.
    private static let unsupportedGrantTypes = [
        "urn:ietf:params:oauth:grant-type:device_code", "device_code", "urn:openid:params:grant-type:ciba", "ciba",
        "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:token-exchange",
        "http://auth0.com/oauth/grant-type/mfa-otp", "http://auth0.com/oauth/grant-type/mfa-oob",
        "http://auth0.com/oauth/grant-type/mfa-recovery-code", "http://auth0.com/oauth/grant-type/passwordless/otp",
        "urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token",
    ]

    mutating func grantTypes(
        in mapping: YAMLMapping,
        ofKind kind: Tenant.Application.Kind,
        _ method: AuthenticationMethod,
        at position: SourcePosition
    ) -> Set<Tenant.Application.GrantType> {
        guard mapping["grant_types"] != nil else {
            var usual = kind.usualGrantTypes
            guard method == .none, usual.remove(.clientCredentials) != nil, usual.isEmpty else { return usual }
            noteNoSecret(at: position)
            return usual
        }
        var grantTypes = Set<GrantType>()
        for (text, node) in texts("grant_types", in: mapping) {
            guard let grantType = GrantType(rawValue: text) else {
                noteNoGrantType(text, at: node.position)
                continue
            }
            if grantType == .clientCredentials, method == .none { noteNoSecret(at: node.position) }
            grantTypes.insert(grantType)
        }
        return grantTypes
    }

    /// Notes that client_credentials is asked for without them.
    ///
    /// - Source: RFC 6749 §4.4, "The client credentials grant type MUST only be used by confidential clients".
    private mutating func noteNoSecret(at position: SourcePosition) {
        problems.note(
            "client_credentials is for an application with a secret (RFC 6749 §4.4), this one has none",
            at: position,
            suggestion: "add \"client_secret\", or leave the grant type out"
        )
    }

    private mutating func noteNoGrantType(_ text: String, at position: SourcePosition) {
        if Self.unsupportedGrantTypes.contains(text) {
            problems.note("the grant type \(quoted(text)) is not supported", at: position, suggestion: "remove it")
            return
        }
        problems.note(
            "unknown grant type \(quoted(text))",
            at: position,
            suggestion: didYouMean(text, among: GrantType.allCases.map(\.rawValue), plural: "grant types")
        )
    }

    mutating func clientGrants(_ node: YAMLNode) -> [Tenant.Application.ClientGrant] {
        var granted = DeclaredNames()
        var grants: [Tenant.Application.ClientGrant] = []
        for entry in entries(
            node,
            for: "client_grants",
            of: ("a client grant", "client grants"),
            known: ["audience", "scope"]
        ) {
            guard let entry,
                let (text, position) = required(
                    "audience",
                    in: entry,
                    of: "this client grant",
                    example: exampleAudience
                )
            else { continue }
            let audience = audience(text, at: position)
            problems.declare(audience, as: "audience of a client grant", in: &granted, at: position)
            grants.append(
                Tenant.Application.ClientGrant(audience: audience, scopes: grantedScopes(in: entry, of: audience))
            )
        }
        return grants
    }

    /// Left out, they are all; an empty list is none.
    private mutating func grantedScopes(in entry: TenantEntry, of audience: String) -> [String]? {
        guard let node = entry.mapping["scope"]?.value else { return nil }
        if let elements = node.sequence, elements.isEmpty { return [] }
        return problems.scopes(node, for: "scope").map { scope, node in
            checkScope(scope, of: audience, at: node.position)
            return scope
        }
    }

    private var exampleAudience: String { apis.first?.identifier ?? "https://api.example.com/" }

    /// Warns of grants that do not fit the grant types, since Auth0 denies an application what no client grant gives it.
    ///
    /// One that could act in its own name only because its kind usually may is not meant.
    mutating func warnOfGrants(of application: Tenant.Application, in mapping: YAMLMapping, at position: SourcePosition)
    {
        let canAct = application.grantTypes.contains(.clientCredentials)
        let isMeantTo = mapping["grant_types"] != nil || application.type == .machineToMachine
        if canAct, isMeantTo, application.clientGrants.isEmpty {
            warnings.note(
                "the application \(quoted(application.clientId)) can get no token by client_credentials: no API is granted "
                    + "to it",
                at: position,
                suggestion: "add \"client_grants: [{audience: \(exampleAudience)}]\""
            )
        }
        if !canAct, !application.clientGrants.isEmpty, let key = mapping["client_grants"]?.key {
            warnings.note(
                "client_grants are for client_credentials, which is not among the grant_types of "
                    + quoted(application.clientId),
                at: key.position,
                suggestion: "add it, or remove the grants"
            )
        }
    }
}
