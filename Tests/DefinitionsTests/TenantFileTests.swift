// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayJSON
import GatewayModel
import Testing

/// What a tenant.yml that is right amounts to.
struct TenantFileTests {
    @Test func `every key of the tenant and its APIs ends in the model`() throws {
        let tenant = try read(wholeTenant).tenant
        #expect(tenant.friendlyName == "Acme")
        #expect(tenant.defaultAudience == "https://b.example/")
        #expect(tenant.allowedLogoutURLs == AllowedURLs(["https://acme.example/bye"]))
        #expect(
            tenant.apis == [
                Tenant.API(
                    identifier: "https://a.example/",
                    name: "A",
                    scopes: [Tenant.API.Scope("read:a", description: "Read it"), Tenant.API.Scope("write:a")],
                    enforcesPolicies: true,
                    tokenDialect: .rfc9068WithPermissions,
                    tokenLifetime: 3600,
                    tokenLifetimeForWeb: 600,
                    allowsOfflineAccess: true,
                    roles: [
                        Tenant.API.Role("admin", permissions: ["read:a", "write:a"]),
                        Tenant.API.Role("reader", permissions: ["read:a"]),
                    ]
                ),
                Tenant.API(
                    identifier: "https://b.example/",
                    name: "https://b.example/",
                    scopes: [Tenant.API.Scope("read:b", description: "B"), Tenant.API.Scope("write:b")]
                ),
                Tenant.API(identifier: "c", name: "c", tokenLifetime: 60, tokenLifetimeForWeb: 60),
            ]
        )
    }

    @Test func `every key of an application ends in the model`() throws {
        let applications = try read(wholeTenant).tenant.applications
        #expect(
            applications == [
                Tenant.Application(
                    clientId: "page",
                    name: "page",
                    type: .singlePage,
                    callbacks: .loopback,
                    webOrigins: AllowedURLs(["https://page.example"], allowsLoopback: true)
                ),
                Tenant.Application(
                    clientId: "site",
                    clientSecret: "s3cret",
                    name: "Site",
                    type: .regularWeb,
                    callbacks: AllowedURLs(["https://site.example/cb", "http://localhost:8080/cb?a=b"]),
                    allowedLogoutURLs: AllowedURLs(["https://site.example/"]),
                    grantTypes: [.authorizationCode, .passwordRealm, .clientCredentials],
                    refreshToken: Tenant.Application.RefreshToken(rotates: true, leeway: 5, lifetime: 900),
                    idTokenLifetime: 120,
                    clientGrants: [
                        Tenant.Application.ClientGrant(audience: "https://a.example/", scopes: ["read:a"]),
                        Tenant.Application.ClientGrant(audience: "c"),
                    ]
                ),
                Tenant.Application(
                    clientId: "phone",
                    name: "phone",
                    type: .native,
                    callbacks: AllowedURLs(["com.example.app://callback", "com.example.app:/cb"])
                ),
            ]
        )
    }

    @Test func `every key of a user ends in the model`() throws {
        let users = try read(wholeTenant).tenant.users
        #expect(
            users == [
                Tenant.User(
                    userId: "auth0|1",
                    email: "mary@example.com",
                    emailVerified: false,
                    username: "mary",
                    password: "007",
                    name: "Mary Major",
                    nickname: "mm",
                    givenName: "Mary",
                    familyName: "Major",
                    picture: "https://cdn.example/mary.png",
                    roles: ["reader", "vip"],
                    permissions: [Tenant.User.Permission("write:a", audience: "https://a.example/")],
                    appMetadata: JSONObject(["plan": "gold", "seats": 3]),
                    userMetadata: JSONObject(["color": "blue"]),
                    claims: JSONObject(["https://example.com/vip": true]),
                    isBlocked: true
                ),
                Tenant.User(userId: "auth0|be29633e5025c5e453cd6255", email: "ada@example.com"),
            ]
        )
    }

    @Test func `every key of a rule ends in the model`() throws {
        let rules = try read(wholeTenant).tenant.rules
        #expect(
            rules == [
                Tenant.Rule(
                    name: "claims",
                    condition: Tenant.Rule.Condition(
                        applications: ["page", "site"],
                        audiences: ["c"],
                        users: ["mary@example.com", "auth0|1"],
                        roles: ["vip"],
                        scopes: ["openid", "read:a"]
                    ),
                    accessToken: [Tenant.Rule.Claim("https://example.com/roles", .reference(.roles))],
                    idToken: [Tenant.Rule.Claim("department", .literal("x"))]
                ),
                Tenant.Rule(name: "denial", denial: "Not today."),
            ]
        )
    }

    @Test(arguments: ["", "# nothing\n", "~", "{}"])
    func `an empty file is the usual tenant`(_ text: String) throws {
        #expect(try read(text).tenant == .usual)
    }

    @Test func `a section that is left out is the usual one, the others are the file's`() throws {
        let tenant = try read("users: [{email: a@b}]\nfriendly_name: X\n").tenant
        var expected = Tenant.usual
        expected.friendlyName = "X"
        expected.users = [Tenant.User(userId: "auth0|038b5822836dbc79d1505fed", email: "a@b")]
        #expect(tenant == expected)
    }

    @Test func `the usual application may act at the APIs of the file`() throws {
        let tenant = try read("apis: [{identifier: x}, {identifier: y}]\n").tenant
        #expect(tenant.defaultAudience == nil)
        let grants = tenant.application(clientId: "local-client")?.clientGrants
        #expect(
            grants == [Tenant.Application.ClientGrant(audience: "x"), Tenant.Application.ClientGrant(audience: "y")]
        )
        #expect(tenant.application(clientId: "local-spa")?.clientGrants == [])
    }

    @Test func `an empty list is none, and not the usual ones`() throws {
        let tenant = try read("apis: []\napplications: []\nusers: []\nrules: []\n").tenant
        #expect(tenant == Tenant())
    }

    @Test func `an API without scopes takes any, with an empty list none`() throws {
        let apis = try read("apis: [{identifier: x}, {identifier: y, scopes: []}]\n").tenant.apis
        #expect(apis.map(\.scopes) == [nil, []])
    }

    @Test func `a client grant without scopes is for all, with an empty list for none`() throws {
        let text = """
            apis: [{identifier: x}, {identifier: y}]
            applications:
              - client_id: m
                client_secret: s
                app_type: non_interactive
                client_grants: [{audience: x}, {audience: y, scope: []}]
            """
        #expect(try read(text).tenant.applications.first?.clientGrants.map(\.scopes) == [nil, []])
    }

    @Test func `a user's id follows from the email, whatever its case`() throws {
        let ids = try ["mary@example.com", "Mary@Example.COM"].map { email in
            try read("users: [{email: \(email)}]").tenant.users.map(\.userId)
        }
        #expect(ids == [["auth0|ab09c417a1567472eeb813fc"], ["auth0|ab09c417a1567472eeb813fc"]])
    }

    @Test func `a rule's user is spelled as among the users`() throws {
        let text = "users: [{email: Mary@Example.com}]\nrules: [{name: x, if: {users: mARY@example.com}, deny: no}]"
        #expect(try read(text).tenant.rules.first?.condition.users == ["Mary@Example.com"])
    }

    @Test func `a page with a public method of authentication needs no secret, whatever its type`() throws {
        let text = """
            applications:
              - {client_id: a, app_type: regular_web, token_endpoint_auth_method: none}
              - {client_id: b, client_secret: s, token_endpoint_auth_method: client_secret_basic}
            """
        let applications = try read(text).tenant.applications
        #expect(applications.map(\.type) == [.regularWeb, .regularWeb])
        #expect(applications.map(\.clientSecret) == [nil, "s"])
        #expect(applications.map { $0.grantTypes.contains(.clientCredentials) } == [false, true])
    }

    private func read(_ text: String) throws -> TenantFile.Result {
        let result = try TenantFile.read(text: Array(text.utf8), file: "t.yml")
        #expect(result.warnings.isEmpty)
        return result
    }
}

/// A tenant.yml with each key in it.
let wholeTenant = """
    friendly_name: Acme
    default_audience: https://b.example/
    allowed_logout_urls: https://acme.example/bye
    rules:
      - name: claims
        if:
          applications: [page, site]
          audiences: c
          users: [MARY@example.com, auth0|1]
          roles: vip
          scopes: openid read:a
        access_token: {https://example.com/roles: "${user.roles}"}
        id_token: {department: x}
      - name: denial
        deny: Not today.
    apis:
      - identifier: https://a.example/
        name: A
        scopes: [{value: read:a, description: Read it}, write:a]
        enforce_policies: true
        token_dialect: rfc9068_profile_authz
        token_lifetime: 3600
        token_lifetime_for_web: 600
        allow_offline_access: true
        roles:
          admin: [read:a, write:a]
          reader: read:a
      - identifier: https://b.example/
        scopes:
          read:b: B
          write:b:
      - {identifier: c, token_lifetime: 60}
    applications:
      - client_id: page
        callbacks: loopback
        web_origins: [https://page.example, loopback]
      - client_id: site
        client_secret: s3cret
        name: Site
        app_type: regular_web
        callbacks: [https://site.example/cb, "http://localhost:8080/cb?a=b"]
        allowed_logout_urls: [https://site.example/]
        grant_types: [authorization_code, http://auth0.com/oauth/grant-type/password-realm, client_credentials]
        token_endpoint_auth_method: client_secret_post
        refresh_token: {rotation_type: rotating, leeway: 5, token_lifetime: 900}
        jwt_configuration: {lifetime_in_seconds: 120}
        client_grants: [{audience: https://a.example/, scope: [read:a]}, {audience: c}]
      - client_id: phone
        app_type: native
        callbacks: [com.example.app://callback, com.example.app:/cb]
    users:
      - email: mary@example.com
        user_id: auth0|1
        email_verified: false
        username: mary
        password: 007
        name: Mary Major
        nickname: mm
        given_name: Mary
        family_name: Major
        picture: https://cdn.example/mary.png
        roles: [reader, vip]
        permissions: [{audience: https://a.example/, name: write:a}]
        app_metadata: {plan: gold, seats: 3}
        user_metadata: {color: blue}
        claims: {https://example.com/vip: true}
        blocked: true
      - email: ada@example.com
    """
