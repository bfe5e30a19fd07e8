// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// What was granted is judged again by the tenant of the moment, and what strangers send does no harm.
struct ReevaluationTests {
    private static var guarded: Tenant {
        var tenant = Tenant.usual
        tenant.apis[0].scopes = ["read:messages", "delete:messages"].map { Tenant.API.Scope($0) }
        tenant.apis[0].enforcesPolicies = true
        return tenant
    }

    private static let request = TestBrowser.codeRequest(
        ("scope", "openid offline_access read:messages delete:messages"),
        ("nonce", "n")
    )

    private func refresh(_ browser: TestBrowser, _ tokens: JSONObject) async throws -> RawResponse {
        try await browser.post(
            "/oauth/token",
            [
                ("grant_type", "refresh_token"), ("client_id", "local-spa"),
                ("refresh_token", tokens["refresh_token"]?.string ?? ""),
            ]
        )
    }

    private func logIn(_ browser: TestBrowser) async throws -> JSONObject {
        let answer = try await browser.logIn(Self.request, as: "ada@example.com", password: "ada")
        return try #require(try await browser.exchange(answer.query["code"] ?? "").object)
    }

    @Test func `a role that was taken away takes its scopes along`() async throws {
        try await withIssuer(Self.guarded) { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let first = try await logIn(browser)
            #expect(first["scope"] == "openid offline_access read:messages delete:messages")
            var tenant = Self.guarded
            tenant.users[1].roles = ["customer"]
            issuer.issuer.use(tenant)
            let second = try await refresh(browser, first)
            #expect(second.object?["scope"] == "openid offline_access read:messages")
            tenant.apis[0].scopes = []
            issuer.issuer.use(tenant)
            let third = try await refresh(browser, try #require(second.object))
            #expect(third.object?["scope"] == "openid offline_access")
            tenant.apis[0].allowsOfflineAccess = false
            issuer.issuer.use(tenant)
            let fourth = try await refresh(browser, try #require(third.object))
            #expect(fourth.status == 403)
        }
    }

    @Test func `a code ends with its callback, and with the scopes of its user`() async throws {
        try await withIssuer(Self.guarded) { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let code = try await browser.logIn(Self.request, as: "ada@example.com", password: "ada").query["code"] ?? ""
            let other = try await browser.authorize(Self.request).query["code"] ?? ""
            var tenant = Self.guarded
            tenant.users[1].roles = []
            issuer.issuer.use(tenant)
            let answer = try await browser.exchange(code)
            #expect(answer.object?["scope"] == "openid offline_access")
            tenant.applications[0].callbacks = AllowedURLs(["https://other.example/"])
            issuer.issuer.use(tenant)
            let late = try await browser.exchange(other)
            #expect(late.status == 403)
        }
    }

    @Test func `a token opens userinfo as long as its user and its application are there`() async throws {
        var opaque = Tenant.usual
        opaque.defaultAudience = nil
        for tenant in [Tenant.usual, opaque] {
            try await withIssuer(tenant) { (issuer) async throws -> Void in
                let audience = ("audience", tenant.defaultAudience ?? "")
                let tokens = try await TestBrowser(issuer).tokens(TestBrowser.codeRequest(audience))
                let bearer = "Authorization: Bearer \(tokens["access_token"]?.string ?? "")"
                var changed = tenant
                changed.users[0].isBlocked = true
                issuer.issuer.use(changed)
                #expect(try await issuer.ask("GET /userinfo", [bearer]).status == 401)
                changed = tenant
                changed.applications.remove(at: 0)
                issuer.issuer.use(changed)
                #expect(try await issuer.ask("GET /userinfo", [bearer]).status == 401)
                issuer.issuer.use(tenant)
                #expect(try await issuer.ask("GET /userinfo", [bearer]).status == 200)
            }
        }
    }

    @Test func `userinfo tells what rules put into ID tokens`() async throws {
        var tenant = Tenant.usual
        tenant.rules = [
            Tenant.Rule(name: "r", idToken: [Tenant.Rule.Claim("https://example.com/roles", .reference(.roles))])
        ]
        try await withIssuer(tenant) { (issuer) async throws -> Void in
            let tokens = try await TestBrowser(issuer).tokens()
            let answer = try await issuer.ask(
                "GET /userinfo",
                ["Authorization: Bearer \(tokens["access_token"]?.string ?? "")"]
            )
            #expect(answer.object?["https://example.com/roles"] == ["customer"])
        }
    }

    // MARK: - Who signs up

    private func signUp(_ issuer: TestIssuer, _ email: String, _ more: String = "", origin: String? = nil) async throws
        -> RawResponse
    {
        let body =
            #"{"client_id": "local-spa", "connection": "Username-Password-Authentication", "password": "evil", "#
            + #""email": "\#(email)"\#(more)}"#
        let fields = ["Content-Type: application/json"] + (origin.map { ["Origin: \($0)"] } ?? [])
        return try await issuer.ask("POST /dbconnections/signup", fields, body: body)
    }

    @Test func `no address that looks like a user's, and none that a rule names, brings his rights`() async throws {
        var tenant = Tenant.usual
        tenant.rules = [
            Tenant.Rule(
                name: "boss",
                condition: Tenant.Rule.Condition(users: ["mike@example.com", "mary@example.com"]),
                accessToken: [Tenant.Rule.Claim("https://example.com/boss", .literal(true))]
            )
        ]
        try await withIssuer(tenant) { (issuer) async throws -> Void in
            let kelvin = try await signUp(issuer, "mi\u{212A}e@example.com")
            #expect(kelvin.status == 400)
            let named = try await signUp(issuer, "MIKE@example.com")
            #expect(named.object?["email"] == "mike@example.com")
            let tokens = try await TestBrowser(issuer).post(
                "/oauth/token",
                [
                    ("grant_type", "password"), ("client_id", "local-spa"), ("username", "mike@example.com"),
                    ("password", "evil"),
                ]
            )
            #expect(tokens.status == 200)
            #expect(try claims(of: tokens.object?["access_token"])["https://example.com/boss"] == nil)
            let mary = try await TestBrowser(issuer).tokens()
            #expect(try claims(of: mary["access_token"])["https://example.com/boss"] == true)
        }
    }

    @Test func `pages of strangers sign nobody up, and nobody says more of himself than is usual`() async throws {
        var tenant = Tenant.usual
        tenant.applications[0].callbacks = AllowedURLs(["https://app.example/cb"])
        tenant.applications[0].webOrigins = AllowedURLs()
        tenant.applications.remove(at: 1)
        try await withIssuer(tenant) { (issuer) async throws -> Void in
            #expect(try await signUp(issuer, "a@example.com", origin: "http://evil.example").status == 403)
            #expect(try await signUp(issuer, "a@example.com", origin: "https://app.example").status == 200)
            let long = String(repeating: "x", count: 301)
            #expect(try await signUp(issuer, "b@example.com", #", "nickname": "\#(long)""#).status == 400)
            let blob = String(repeating: "x", count: 17_000)
            #expect(try await signUp(issuer, "b@example.com", #", "user_metadata": {"a": "\#(blob)"}"#).status == 400)
            #expect(issuer.log.lines.contains { $0.contains("http://evil.example") })
        }
    }

    // MARK: - Passwords

    private func forget(_ issuer: TestIssuer) async throws -> String {
        _ = try await issuer.ask(
            "POST /dbconnections/change_password",
            ["Content-Type: application/json"],
            body: #"{"connection": "Username-Password-Authentication", "email": "mary@example.com"}"#
        )
        return try #require(issuer.log.lines.last?.split(separator: "ticket=").last.map(String.init))
    }

    @Test func `a link lasts an hour, and one that is used ends the others, and who is logged in`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let tokens = try await browser.tokens()
            let old = try await forget(issuer)
            issuer.clock.advance(by: .seconds(3600))
            #expect(try await browser.get("/u/reset-password?ticket=\(old)").status == 400)
            let (first, second) = (try await forget(issuer), try await forget(issuer))
            let form = { (ticket: String) in [("ticket", ticket), ("password", "new")] }
            #expect(try await browser.post("/u/reset-password", form(second)).status == 200)
            #expect(try await browser.post("/u/reset-password", form(first)).status == 400)
            #expect(try await refresh(browser, tokens).status == 403)
            let silent = try await browser.authorize(TestBrowser.codeRequest(("prompt", "none")))
            #expect(silent.query["error"] == "login_required")
        }
    }

    @Test func `a password that is changed in the file counts, whatever was changed before`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let ticket = try await forget(issuer)
            _ = try await browser.post("/u/reset-password", [("ticket", ticket), ("password", "new")])
            var tenant = Tenant.usual
            tenant.users[0].password = "fixed"
            issuer.issuer.use(tenant)
            #expect(try await browser.logIn(TestBrowser.codeRequest(), password: "new").status == 400)
            #expect(try await browser.logIn(TestBrowser.codeRequest(), password: "fixed").query["code"] != nil)
        }
    }

    @Test func `too many passwords at once are refused, and keys are there all the same`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<120 {
                    group.addTask {
                        try await TestBrowser(issuer).post(
                            "/oauth/token",
                            [
                                ("grant_type", "password"), ("client_id", "local-spa"), ("username", "x"),
                                ("password", "x"),
                            ]
                        ).status
                    }
                }
                let keys = try await issuer.ask("GET /.well-known/jwks.json")
                #expect(keys.status == 200)
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(statuses.isSubset(of: [403, 429]) && statuses.contains(403))
        }
    }

    // MARK: - Small things that libraries trip over

    @Test(arguments: [("a+b%2Fc/d=", "a+b%2Fc/d="), ("p%c", "p%c")])
    func `HTTP Basic works with a secret as it is, and encoded`(_ secret: String, _ plain: String) async throws {
        var tenant = Tenant.usual
        tenant.applications[1].clientSecret = secret
        try await withIssuer(tenant) { (issuer) async throws -> Void in
            for text in [plain, percentEncoded(secret)] {
                let basic = base64("local-client:\(text)")
                let answer = try await issuer.postForm(
                    "grant_type=client_credentials",
                    "Authorization: Basic \(basic)"
                )
                #expect(answer.status == 200, "\(text)")
            }
        }
    }

    @Test func `a bearer token beside a client id in the body is nobody's business`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let answer = try await issuer.postForm(
                "grant_type=client_credentials&client_id=local-client&client_secret=local-secret",
                "Authorization: Bearer xyz"
            )
            #expect(answer.status == 200)
        }
    }

    @Test func `the log says why somebody is unauthorized, and the answer does not`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let wrong = try await issuer.postForm("grant_type=password&client_id=local-client&client_secret=x")
            let unknown = try await issuer.postForm("grant_type=password&client_id=zz")
            #expect(wrong.text == unknown.text)
            #expect(issuer.log.lines.contains { $0.contains("a wrong client_secret of local-client") })
            #expect(
                issuer.log.lines.contains { $0.contains("no application \"zz\"; there are local-spa, local-client") }
            )
        }
    }

    @Test func `a parameter that occurs twice is told to the callback, unless it is the callback`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let target = "/authorize?\(encoded(TestBrowser.codeRequest()))"
            #expect(try await browser.get(target + "&scope=x").query["error"] == "invalid_request")
            #expect(try await browser.get(target + "&foo=1&foo=2")["location"]?.hasPrefix("/u/login") == true)
            #expect(try await browser.get(target + "&redirect_uri=http%3A%2F%2Flocalhost%2F").status == 400)
        }
    }

    @Test func `an implicit answer promises no refresh token`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let answer = try await TestBrowser(issuer).logIn(
                TestBrowser.codeRequest(("response_type", "token"), ("scope", "openid offline_access"))
            )
            #expect(answer.fragment["scope"] == "openid")
        }
    }

    @Test func `several log-ins stand in a queue, or follow the hint`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            for user in ["mary@example.com", "ada@example.com"] {
                _ = try await issuer.ask(
                    "POST /_control/login",
                    ["Content-Type: application/json"],
                    body: #"{"user": "\#(user)"}"#
                )
            }
            var emails: [JSONValue?] = []
            for _ in 0..<2 {
                let browser = TestBrowser(issuer)
                let code = try await browser.authorize(TestBrowser.codeRequest()).query["code"] ?? ""
                emails.append(try claims(of: try await browser.exchange(code).object?["id_token"])["email"])
            }
            #expect(emails == ["mary@example.com", "ada@example.com"])
            _ = try await issuer.ask(
                "POST /_control/login-by-hint",
                ["Content-Type: application/json"],
                body: #"{"on": true}"#
            )
            let browser = TestBrowser(issuer)
            let code = try await browser.authorize(TestBrowser.codeRequest(("login_hint", "ada@example.com"))).query[
                "code"
            ]
            #expect(
                try claims(of: try await browser.exchange(code ?? "").object?["id_token"])["email"] == "ada@example.com"
            )
            let unknown = try await TestBrowser(issuer).authorize(
                TestBrowser.codeRequest(("login_hint", "x@example.com"))
            )
            #expect(unknown["location"]?.hasPrefix("/u/login") == true)
        }
    }

    @Test func `the issuer's address shows what one needs, and its documents may be asked for with any header`()
        async throws
    {
        try await withIssuer { (issuer) async throws -> Void in
            let page = try await issuer.ask("GET /")
            #expect(page.status == 200)
            for text in ["local-spa", "https://gateway.localhost/", "mary@example.com", "http://localhost:3443"] {
                #expect(page.text.contains(text))
            }
            let question = try await issuer.ask(
                "OPTIONS /.well-known/jwks.json",
                ["Origin: https://anywhere.example", "Access-Control-Request-Headers: auth0-client"]
            )
            #expect(question.status == 204)
            #expect(question["access-control-allow-origin"] == "*")
            #expect(question["access-control-allow-headers"] == "auth0-client")
        }
    }
}
