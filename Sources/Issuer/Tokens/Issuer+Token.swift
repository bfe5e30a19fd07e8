// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTransport

/// `/oauth/token`: tokens for a grant (RFC 6749 §3.2).
extension Issuer {
    func token(_ exchange: Exchange) async -> Response {
        if let status = switches.take(\.nextFailure) {
            return .failure(OAuthError(status, "server_error", "A test has told the tenant to fail this request."))
        }
        do throws(OAuthError) {
            let parameters = try Parameters(bodyOf: exchange.request)
            return .uncached(200, .object(try await tokens(parameters, exchange)))
        } catch {
            note("\(error.status) /oauth/token: \(error.code): \(error.description)")
            return .failure(error)
        }
    }

    private func tokens(_ parameters: Parameters, _ exchange: Exchange) async throws(OAuthError) -> JSONObject {
        let name = try parameters.required("grant_type")
        // Not one of these: it needs no request here.
        guard let grantType = Tenant.Application.GrantType(rawValue: name), grantType != .implicit else {
            throw .unsupportedGrantType(name)
        }
        let application = try ClientCredentials(exchange.request, parameters).application(in: exchange.tenant)
        guard application.grantTypes.contains(grantType) else { throw .grantTypeNotAllowed(name) }
        switch grantType {
        case .clientCredentials: return try await clientCredentials(application, parameters, exchange)
        case .authorizationCode: return try await authorizationCode(application, parameters, exchange)
        case .refreshToken: return try await refreshToken(application, parameters, exchange)
        case .password, .passwordRealm: return try await password(application, parameters, exchange)
        case .implicit: throw .unsupportedGrantType(name)
        }
    }

    // MARK: - What comes of them

    func grant(
        _ application: Tenant.Application,
        _ user: Tenant.User,
        audience: String?,
        scopes: [String],
        way: Grant.Way,
        _ exchange: Exchange
    ) throws(OAuthError) -> Grant {
        var api: Tenant.API?
        if let audience {
            api = exchange.tenant.api(identifier: audience)
            guard api != nil else { throw .unknownAudience(audience) }
        }
        return Grant(application: application, user: user, api: api, scopes: scopes, way: way)
    }

    func newRefreshToken(
        for grant: Grant,
        family: RefreshTokens.FamilyID,
        _ session: Sessions.Session?,
        _ exchange: Exchange
    ) -> String? {
        guard grant.has("offline_access") else { return nil }
        return refreshTokens.issue(
            RefreshTokens.Grant(
                family: family,
                clientId: grant.application.clientId,
                userId: grant.subject,
                session: session,
                audience: grant.api?.identifier,
                scopes: grant.scopes
            ),
            lifetime: grant.application.refreshToken.lifetime,
            now: exchange.now
        )
    }

    func answer(
        _ grant: Grant,
        _ login: TokenClaims.Login,
        refreshToken: String?,
        _ exchange: Exchange
    ) async throws(OAuthError) -> JSONObject {
        let claims = try claims(for: grant, exchange)
        let issued = try await accessToken(for: grant, claims, exchange)
        var answer = JSONObject(["access_token": .string(issued.token)])
        answer["refresh_token"] = refreshToken.map(JSONValue.string)
        if grant.user != nil, grant.has("openid") {
            answer["id_token"] = .string(try await sign(claims.idToken(login)))
        }
        answer["scope"] = grant.scope.map(JSONValue.string)
        answer["expires_in"] = .number(JSONNumber(issued.lifetime))
        answer["token_type"] = "Bearer"
        return answer
    }

    func claims(for grant: Grant, _ exchange: Exchange) throws(OAuthError) -> TokenClaims {
        try TokenClaims(
            grant,
            tenant: exchange.tenant,
            issuer: exchange.issuer,
            now: exchange.now,
            lastLogin: sessions.lastLogin(of: grant.subject)
        )
    }

    /// An access token, and how many seconds it lasts.
    func accessToken(
        for grant: Grant,
        _ claims: TokenClaims,
        _ exchange: Exchange
    ) async throws(OAuthError) -> (token: String, lifetime: Int64) {
        let lifetime = switches.take(\.nextLifetime) ?? grant.lifetime
        let token: String
        if let api = grant.api {
            token = try await sign(claims.accessToken(for: api, lifetime: lifetime), type: TokenClaims.type(for: api))
        } else {
            let opaque = OpaqueTokens.Grant(userId: grant.subject, scopes: grant.scopes)
            token = opaqueTokens.issue(opaque, lifetime: lifetime, now: exchange.now)
        }
        let way = grant.way == .implicit ? "implicit" : grant.way.gty ?? "authorization_code"
        note(
            "token for \(grant.user?.email ?? grant.subject) by \(way) to \(grant.application.clientId), "
                + "for \(grant.api?.identifier ?? "/userinfo only"), scope: \(grant.scope ?? "none"), \(lifetime) s"
        )
        return (token, lifetime)
    }

    func sign(_ claims: JSONObject, type: String = "JWT") async throws(OAuthError) -> String {
        let signer: TokenSigner
        do throws(SigningKey.Failure) {
            signer = try await key.load()
        } catch {
            throw .noKey(error.description)
        }
        do throws(KeyError) {
            return try signer.sign(claims, type: type)
        } catch {
            throw .noKey(error.description)
        }
    }
}
