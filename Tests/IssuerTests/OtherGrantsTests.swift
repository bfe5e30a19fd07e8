// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// The password grants and `client_credentials` for tenants with more than one API: RFC 6749 §4.3, §4.4, and Auth0's words.
struct OtherGrantsTests {
    private static let orders = "https://orders.example/"
    private static let admin = "https://admin.example/"

    private static var tenant: Tenant {
        var tenant = Tenant.usual
        tenant.defaultAudience = nil
        tenant.apis = [
            Tenant.API(
                identifier: orders,
                name: "Orders",
                scopes: [Tenant.API.Scope("read:orders"), Tenant.API.Scope("write:orders")],
                allowsOfflineAccess: true
            ),
            Tenant.API(
                identifier: admin,
                name: "Admin",
                scopes: [Tenant.API.Scope("read:users"), Tenant.API.Scope("delete:users")],
                enforcesPolicies: true,
                tokenDialect: .accessTokenWithPermissions,
                roles: [Tenant.API.Role("admin", permissions: ["read:users", "delete:users"])]
            ),
        ]
        tenant.applications[1].clientGrants = [
            Tenant.Application.ClientGrant(audience: orders, scopes: ["read:orders"])
        ]
        return tenant
    }

    private func password(
        _ issuer: TestIssuer,
        _ others: (String, String)...
    ) async throws -> RawResponse {
        try await TestBrowser(issuer).post(
            "/oauth/token",
            [("client_id", "local-client"), ("client_secret", "local-secret")] + others
        )
    }

    private static let realm = "http://auth0.com/oauth/grant-type/password-realm"

    @Test(arguments: [
        [("grant_type", "password")],
        [("grant_type", realm), ("realm", "Username-Password-Authentication")],
    ])
    func `a password gets tokens`(_ grant: [(String, String)]) async throws {
        try await withIssuer(Self.tenant) { issuer in
            let answer = try await TestBrowser(issuer).post(
                "/oauth/token",
                grant + [
                    ("client_id", "local-client"), ("client_secret", "local-secret"),
                    ("username", "mary@example.com"), ("password", "mary"), ("audience", Self.orders),
                    ("scope", "openid offline_access read:orders read:users"),
                ]
            )
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.object?["scope"] == "openid offline_access read:orders")
            #expect(answer.object?["refresh_token"] != nil)
            let access = try claims(of: answer.object?["access_token"])
            #expect(access["gty"] == "password")
            #expect(access["aud"] == [.string(Self.orders), "http://localhost:3443/userinfo"])
            #expect(try claims(of: answer.object?["id_token"])["aud"] == "local-client")
        }
    }

    @Test func `what goes wrong with a password has Auth0's words`() async throws {
        var tenant = Self.tenant
        tenant.users[1].isBlocked = true
        try await withIssuer(tenant) { issuer in
            let name = ("username", "mary@example.com")
            let wrong = try await password(issuer, ("grant_type", "password"), name, ("password", "x"))
            #expect(wrong.status == 403)
            #expect(
                wrong.object
                    == JSONObject(["error": "invalid_grant", "error_description": "Wrong email or password."])
            )
            let nobody = try await password(
                issuer,
                ("grant_type", "password"),
                ("username", "x@example.com"),
                ("password", "mary")
            )
            #expect(nobody.object == wrong.object)
            let missing = try await password(issuer, ("grant_type", "password"), name)
            #expect(missing.object?["error_description"] == "Missing required parameter: password")
            let realm = try await password(
                issuer,
                ("grant_type", Self.realm),
                ("realm", "ldap"),
                name,
                ("password", "mary")
            )
            #expect(realm.status == 400)
            let blocked = try await password(
                issuer,
                ("grant_type", "password"),
                ("username", "ada@example.com"),
                ("password", "ada")
            )
            #expect(blocked.status == 401)
            #expect(blocked.object?["error_description"] == "user is blocked")
        }
    }

    // MARK: - Role-based access control

    private func access(_ issuer: TestIssuer, _ email: String, _ password: String, _ scope: String) async throws
        -> (answer: JSONObject, token: JSONObject)
    {
        let answer = try await self.password(
            issuer,
            ("grant_type", "password"),
            ("username", email),
            ("password", password),
            ("audience", Self.admin),
            ("scope", scope)
        )
        let object = try #require(answer.object)
        return (object, try claims(of: object["access_token"]))
    }

    @Test func `an API that enforces its policies gives a user what his roles give him`() async throws {
        try await withIssuer(Self.tenant) { issuer in
            let ada = try await access(issuer, "ada@example.com", "ada", "openid read:users write:orders")
            #expect(ada.answer["scope"] == "openid read:users")
            #expect(ada.token["permissions"] == ["read:users", "delete:users"])
            let mary = try await access(issuer, "mary@example.com", "mary", "openid read:users")
            #expect(mary.answer["scope"] == "openid")
            #expect(mary.token["permissions"] == [])
        }
    }

    @Test func `a permission of the user's own counts, too, and no scope asks for all`() async throws {
        var tenant = Self.tenant
        tenant.users[0].permissions = [Tenant.User.Permission("read:users", audience: Self.admin)]
        try await withIssuer(tenant) { issuer in
            let mary = try await access(issuer, "mary@example.com", "mary", "")
            #expect(mary.answer["scope"] == "read:users")
            #expect(mary.token["permissions"] == ["read:users"])
            #expect(mary.token["aud"] == .string(Self.admin))
        }
    }

    @Test func `the profile of RFC 9068 has its own claims and type`() async throws {
        var tenant = Self.tenant
        tenant.apis[1].tokenDialect = .rfc9068WithPermissions
        try await withIssuer(tenant) { issuer in
            let ada = try await access(issuer, "ada@example.com", "ada", "read:users")
            #expect(ada.token["client_id"] == "local-client")
            #expect(ada.token["azp"] == nil && ada.token["gty"] == nil)
            #expect(ada.token["jti"]?.string?.isEmpty == false)
            #expect(ada.token["permissions"] == ["read:users", "delete:users"])
            let header = try JSONValue(
                parsing: try base64URL(String((ada.answer["access_token"]?.string ?? "").prefix { $0 != "." }))
            )
            #expect(header.object?["typ"] == "at+jwt")
        }
    }

    // MARK: - Applications in their own name

    private func ownToken(_ issuer: TestIssuer, _ others: (String, String)...) async throws -> RawResponse {
        try await TestBrowser(issuer).post(
            "/oauth/token",
            [("grant_type", "client_credentials"), ("client_id", "local-client"), ("client_secret", "local-secret")]
                + others
        )
    }

    @Test func `an application gets what its client grant gives it`() async throws {
        try await withIssuer(Self.tenant) { issuer in
            let all = try await ownToken(issuer, ("audience", Self.orders))
            #expect(all.object?["scope"] == "read:orders")
            let excess = try await ownToken(issuer, ("audience", Self.orders), ("scope", "read:orders write:orders"))
            #expect(excess.status == 403)
            #expect(excess.object?["error_description"] == "Client has not been granted scopes: write:orders")
            let other = try await ownToken(issuer, ("audience", Self.admin))
            #expect(other.status == 403)
            #expect(other.object?["error"] == "access_denied")
            #expect(
                other.object?["error_description"]?.string?.hasPrefix(
                    "Client is not authorized to access \"https://admin.example/\"."
                ) == true
            )
            let none = try await ownToken(issuer)
            #expect(none.object?["error_description"] == "Missing required parameter: audience")
        }
    }

    @Test func `a page has no secret, and so no token of its own`() async throws {
        var tenant = Self.tenant
        tenant.applications[0].grantTypes = [.clientCredentials]
        tenant.applications[0].clientGrants = [Tenant.Application.ClientGrant(audience: Self.orders)]
        try await withIssuer(tenant) { issuer in
            let answer = try await TestBrowser(issuer).post(
                "/oauth/token",
                [("grant_type", "client_credentials"), ("client_id", "local-spa"), ("audience", Self.orders)]
            )
            #expect(answer.status == 401)
        }
    }

    @Test(arguments: ["implicit", "urn:ietf:params:oauth:grant-type:device_code", "Password"])
    func `other grant types are called unsupported`(_ grantType: String) async throws {
        try await withIssuer { issuer in
            let answer = try await password(issuer, ("grant_type", grantType))
            #expect(answer.status == 403)
            #expect(answer.object?["error"] == "unsupported_grant_type")
        }
    }

    // MARK: - Rules

    @Test func `rules add claims, or refuse`() async throws {
        var tenant = Self.tenant
        tenant.users[0].claims = JSONObject(["https://example.com/plan": "gold", "sub": "forged"])
        tenant.users[0].appMetadata = JSONObject(["team": ["name": "blue"]])
        tenant.rules = [
            Tenant.Rule(
                name: "roles",
                accessToken: [Tenant.Rule.Claim("https://example.com/roles", .reference(.roles))],
                idToken: [
                    Tenant.Rule.Claim(
                        "https://example.com/team",
                        .text([.literal("team "), .reference(.appMetadata(["team", "name"])), .reference(.username)])
                    ),
                    Tenant.Rule.Claim("https://example.com/none", .reference(.appMetadata(["none"]))),
                ]
            ),
            Tenant.Rule(
                name: "only admins",
                condition: Tenant.Rule.Condition(audiences: [Self.admin], roles: ["customer"]),
                denial: "customers stay outside"
            ),
        ]
        try await withIssuer(tenant) { issuer in
            let answer = try await password(
                issuer,
                ("grant_type", "password"),
                ("username", "mary@example.com"),
                ("password", "mary"),
                ("audience", Self.orders),
                ("scope", "openid")
            )
            let access = try claims(of: answer.object?["access_token"])
            #expect(access["https://example.com/roles"] == ["customer"])
            #expect(access["https://example.com/plan"] == "gold")
            #expect(access["sub"] == "auth0|65a1c0ffee5eed0000000001")
            let id = try claims(of: answer.object?["id_token"])
            #expect(id["https://example.com/team"] == "team blue")
            #expect(id["https://example.com/none"] == nil)
            #expect(id["https://example.com/plan"] == "gold")
            let denied = try await password(
                issuer,
                ("grant_type", "password"),
                ("username", "mary@example.com"),
                ("password", "mary"),
                ("audience", Self.admin)
            )
            #expect(denied.status == 403)
            #expect(
                denied.object
                    == JSONObject(["error": "access_denied", "error_description": "customers stay outside"])
            )
            let page = try await TestBrowser(issuer).logIn(TestBrowser.codeRequest(("audience", Self.admin)))
            #expect(page.query["error"] == "access_denied")
            #expect(page.query["error_description"] == "customers stay outside")
            #expect(page.query["code"] == nil)
        }
    }
}
