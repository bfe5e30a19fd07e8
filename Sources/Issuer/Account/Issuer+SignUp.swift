// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel
import GatewayTransport

/// `/dbconnections/…`: new users, and new passwords.
extension Issuer {
    /// - Source: https://auth0.com/docs/api/authentication#signup; the answer as recorded in auth0/go-auth0.
    func signUp(_ exchange: Exchange) async -> Response {
        do throws(OAuthError) {
            let body =
                try exchange.request.hasJSON
                ? JSONObject(bodyOf: exchange.request.body) : Self.object(Parameters(form: exchange.request.body))
            guard exchange.tenant.application(clientId: body["client_id"]?.string ?? "") != nil else {
                return Self.signUpFailure("invalid_request", "unknown client_id")
            }
            guard body["connection"]?.string == NewUser.connection else {
                return Self.signUpFailure("invalid_request", "unknown connection; there is \(NewUser.connection)")
            }
            guard let email = body["email"]?.string, NewUser.isEmail(email), let password = body["password"]?.string,
                !password.isEmpty
            else { return Self.signUpFailure("invalid_signup", "an email address and a password are needed") }
            guard let user = await signUp(Self.newUser(email, body), password: password, exchange) else {
                return Self.signUpFailure("invalid_signup", "Invalid sign up")
            }
            var answer = JSONObject(["_id": .string(String(user.userId.dropFirst("auth0|".count)))])
            answer["email_verified"] = false
            answer["email"] = .string(user.email)
            for name in ["username", "given_name", "family_name", "name", "nickname", "picture", "user_metadata"] {
                if let value = body[name], value != .null { answer[name] = value }
            }
            return .uncached(200, .object(answer))
        } catch {
            return .failure(error)
        }
    }

    /// Takes somebody in.
    ///
    /// - Returns: `nil` when there is somebody with this address or this name.
    func signUp(_ new: NewUser, password: String, _ exchange: Exchange) async -> Tenant.User? {
        let hash = await blocking { PasswordHash(of: password) }
        let user = new.user(id: NewUser.newId())
        guard accounts.signUp(user, password: hash, in: exchange.tenant) else { return nil }
        note("\(user.email) signed up as \(user.userId)")
        return user
    }

    private static func newUser(_ email: String, _ body: JSONObject) -> NewUser {
        var user = NewUser(email: email)
        user.username = body["username"]?.string
        user.name = body["name"]?.string
        user.nickname = body["nickname"]?.string
        user.givenName = body["given_name"]?.string
        user.familyName = body["family_name"]?.string
        user.picture = body["picture"]?.string
        user.userMetadata = body["user_metadata"]?.object ?? JSONObject()
        return user
    }

    private static func object(_ parameters: Parameters) -> JSONObject {
        var object = JSONObject()
        for name in ["client_id", "connection", "email", "password", "username", "name", "nickname"] {
            object[name] = parameters[name].map(JSONValue.string)
        }
        return object
    }

    private static func signUpFailure(_ code: String, _ description: String) -> Response {
        .uncached(
            400,
            [
                "name": "BadRequestError", "code": .string(code), "description": .string(description),
                "statusCode": 400,
            ]
        )
    }

    // MARK: - A forgotten password

    /// Writes the mail that Auth0 would send into the log.
    ///
    /// - Source: recorded answer of a tenant, in auth0/go-auth0: the same text whether the address is known or not.
    func changePassword(_ exchange: Exchange) -> Response {
        do throws(OAuthError) {
            let parameters = try Parameters(bodyOf: exchange.request)
            let email = try parameters.required("email")
            let connection = try parameters.required("connection")
            guard connection == NewUser.connection else {
                throw .invalidRequest("unknown connection: \(connection); there is \(NewUser.connection)")
            }
            if let user = accounts.user(named: email, in: exchange.tenant) {
                let link = "\(exchange.issuer)u/reset-password?ticket=\(accounts.resetTicket(for: user))"
                note("mail to \(user.email): change your password at \(link)")
            }
            return Response(
                status: 200,
                contentType: Array("text/html; charset=utf-8".utf8),
                body: Array("We've just sent you an email to reset your password.".utf8)
            )
        } catch {
            return .failure(error)
        }
    }

    /// The page that the link of that mail leads to.
    func resetPassword(_ exchange: Exchange) async -> Response {
        do throws(OAuthError) {
            let parameters =
                try exchange.isPost
                ? Parameters(form: exchange.request.body) : Parameters(queryOf: exchange.request)
            let ticket = try parameters.required("ticket")
            guard let user = accounts.owner(ofTicket: ticket, in: exchange.tenant), !isForeign(exchange.request) else {
                throw OAuthError(400, "invalid_request", "This link was used before, or was never good.")
            }
            guard exchange.isPost else { return ResetPasswordPage(user: user, ticket: ticket).response }
            let password = try parameters.required("password")
            let hash = await blocking { PasswordHash(of: password) }
            guard accounts.changePassword(ticket: ticket, to: hash) else {
                throw OAuthError(400, "invalid_request", "This link was used before, or was never good.")
            }
            return ResetPasswordPage.done
        } catch {
            return ErrorPage(status: error.status, error: error).response
        }
    }
}

/// The form by which a forgotten password is replaced.
struct ResetPasswordPage {
    let user: Tenant.User
    let ticket: String

    var response: Response {
        Page(
            title: "Change your password",
            style: LoginStyle.css,
            content: """
                <main class="card">\(LoginStyle.brand)<h1>Change your password</h1><p class="lead">\(user.email)</p>\
                <form method="post" action="/u/reset-password"><input type="hidden" name="ticket" value="\(ticket)">\
                <label for="password">New password</label>\
                <input id="password" name="password" type="password" autocomplete="new-password" required autofocus>\
                <button class="primary" type="submit">Change it</button></form></main>
                """
        ).response
    }

    static var done: Response {
        Page(
            title: "Password changed",
            style: LoginStyle.css,
            content: """
                <main class="card">\(LoginStyle.brand)<h1>Password changed</h1>\
                <p class="lead">It holds until the gateway stops. Go back to the application and log in.</p></main>
                """
        ).response
    }
}
