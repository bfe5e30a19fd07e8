// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
package import GatewayJSON
package import GatewayModel
package import GatewayTime

/// The claims of tokens, as Auth0 writes them.
package struct TokenClaims: Sendable {
    private let grant: Grant
    private let issuer: String
    private let rules: RuleClaims
    private let issuedAt: Int64
    private let profile: UserProfile?

    /// - Parameters:
    ///   - grant: What was granted.
    ///   - tenant: Whose rules are applied.
    ///   - issuer: The `iss`.
    ///   - now: The moment.
    ///   - lastLogin: When the user logged in, if that is known: his profile's `updated_at`.
    /// - Throws: ``OAuthError`` when a rule refuses.
    package init(
        _ grant: Grant,
        tenant: Tenant,
        issuer: String,
        now: Timestamp,
        lastLogin: Timestamp? = nil
    ) throws(OAuthError) {
        self.grant = grant
        self.issuer = issuer
        issuedAt = now.secondsSince1970
        profile = grant.user.map { UserProfile($0, issuer: issuer, updatedAt: lastLogin ?? now) }
        rules = try RuleClaims(tenant, for: grant, picture: profile?.picture ?? "")
    }

    /// The access token for an API.
    ///
    /// - Parameters:
    ///   - api: The API.
    ///   - lifetime: In seconds; negative for one that has expired.
    /// - Returns: The claims.
    /// - Source: https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
    package func accessToken(for api: Tenant.API, lifetime: Int64) -> JSONObject {
        var claims = JSONObject()
        add(grant.user?.claims ?? JSONObject(), to: &claims)
        add(rules.accessToken, to: &claims)
        claims["iss"] = .string(issuer)
        claims["sub"] = .string(grant.subject)
        claims["aud"] = audience(of: api)
        claims["iat"] = .number(JSONNumber(issuedAt))
        claims["exp"] = .number(JSONNumber(issuedAt + lifetime))
        claims["scope"] = grant.scope.map(JSONValue.string)
        if api.tokenDialect.isRFC9068 {
            // RFC 9068 §2.2.
            claims["client_id"] = .string(grant.application.clientId)
            claims["jti"] = .string(newSecret())
        } else {
            claims["gty"] = grant.way.gty.map(JSONValue.string)
            claims["azp"] = .string(grant.application.clientId)
        }
        if api.tokenDialect.hasPermissions {
            let permissions = grant.user.map { ScopePolicy.permissions(of: $0, at: api) } ?? grant.scopes
            claims["permissions"] = .array(permissions.map(JSONValue.string))
        }
        return claims
    }

    /// The `typ` of an access token's header.
    package static func type(for api: Tenant.API) -> String {
        api.tokenDialect.isRFC9068 ? "at+jwt" : "JWT"
    }

    /// With `openid` the token opens `/userinfo`, too, and has both audiences.
    private func audience(of api: Tenant.API) -> JSONValue {
        guard grant.user != nil, grant.has("openid") else { return .string(api.identifier) }
        return [.string(api.identifier), .string(IssuerNames.userInfoAudience(issuer))]
    }

    /// What an ID token says beside who the user is.
    struct Login {
        var sessionId: String?
        var nonce: String?
        /// Said only when the client asked by `max_age` (OpenID Connect Core §2).
        var authenticatedAt: Timestamp?
        /// The access token that comes with it out of the authorization endpoint.
        var accessToken: String?
        /// The code that does.
        var code: String?
    }

    /// The ID token.
    func idToken(_ login: Login) -> JSONObject {
        var claims = profile?.claims(for: grant.scopes) ?? JSONObject()
        add(grant.user?.claims ?? JSONObject(), to: &claims)
        add(rules.idToken, to: &claims)
        claims["iss"] = .string(issuer)
        claims["sub"] = .string(grant.subject)
        claims["aud"] = .string(grant.application.clientId)
        claims["iat"] = .number(JSONNumber(issuedAt))
        claims["exp"] = .number(JSONNumber(issuedAt + grant.application.idTokenLifetime))
        claims["sid"] = login.sessionId.map(JSONValue.string)
        claims["nonce"] = login.nonce.map(JSONValue.string)
        claims["auth_time"] = login.authenticatedAt.map { .number(JSONNumber($0.secondsSince1970)) }
        claims["at_hash"] = login.accessToken.map { .string(Self.halfHash($0)) }
        claims["c_hash"] = login.code.map { .string(Self.halfHash($0)) }
        return claims
    }

    /// The left half of the hash that belongs to RS256 (OpenID Connect Core §3.1.3.6, §3.3.2.11).
    private static func halfHash(_ text: String) -> String {
        Base64URL.encode(SHA256.hash(text.utf8).prefix(SHA256.byteCount / 2))
    }

    private func add(_ others: JSONObject, to claims: inout JSONObject) {
        for member in others.members { claims[member.name] = member.value }
    }
}
