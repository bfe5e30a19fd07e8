// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTransport

/// The form by which one logs in.
///
/// Plain HTML, without a script: one form with a name, a password and a button, and a button for each user of the tenant.
struct LoginPage {
    let tenant: Tenant
    let form: LoginForm
    /// Whether a click on a user is enough: for who sits at this machine.
    let listsUsers: Bool
    var email = ""
    var error: String?

    /// More than one can look through: then only the form.
    private static let listedUsers = 50

    var response: Response {
        Page(
            status: error == nil ? 200 : 400,
            title: "Log in · \(tenant.friendlyName)",
            style: LoginStyle.css,
            content: """
                <main class="card">\(LoginStyle.brand)<h1>Welcome</h1>\
                <p class="lead">Log in to \(tenant.friendlyName) to go on to \(form.request.application.name).</p>\
                \(alert)\
                <form method="post" action="/u/login">\(form.hiddenFields)\
                <label for="username">Email address</label>\
                <input id="username" name="username" type="text" inputmode="email" autocomplete="username" \
                autocapitalize="none" spellcheck="false" required\(email.isEmpty ? focus : "")\(invalid) value="\(email)">\
                <label for="password">Password</label>\
                <input id="password" name="password" type="password" autocomplete="current-password" required\
                \(email.isEmpty ? "" : focus)\(invalid)>\
                <button class="primary" type="submit" name="action" value="default">Continue</button>\
                \(users)</form>\
                <p class="foot">No account yet? <a href="/u/signup?state=\(form.transaction)">Sign up</a></p></main>
                """
        ).response
    }

    /// The first field that is empty.
    private var focus: HTML { " autofocus" }

    private var invalid: HTML {
        error == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"error\""
    }

    private var alert: HTML {
        guard let error else { return "" }
        return "<p class=\"error\" role=\"alert\" id=\"error\">\(error)</p>"
    }

    private var users: HTML {
        let users = tenant.users.filter { !$0.isBlocked }
        guard listsUsers, !users.isEmpty, users.count <= Self.listedUsers else { return "" }
        let items = users.map { user -> HTML in
            // Drawn here, also for who has a picture: this page loads nothing from elsewhere.
            let picture = "/\(Portrait.path(for: user.name))"
            return """
                <li><button class="user" type="submit" formnovalidate name="user" value="\(user.userId)">\
                <img src="\(picture)" alt="" width="36" height="36"><span><b>\(user.name)</b>\
                <span>\(user.email)\(roles(of: user))</span></span></button></li>
                """
        }
        return """
            <p class="or" id="users">or, as this tenant is only yours, continue as</p>\
            <ul class="users" aria-labelledby="users">\(items)</ul>
            """
    }

    private func roles(of user: Tenant.User) -> String {
        user.roles.isEmpty ? "" : " · " + user.roles.joined(separator: ", ")
    }
}

/// The form by which one becomes a user.
struct SignUpPage {
    let tenant: Tenant
    let form: LoginForm
    var email = ""
    var error: String?

    var response: Response {
        let alert: HTML = error.map { "<p class=\"error\" role=\"alert\" id=\"error\">\($0)</p>" } ?? ""
        return Page(
            status: error == nil ? 200 : 400,
            title: "Sign up · \(tenant.friendlyName)",
            style: LoginStyle.css,
            content: """
                <main class="card">\(LoginStyle.brand)<h1>Sign up</h1>\
                <p class="lead">Become a user of \(tenant.friendlyName), until the gateway stops.</p>\(alert)\
                <form method="post" action="/u/signup">\(form.hiddenFields)\
                <label for="email">Email address</label>\
                <input id="email" name="email" type="email" autocomplete="username" required autofocus value="\(email)">\
                <label for="password">Password</label>\
                <input id="password" name="password" type="password" autocomplete="new-password" required>\
                <button class="primary" type="submit" name="action" value="default">Continue</button></form>\
                <p class="foot">Already have an account? <a href="/u/login?state=\(form.transaction)">Log in</a></p></main>
                """
        ).response
    }
}

/// A form that was shown, or is to be.
struct LoginForm: Sendable {
    /// What was filled in.
    let parameters: Parameters
    /// The authorization request, to go on with afterwards, as the form carries it.
    let transaction: String
    let request: AuthorizationRequest
    let antiForgery: String

    /// What each form carries along.
    var hiddenFields: HTML {
        """
        <input type="hidden" name="state" value="\(transaction)">\
        <input type="hidden" name="csrf" value="\(antiForgery)">
        """
    }
}
