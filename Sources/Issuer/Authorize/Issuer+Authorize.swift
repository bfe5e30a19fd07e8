// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport

/// `/authorize`: who is there, and may the application know?
extension Issuer {
    func authorize(_ exchange: Exchange) async -> Response {
        let parameters: Parameters
        do throws(OAuthError) {
            parameters =
                try exchange.isPost
                ? Parameters(form: exchange.request.body) : Parameters(queryOf: exchange.request)
        } catch {
            return ErrorPage(status: error.status, error: error).response
        }
        do throws(AuthorizationRequest.Refusal) {
            let request = try AuthorizationRequest(parameters, tenant: exchange.tenant)
            return await authorize(request, parameters, exchange)
        } catch {
            return refuse(error)
        }
    }

    /// Tells who is to be told.
    func refuse(_ refusal: AuthorizationRequest.Refusal) -> Response {
        switch refusal {
        case .page(let page):
            note("\(page.status) /authorize: \(page.reason)")
            return page.response
        case .reply(let address, let error):
            note("/authorize: \(error.code): \(error.description)")
            return address.response(error)
        }
    }

    private func authorize(
        _ request: AuthorizationRequest,
        _ parameters: Parameters,
        _ exchange: Exchange
    ) async -> Response {
        if request.prompt != .login, let session = freshSession(request, exchange) {
            if let user = accounts.user(id: session.userId, in: exchange.tenant), !user.isBlocked {
                return await answer(request, for: user, session, exchange)
            }
        }
        guard request.prompt != .none else {
            note("/authorize: login_required: \(whyNobodyIsThere(request, exchange))")
            return request.reply.response(.loginRequired)
        }
        if let name = switches.take(\.nextLogin), let user = accounts.user(named: name, in: exchange.tenant) {
            return await begin(request, as: user, exchange)
        }
        let transaction = Base64URL.encode(parameters.encoded.utf8)
        return .redirect(to: "/u/\(request.wantsSignUp ? "signup" : "login")?state=\(transaction)")
    }

    /// The session of the browser, unless the application wants a fresher one.
    private func freshSession(_ request: AuthorizationRequest, _ exchange: Exchange) -> Sessions.Session? {
        guard let session = session(exchange) else { return nil }
        guard let maxAge = request.maxAge else { return session }
        return exchange.now < session.authenticatedAt.adding(seconds: maxAge) ? session : nil
    }

    /// The session that the browser's cookies name.
    func session(_ exchange: Exchange) -> Sessions.Session? {
        cookies.sessionSecrets(exchange.request).lazy
            .compactMap { self.sessions.session(under: $0, now: exchange.now) }
            .first
    }

    private func whyNobodyIsThere(_ request: AuthorizationRequest, _ exchange: Exchange) -> String {
        if cookies.sessionSecrets(exchange.request).isEmpty {
            return "the browser sent no session cookie: nobody is logged in, or it is a third-party cookie that was "
                + "blocked (is the page http and the issuer https, or the other way round?)"
        }
        return session(exchange) == nil
            ? "the session has ended" : "the session is older than max_age, or its user is gone"
    }

    /// Logs somebody in, and answers the application.
    func begin(_ request: AuthorizationRequest, as user: Tenant.User, _ exchange: Exchange) async -> Response {
        guard !user.isBlocked else { return request.reply.response(.blockedUser) }
        // A new session each time: one that somebody planted in the browser before must not become this user's.
        for secret in cookies.sessionSecrets(exchange.request) { sessions.end(secret) }
        let (session, secret) = sessions.begin(userId: user.userId, now: exchange.now)
        var response = await answer(request, for: user, session, exchange)
        cookies.setSession(secret, on: &response)
        return response
    }

    /// Answers the application: somebody is there.
    private func answer(
        _ request: AuthorizationRequest,
        for user: Tenant.User,
        _ session: Sessions.Session,
        _ exchange: Exchange
    ) async -> Response {
        do throws(OAuthError) {
            return request.reply.response(try await authorization(request, for: user, session, exchange))
        } catch {
            note("/authorize: \(error.code): \(error.description)")
            return request.reply.response(error)
        }
    }

    private func authorization(
        _ request: AuthorizationRequest,
        for user: Tenant.User,
        _ session: Sessions.Session,
        _ exchange: Exchange
    ) async throws(OAuthError) -> JSONObject {
        let grant = Grant(
            application: request.application,
            user: user,
            api: request.api,
            scopes: ScopePolicy.granted(
                request.scopes,
                to: user,
                api: request.api,
                application: request.application
            ),
            way: .implicit
        )
        // Rules have their say before a code is handed out, too.
        let claims = try claims(for: grant, exchange)
        var answer = JSONObject()
        var code: String?
        if request.responseType.contains(.code) {
            code = codes.issue(
                AuthorizationCodes.Authorization(
                    clientId: request.application.clientId,
                    redirectURI: request.reply.redirectURI,
                    userId: user.userId,
                    session: session,
                    audience: request.api?.identifier,
                    scopes: grant.scopes,
                    nonce: request.nonce,
                    challenge: request.challenge,
                    wantsAuthTime: request.maxAge != nil
                ),
                now: exchange.now
            )
            answer["code"] = code.map(JSONValue.string)
        }
        var accessToken: String?
        if request.responseType.contains(.token) {
            let issued = try await self.accessToken(for: grant, claims, exchange)
            accessToken = issued.token
            answer["access_token"] = .string(issued.token)
            answer["scope"] = grant.scope.map(JSONValue.string)
            answer["expires_in"] = .number(JSONNumber(issued.lifetime))
            answer["token_type"] = "Bearer"
        }
        if request.responseType.contains(.idToken) {
            let login = TokenClaims.Login(
                sessionId: session.id,
                nonce: request.nonce,
                authenticatedAt: request.maxAge == nil ? nil : session.authenticatedAt,
                accessToken: accessToken,
                code: code
            )
            answer["id_token"] = .string(try await sign(claims.idToken(login)))
        }
        return answer
    }
}
