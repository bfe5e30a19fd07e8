// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// The grants: what a client brings, and what it may have for it.
extension Issuer {
    /// RFC 6749 §4.4.
    func clientCredentials(
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
    func authorizationCode(
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
    func refreshToken(
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
    func password(
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
}
