// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTransport

/// `/userinfo`: who is behind an access token (OpenID Connect Core §5.3).
extension Issuer {
    func userInfo(_ exchange: Exchange) async -> Response {
        guard let token = exchange.request.bearerToken ?? postedToken(exchange),
            let (user, scopes) = await owner(of: token, exchange)
        else {
            // RFC 6750 §3; the text is Auth0's.
            var response = Response.text(401, "Unauthorized")
            response.fields.append("WWW-Authenticate", #"Bearer realm="Users", error="invalid_token""#)
            return response
        }
        let updatedAt = sessions.lastLogin(of: user.userId) ?? exchange.now
        let profile = UserProfile(user, issuer: exchange.issuer, updatedAt: updatedAt)
        var claims = JSONObject(["sub": .string(user.userId)])
        for member in profile.claims(for: scopes).members + user.claims.members { claims[member.name] = member.value }
        claims["sub"] = .string(user.userId)
        return .uncached(200, .object(claims))
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

    private func owner(of token: String, _ exchange: Exchange) async -> (Tenant.User, scopes: [String])? {
        if let grant = opaqueTokens.grant(of: token, now: exchange.now) {
            return accounts.user(id: grant.userId, in: exchange.tenant).map { ($0, grant.scopes) }
        }
        do {
            let verifier = JWTVerifier(issuers: names.all, audiences: names.userInfoAudiences)
            let claims = try verifier.verify(token, keys: try await keys(), now: exchange.now)
            return accounts.user(id: claims.subject, in: exchange.tenant).map { ($0, claims.scopes) }
        } catch {
            note("401 /userinfo: \(error)")
            return nil
        }
    }
}
