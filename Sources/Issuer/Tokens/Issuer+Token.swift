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

    // MARK: - The grants

    /// RFC 6749 §4.4.
    private func clientCredentials(
        _ application: Tenant.Application,
        _ parameters: Parameters,
        _ exchange: Exchange
    ) async throws(OAuthError) -> JSONObject {
        guard application.clientSecret != nil else { throw .unauthorizedClient }
        guard let audience = parameters["audience"] ?? exchange.tenant.defaultAudience else {
            throw .missingParameter("audience")
        }
        guard let api = exchange.tenant.api(identifier: audience) else { throw .unknownAudience(audience) }
        let scopes = try ScopePolicy.granted(parameters.words("scope"), to: application, api: api)
        let grant = Grant(application: application, api: api, scopes: scopes, way: .clientCredentials)
        return try await answer(grant, TokenClaims.Login(), refreshToken: nil, exchange)
    }

    /// RFC 6749 §4.1.3, RFC 7636 §4.6.
    private func authorizationCode(
        _ application: Tenant.Application,
        _ parameters: Parameters,
        _ exchange: Exchange
    ) async throws(OAuthError) -> JSONObject {
        let code = try parameters.required("code")
        let authorization: AuthorizationCodes.Authorization
        switch codes.peek(code, now: exchange.now) {
        case .valid(let found): authorization = found
        case .used(let found):
            // Somebody has a copy; what the first one got is withdrawn (RFC 6749 §4.1.2).
            refreshTokens.withdraw(found.family)
            throw .invalidCode
        case .unknown: throw .invalidCode
        }
        guard authorization.clientId == application.clientId else { throw .invalidCode }
        // RFC 6749 §4.1.3 requires it; who leaves it out is asked by Auth0 for the code's other half only.
        guard (parameters["redirect_uri"] ?? authorization.redirectURI) == authorization.redirectURI else {
            throw .wrongRedirectURI
        }
        if let challenge = authorization.challenge {
            guard challenge.isMet(by: parameters["code_verifier"] ?? "") else { throw .wrongVerifier }
        } else {
            // Nothing but the code itself would stand between a thief and the tokens.
            guard application.clientSecret != nil else { throw .missingParameter("code_verifier") }
            // RFC 9700 §2.1.1: a verifier without a challenge is an attempt to get round PKCE.
            guard parameters["code_verifier"] == nil else { throw .wrongVerifier }
        }
        guard codes.use(code, now: exchange.now) else {
            refreshTokens.withdraw(authorization.family)
            throw .invalidCode
        }
        guard let user = accounts.user(id: authorization.userId, in: exchange.tenant) else { throw .invalidCode }
        guard !user.isBlocked else { throw .blockedUser }
        let grant = try grant(
            application,
            user,
            audience: authorization.audience,
            scopes: authorization.scopes,
            way: .authorizationCode,
            exchange
        )
        let login = TokenClaims.Login(
            sessionId: authorization.session.id,
            nonce: authorization.nonce,
            authenticatedAt: authorization.wantsAuthTime ? authorization.session.authenticatedAt : nil
        )
        let refreshToken = newRefreshToken(for: grant, family: authorization.family, authorization.session, exchange)
        return try await answer(grant, login, refreshToken: refreshToken, exchange)
    }

    /// RFC 6749 §6, with Auth0's rotation.
    private func refreshToken(
        _ application: Tenant.Application,
        _ parameters: Parameters,
        _ exchange: Exchange
    ) async throws(OAuthError) -> JSONObject {
        let token = try parameters.required("refresh_token")
        let settings = application.refreshToken
        let leeway = settings.rotates ? settings.leeway : .max
        if let stranger = refreshTokens.grant(of: token, now: exchange.now), stranger.clientId != application.clientId {
            throw .invalidRefreshToken
        }
        let found: RefreshTokens.Grant
        switch refreshTokens.redeem(token, leeway: leeway, now: exchange.now) {
        case .valid(let grant): found = grant
        case .reused(let grant):
            note("refresh token of \(grant.userId) used again: all that came of it are withdrawn")
            throw .invalidRefreshToken
        case .unknown: throw .invalidRefreshToken
        }
        guard let user = accounts.user(id: found.userId, in: exchange.tenant), !user.isBlocked else {
            throw .invalidRefreshToken
        }
        // RFC 6749 §6: none that was not granted before.
        let asked = parameters.words("scope")
        let grant = try grant(
            application,
            user,
            audience: found.audience,
            scopes: asked.isEmpty ? found.scopes : found.scopes.filter(asked.contains),
            way: .refreshToken,
            exchange
        )
        let login = TokenClaims.Login(sessionId: found.session?.id)
        var answer = try await answer(grant, login, refreshToken: nil, exchange)
        // Last of all: what goes wrong before must not cost the client its only token.
        if settings.rotates {
            let next = refreshTokens.replace(token, lifetime: settings.lifetime, leeway: leeway, now: exchange.now)
            guard let next else { throw .invalidRefreshToken }
            answer["refresh_token"] = .string(next)
        }
        return answer
    }

    /// RFC 6749 §4.3, and Auth0's variant with a realm.
    private func password(
        _ application: Tenant.Application,
        _ parameters: Parameters,
        _ exchange: Exchange
    ) async throws(OAuthError) -> JSONObject {
        let name = try parameters.required("username")
        let password = try parameters.required("password")
        if let realm = parameters["realm"], realm != NewUser.connection {
            throw .invalidRequest("unknown realm: \(realm); there is \(NewUser.connection)")
        }
        let audience = parameters["audience"] ?? exchange.tenant.defaultAudience
        let user = accounts.user(named: name, in: exchange.tenant)
        guard await blocking({ self.accounts.hasPassword(password, user: user) }), let user else {
            throw .wrongPassword
        }
        guard !user.isBlocked else { throw .blockedUser }
        var grant = try grant(application, user, audience: audience, scopes: [], way: .password, exchange)
        grant.scopes = ScopePolicy.granted(
            parameters.words("scope"),
            to: user,
            api: grant.api,
            application: application
        )
        let refreshToken = newRefreshToken(for: grant, family: RefreshTokens.FamilyID(), nil, exchange)
        return try await answer(grant, TokenClaims.Login(), refreshToken: refreshToken, exchange)
    }

    // MARK: - What comes of them

    private func grant(
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

    private func newRefreshToken(
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

    private func answer(
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
