// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTransport

/// `/u/login` and `/u/signup`: the forms, and what comes of them.
extension Issuer {
    func login(_ exchange: Exchange) async -> Response {
        await form(exchange) { (form) async throws(OAuthError) -> Response in
            guard exchange.isPost else {
                return self.page(form, exchange, email: form.request.loginHint ?? "")
            }
            if let userId = form.parameters["user"], exchange.request.peer.isLoopback {
                // A click on a user, who needs no password: whoever can click here can read the tenant's file, too.
                guard let user = exchange.tenant.users.first(where: { isSame($0.userId, userId) }) else {
                    return self.page(form, exchange, error: "This user is no longer there.")
                }
                return await self.begin(form.request, as: user, exchange)
            }
            let name = form.parameters["username"] ?? ""
            let password = form.parameters["password"] ?? ""
            let user = self.accounts.user(named: name, in: exchange.tenant)
            let isRight = try await self.passwords.run { self.accounts.hasPassword(password, user: user) }
            guard let user, isRight else {
                // Not what was typed: it may have been the password.
                self.note("login: wrong email or password for \(user?.email ?? "somebody unknown")")
                return self.page(form, exchange, email: name, error: reason(user))
            }
            guard !user.isBlocked else {
                return self.page(form, exchange, email: name, error: "This user is blocked.")
            }
            return await self.begin(form.request, as: user, exchange)
        }
    }

    /// What the page says; more than Auth0 where somebody types a password for a user who has none.
    private func reason(_ user: Tenant.User?) -> String {
        guard let user, !accounts.hasPassword(user) else { return "Wrong email or password." }
        return "\(user.email) has no password: choose the name below."
    }

    func signUpForm(_ exchange: Exchange) async -> Response {
        await form(exchange) { (form) async throws(OAuthError) -> Response in
            guard exchange.isPost else {
                return self.signUpPage(form, exchange, email: form.request.loginHint ?? "")
            }
            let email = form.parameters["email"] ?? ""
            guard let password = form.parameters["password"], NewUser.isEmail(email) else {
                return self.signUpPage(
                    form,
                    exchange,
                    email: email,
                    error: "An email address and a password are needed."
                )
            }
            guard let user = try await self.signUp(NewUser(email: email), password: password, exchange) else {
                return self.signUpPage(form, exchange, email: email, error: "Somebody has signed up with this address.")
            }
            return await self.begin(form.request, as: user, exchange)
        }
    }

    // MARK: - The form

    /// Reads the transaction that a form carries, which is the authorization request itself: it is looked at anew each time,
    /// so nothing has to be remembered of forms that were shown.
    private func form(_ exchange: Exchange, _ body: @Sendable (LoginForm) async throws(OAuthError) -> Response) async
        -> Response
    {
        do throws(OAuthError) {
            let parameters =
                try exchange.isPost
                ? Parameters(form: exchange.request.body) : Parameters(queryOf: exchange.request)
            let transaction = try parameters.required("state")
            let wanted = try Self.authorizationParameters(transaction)
            if exchange.isPost, cookies.isForged(exchange.request, parameters) || isForeign(exchange.request) {
                throw OAuthError(
                    403,
                    "invalid_request",
                    "This form was not sent from the page that the issuer showed, or the browser keeps no cookies. "
                        + "Go back to the application and log in again."
                )
            }
            let request: AuthorizationRequest
            do throws(AuthorizationRequest.Refusal) {
                request = try AuthorizationRequest(wanted, tenant: exchange.tenant)
            } catch {
                return refuse(error)
            }
            let token = cookies.antiForgeryToken(exchange.request)
            var response = try await body(
                LoginForm(parameters: parameters, transaction: transaction, request: request, antiForgery: token)
            )
            cookies.setAntiForgery(token, on: &response, isSecure: exchange.request.isSecure)
            return response
        } catch {
            return ErrorPage(status: error.status, error: error).response
        }
    }

    private static func authorizationParameters(_ transaction: String) throws(OAuthError) -> Parameters {
        let bytes: [UInt8]
        do throws(Base64Error) {
            bytes = try Base64URL.decode(transaction)
        } catch {
            throw .invalidRequest("The state of this form is damaged. Go back to the application and log in again.")
        }
        return try Parameters(form: bytes[...], of: "state of this form")
    }

    /// Whether a browser says that a page of another origin sent it.
    func isForeign(_ request: Request) -> Bool {
        guard let origin = request.origin else { return false }
        let host = String(decoding: request.head.firstValue(of: "host") ?? [], as: UTF8.self)
        return origin != (request.isSecure ? "https://" : "http://") + host
    }

    private func page(_ form: LoginForm, _ exchange: Exchange, email: String = "", error: String? = nil) -> Response {
        LoginPage(
            tenant: exchange.tenant,
            form: form,
            listsUsers: exchange.request.peer.isLoopback,
            email: email,
            error: error
        ).response
    }

    private func signUpPage(_ form: LoginForm, _ exchange: Exchange, email: String, error: String? = nil) -> Response {
        SignUpPage(tenant: exchange.tenant, form: form, email: email, error: error).response
    }
}
