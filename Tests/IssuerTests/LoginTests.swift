// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// The forms: who gets in, who does not, and what a page of another origin can do.
struct LoginTests {
    private func form(_ browser: TestBrowser, _ others: (String, String)...) async throws -> RawResponse {
        let answer = try await browser.authorize(TestBrowser.codeRequest() + others)
        return try await browser.get(try #require(answer["location"]))
    }

    @Test func `the form has one name, one password and a button, and needs no script`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let page = try await form(TestBrowser(issuer))
            #expect(page.status == 200)
            #expect(page.text.split(separator: "<form").count == 2)
            #expect(page.text.split(separator: "type=\"password\"").count == 2)
            #expect(page.text.split(separator: "type=\"text\"").count == 2)
            #expect(!page.text.contains("<script"))
            #expect(!page.text.contains("http://") && !page.text.contains("https://"))
            #expect(page.text.contains("Mary Major") && page.text.contains("ada@example.com"))
            #expect(page["x-frame-options"] == "DENY")
            #expect(page["cache-control"] == "no-store")
            #expect(page["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
        }
    }

    @Test func `the form loads nothing from elsewhere, whatever pictures users have`() async throws {
        var tenant = Tenant.usual
        tenant.users[0].picture = "https://cdn.example/mary.png"
        try await withIssuer(tenant) { (issuer) async throws -> Void in
            let page = try await form(TestBrowser(issuer))
            #expect(!page.text.contains("cdn.example"))
            #expect(page.text.contains("/portraits/MM.svg"))
            #expect(page["content-security-policy"]?.contains("img-src 'self' data:;") == true)
        }
    }

    @Test func `the login hint fills the field, the screen hint opens the sign-up`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let hinted = try await form(browser, ("login_hint", "\"><b>x"))
            #expect(hinted.text.contains("value=\"&quot;&gt;&lt;b&gt;x\""))
            let answer = try await browser.authorize(TestBrowser.codeRequest(("screen_hint", "signup")))
            #expect(answer["location"]?.hasPrefix("/u/signup?state=") == true)
        }
    }

    @Test(arguments: ["mary@example.com", "MARY@Example.com", "auth0|65a1c0ffee5eed0000000001"])
    func `the right password lets in, by any name`(_ name: String) async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let answer = try await TestBrowser(issuer).logIn(TestBrowser.codeRequest(), as: name)
            #expect(answer.query["code"] != nil)
            let cookies = answer.head.fields.filter { $0.name == "Set-Cookie" }.map(\.value)
            let session = try #require(cookies.first { $0.hasPrefix("auth0_3443=") })
            #expect(session.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=None"))
        }
    }

    @Test(arguments: [
        ("mary@example.com", "Mary"), ("mary@example.com", ""), ("mary@example.com", "mary "),
        ("nobody@example.com", "mary"),
        ("", ""), ("mary@example.com\u{0}", "mary"), ("ada@example.com", "mary"),
    ])
    func `a wrong password shows the form again`(_ email: String, _ password: String) async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let answer = try await browser.logIn(TestBrowser.codeRequest(), as: email, password: password)
            #expect(answer.status == 400)
            #expect(answer.text.contains("Wrong email or password."))
            #expect(answer["location"] == nil)
            #expect(browser.cookieNames == ["csrf_3443"])
            // And from there it goes on.
            let again = try await browser.post(
                "/u/login",
                TestBrowser.hidden(answer) + [("username", "mary@example.com"), ("password", "mary")]
            )
            #expect(again.query["code"] != nil)
        }
    }

    @Test func `a click on a user lets in without a password`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let page = try await form(browser)
            let answer = try await browser.post(
                "/u/login",
                TestBrowser.hidden(page) + [
                    ("username", ""), ("password", ""), ("user", "auth0|65a1c0ffee5eed0000000002"),
                ]
            )
            let tokens = try await browser.exchange(answer.query["code"] ?? "")
            #expect(try claims(of: tokens.object?["id_token"])["email"] == "ada@example.com")
        }
    }

    @Test func `a user who is blocked does not get in`() async throws {
        var tenant = Tenant.usual
        tenant.users[0].isBlocked = true
        try await withIssuer(tenant) { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let page = try await form(browser)
            #expect(!page.text.contains("Mary Major"))
            let typed = try await browser.logIn(TestBrowser.codeRequest())
            #expect(typed.status == 400 && typed.text.contains("This user is blocked."))
            let clicked = try await browser.post(
                "/u/login",
                TestBrowser.hidden(page) + [("user", "auth0|65a1c0ffee5eed0000000001")]
            )
            #expect(clicked.query["error"] == "unauthorized")
        }
    }

    @Test func `a user who is blocked later has no session any more`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let tokens = try await browser.tokens()
            var tenant = Tenant.usual
            tenant.users[0].isBlocked = true
            issuer.issuer.use(tenant)
            let silent = try await browser.authorize(TestBrowser.codeRequest(("prompt", "none")))
            #expect(silent.query["error"] == "login_required")
            let renewed = try await browser.post(
                "/oauth/token",
                [
                    ("grant_type", "refresh_token"), ("client_id", "local-spa"),
                    ("refresh_token", tokens["refresh_token"]?.string ?? ""),
                ]
            )
            #expect(renewed.status == 403)
        }
    }

    // MARK: - Forms that were not shown

    @Test func `a form without its cookie, or with another's, is refused`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let fields =
                TestBrowser.hidden(try await form(browser)) + [("username", "mary@example.com"), ("password", "mary")]
            let stranger = TestBrowser(issuer)
            #expect(try await stranger.post("/u/login", fields).status == 403)
            _ = try await form(stranger)
            #expect(try await stranger.post("/u/login", fields).status == 403)
            #expect(try await browser.post("/u/login", fields.filter { $0.0 != "csrf" }).status == 403)
            #expect(try await browser.post("/u/login", fields, ["Origin: http://evil.example"]).status == 403)
            #expect(try await browser.post("/u/login", fields, ["Origin: null"]).status == 403)
            #expect(try await browser.post("/u/login", fields, ["Origin: http://localhost"]).status == 302)
        }
    }

    @Test(arguments: ["", "****", "YQ", "Y2xpZW50X2lkPXg"])
    func `a state that is damaged is refused on a page`(_ state: String) async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let answer = try await TestBrowser(issuer).get("/u/login?state=\(state)")
            #expect((400...403).contains(answer.status))
            #expect(answer["location"] == nil)
        }
    }

    @Test func `a form whose application is gone goes nowhere`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let fields =
                TestBrowser.hidden(try await form(browser)) + [("username", "mary@example.com"), ("password", "mary")]
            var tenant = Tenant.usual
            tenant.applications[0].callbacks = AllowedURLs(["https://other.example/"])
            issuer.issuer.use(tenant)
            let answer = try await browser.post("/u/login", fields)
            #expect(answer.status == 403 && answer["location"] == nil)
        }
    }

    // MARK: - Signing up

    @Test func `who signs up is logged in, and can log in again`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let asked = try await browser.authorize(TestBrowser.codeRequest(("screen_hint", "signup")))
            let page = try await browser.get(asked["location"] ?? "")
            let fields = TestBrowser.hidden(page) + [("email", "new@example.com"), ("password", "secret")]
            let answer = try await browser.post("/u/signup", fields)
            let tokens = try await browser.exchange(answer.query["code"] ?? "")
            #expect(try claims(of: tokens.object?["id_token"])["email_verified"] == false)
            #expect(try await browser.post("/u/signup", fields).status == 400)
            let again = try await TestBrowser(issuer).logIn(
                TestBrowser.codeRequest(),
                as: "new@example.com",
                password: "secret"
            )
            #expect(again.query["code"] != nil)
        }
    }

    @Test func `a line end in a name begins no line of the log`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            _ = try await TestBrowser(issuer).authorize(TestBrowser.codeRequest(("client_id", "x\r\n200 GET /forged")))
            #expect(issuer.log.lines.contains { $0.contains("forged") })
            #expect(issuer.log.lines.allSatisfy { !$0.utf8.contains(0x0A) && !$0.utf8.contains(0x0D) })
        }
    }
}
