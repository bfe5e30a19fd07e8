// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport

/// `/v2/logout` and `/oidc/logout`: the end of a session, and on to a page that is listed.
extension Issuer {
    /// - Source: https://auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0
    func logout(_ exchange: Exchange) -> Response {
        do throws(OAuthError) {
            let parameters = try Parameters(queryOf: exchange.request)
            let application = try Self.application(parameters["client_id"], exchange.tenant)
            let allowed = application?.allowedLogoutURLs ?? exchange.tenant.allowedLogoutURLs
            guard let target = parameters["returnTo"] ?? (application == nil ? nil : allowed.exact.first) else {
                return end(exchange, .text(200, "OK"))
            }
            guard allowed.allows(target) else { throw Self.notAllowed(target, "returnTo", application, allowed) }
            return end(exchange, .redirect(to: target))
        } catch {
            note("\(error.status) /v2/logout: \(error.description)")
            return ErrorPage(status: error.status, error: error).response
        }
    }

    /// OpenID Connect RP-Initiated Logout 1.0 §2.
    func oidcLogout(_ exchange: Exchange) async -> Response {
        do throws(OAuthError) {
            let parameters =
                try exchange.isPost
                ? Parameters(form: exchange.request.body) : Parameters(queryOf: exchange.request)
            var clientId = parameters["client_id"]
            if let hint = parameters["id_token_hint"] {
                let hinted = try await hinted(hint)
                guard clientId == nil || hinted.clientId == clientId else {
                    throw .invalidRequest("The id_token_hint is not one of the client_id")
                }
                clientId = hinted.clientId
                if let sid = hinted.sessionId { sessions.end(id: sid) }
            }
            if let sid = parameters["logout_hint"] { sessions.end(id: sid) }
            let application = try Self.application(clientId, exchange.tenant)
            let allowed = application?.allowedLogoutURLs ?? exchange.tenant.allowedLogoutURLs
            guard
                var target = parameters["post_logout_redirect_uri"] ?? (application == nil ? nil : allowed.exact.first)
            else { return end(exchange, .text(200, "OK")) }
            guard allowed.allows(target) else {
                throw Self.notAllowed(target, "post_logout_redirect_uri", application, allowed)
            }
            if let state = parameters["state"] {
                target += (target.contains("?") ? "&" : "?") + "state=" + PercentEncoding.encode(state)
            }
            return end(exchange, .redirect(to: target))
        } catch {
            note("\(error.status) /oidc/logout: \(error.description)")
            return ErrorPage(status: error.status, error: error).response
        }
    }

    private func end(_ exchange: Exchange, _ response: Response) -> Response {
        for secret in cookies.sessionSecrets(exchange.request) { sessions.end(secret) }
        var response = response
        cookies.clearSession(on: &response)
        return response
    }

    private static func application(_ clientId: String?, _ tenant: Tenant) throws(OAuthError) -> Tenant.Application? {
        guard let clientId else { return nil }
        guard let application = tenant.application(clientId: clientId) else {
            throw .invalidRequest("Unknown client: \(clientId)")
        }
        return application
    }

    private static func notAllowed(
        _ url: String,
        _ parameter: String,
        _ application: Tenant.Application?,
        _ allowed: AllowedURLs
    ) -> OAuthError {
        let owner =
            application.map { "the application \"\($0.clientId)\"" } ?? "the tenant, which counts without client_id"
        return .invalidRequest(
            "The \(parameter) \"\(url)\" is not among the allowed_logout_urls of \(owner): \(allowed.inWords)"
        )
    }

    /// Whom an ID token was issued to, and in which session; it may have expired (RP-Initiated Logout §2).
    ///
    /// One whose key is gone is still good enough to say which application it was: so much anybody could have said by
    /// `client_id`.
    private func hinted(_ token: String) async throws(OAuthError) -> (clientId: String?, sessionId: String?) {
        do {
            let unverified = try UnverifiedToken(parsing: token)
            do {
                let verifier = JWTVerifier(issuers: names.all, audiences: tenant.applications.map(\.clientId))
                // Held against the beginning of time, when none had expired.
                let beginning = Timestamp(secondsSince1970: 0)
                let claims = try verifier.verify(unverified, keys: try await keys(), now: beginning)
                return (claims.audiences.first, claims.object["sid"]?.string)
            } catch TokenError.keyNotFound {
                let claims = try JSONValue(parsing: unverified.jws.payload, depthLimit: 32).object
                return (claims?["aud"]?.string, nil)
            }
        } catch {
            throw .invalidRequest("The id_token_hint is not one of ours: \(error)")
        }
    }
}
