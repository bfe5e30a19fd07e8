// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTransport

/// `/userinfo`: who is behind an access token (OpenID Connect Core §5.3).
extension Issuer {
    func userInfo(_ exchange: Exchange) async -> Response {
        guard let token = exchange.request.bearerToken ?? postedToken(exchange),
            let grant = await grant(of: token, exchange), let user = grant.user
        else {
            // RFC 6750 §3; the text is Auth0's.
            var response = Response.text(401, "Unauthorized")
            response.fields.append("WWW-Authenticate", #"Bearer realm="Users", error="invalid_token""#)
            return response
        }
        let updatedAt = sessions.lastLogin(of: user.userId) ?? exchange.now
        let profile = UserProfile(user, issuer: exchange.issuer, updatedAt: updatedAt)
        do throws(OAuthError) {
            // What rules put into ID tokens is told here, too.
            let rules = try RuleClaims(exchange.tenant, for: grant, picture: profile.picture)
            var claims = JSONObject(["sub": .string(user.userId)])
            for member in profile.claims(for: grant.scopes).members + user.claims.members + rules.idToken.members {
                claims[member.name] = member.value
            }
            claims["sub"] = .string(user.userId)
            return .uncached(200, .object(claims))
        } catch {
            return .failure(error)
        }
    }

    /// RFC 6750 §2.2.
    private func postedToken(_ exchange: Exchange) -> String? {
        guard exchange.isPost, !exchange.request.hasJSON else { return nil }
        do throws(OAuthError) {
            return try Parameters(form: exchange.request.body)["access_token"]
        } catch {
            return nil  // Then there is none.
        }
    }

    /// What an access token stands for; `nil` for one that is not good, or whose user is gone.
    private func grant(of token: String, _ exchange: Exchange) async -> Grant? {
        if let opaque = opaqueTokens.grant(of: token, now: exchange.now) {
            return grant(opaque.userId, opaque.clientId, api: nil, opaque.scopes, exchange)
        }
        do {
            let verifier = JWTVerifier(issuers: names.all, audiences: names.userInfoAudiences)
            let claims = try verifier.verify(token, keys: try await keys(), now: exchange.now)
            let clientId = claims.object["azp"]?.string ?? claims.object["client_id"]?.string ?? ""
            let api = claims.audiences.lazy.compactMap { exchange.tenant.api(identifier: $0) }.first
            return grant(claims.subject, clientId, api: api, claims.scopes, exchange)
        } catch {
            note("401 /userinfo: \(error)")
            return nil
        }
    }

    private func grant(
        _ userId: String,
        _ clientId: String,
        api: Tenant.API?,
        _ scopes: [String],
        _ exchange: Exchange
    ) -> Grant? {
        guard let user = accounts.user(id: userId, in: exchange.tenant), !user.isBlocked,
            let application = exchange.tenant.application(clientId: clientId)
        else {
            note("401 /userinfo: the token's user or application is gone, or the user blocked")
            return nil
        }
        return Grant(application: application, user: user, api: api, scopes: scopes, way: .authorizationCode)
    }
}
