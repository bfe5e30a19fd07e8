// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTransport

/// What the tenant has, for a person: the values that one puts into an application.
struct HomePage {
    let tenant: Tenant
    let names: IssuerNames
    /// Who can log in is for who sits at this machine.
    let listsUsers: Bool

    var response: Response {
        Page(
            title: tenant.friendlyName,
            style: LoginStyle.css,
            content: """
                <main class="card">\(LoginStyle.brand)<h1>\(tenant.friendlyName)</h1>\
                <p class="lead">An Auth0 tenant on this machine.</p>\
                \(section("Domain", [names.http, names.https].map { String($0.dropLast()) }))\
                \(section("Client ids", tenant.applications.map { "\($0.clientId) · \($0.name)" }))\
                \(section("Audiences", tenant.apis.map(\.identifier)))\
                \(listsUsers ? section("Users", tenant.users.map { "\($0.email) · \($0.name)" }) : "")\
                <p class="foot"><a href="/.well-known/openid-configuration">Discovery</a> · \
                <a href="/.well-known/jwks.json">Keys</a></p></main>
                """
        ).response
    }

    private func section(_ title: String, _ lines: [String]) -> HTML {
        let items = lines.prefix(50).map { "<li>\($0)</li>" as HTML }
        return "<h2>\(title)</h2><ul class=\"facts\">\(items)</ul>"
    }
}
