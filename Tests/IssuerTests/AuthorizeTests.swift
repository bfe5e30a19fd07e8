// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJOSE
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// `/authorize`: RFC 6749 §4.1 and §4.2, OpenID Connect Core §3, OAuth 2.0 Multiple Response Types, and Auth0's words.
struct AuthorizeTests {
    @Test(arguments: [
        ("code", "?", ["code"]),
        ("token", "#", ["access_token", "expires_in", "token_type", "scope"]),
        ("id_token", "#", ["id_token"]),
        ("token id_token", "#", ["access_token", "expires_in", "token_type", "scope", "id_token"]),
        ("id_token token", "#", ["access_token", "expires_in", "token_type", "scope", "id_token"]),
        ("code token", "#", ["code", "access_token", "expires_in", "token_type", "scope"]),
        ("code id_token", "#", ["code", "id_token"]),
        ("id_token code token", "#", ["code", "access_token", "expires_in", "token_type", "scope", "id_token"]),
    ])
    func `each response type hands out what it names, where it belongs`(
        _ type: String,
        _ mark: Character,
        _ names: [String]
    ) async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let answer = try await TestBrowser(issuer).logIn(
                TestBrowser.codeRequest(("response_type", type), ("nonce", "n"))
            )
            #expect(answer.status == 302)
            #expect(answer["location"]?.hasPrefix("http://localhost:3000/callback\(mark)") == true)
            let parameters = mark == "?" ? answer.query : answer.fragment
            #expect(Set(parameters.keys) == Set(names + ["state"]))
            if let expiresIn = parameters["expires_in"] { #expect(expiresIn == "7200") }
        }
    }

    @Test(arguments: ["a=b/+~.", "é €", "<script>\"'&", "%2B", "x\ny", "a#b?c=d&e"])
    func `state and nonce come back character for character`(_ text: String) async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let request = TestBrowser.codeRequest(("response_type", "id_token"), ("state", text), ("nonce", text))
            let answer = try await TestBrowser(issuer).logIn(request)
            #expect(answer.fragment["state"] == text)
            #expect(try claims(of: .string(answer.fragment["id_token"] ?? ""))["nonce"] == .string(text))
        }
    }

    @Test func `a space may be a plus sign`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let target =
                "/authorize?client_id=local-spa&response_type=token+id_token&scope=openid+profile&nonce=n"
                + "&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F"
            let form = try await browser.get(try await browser.get(target)["location"] ?? "")
            let answer = try await browser.post(
                "/u/login",
                TestBrowser.hidden(form) + [("username", "mary@example.com"), ("password", "mary")]
            )
            #expect(answer.fragment["scope"] == "openid profile")
        }
    }

    @Test func `at_hash and c_hash are right`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let answer = try await TestBrowser(issuer).logIn(
                TestBrowser.codeRequest(("response_type", "code token id_token"), ("nonce", "n"))
            )
            let claims = try claims(of: .string(answer.fragment["id_token"] ?? ""))
            for (claim, parameter) in [("at_hash", "access_token"), ("c_hash", "code")] {
                let text = try #require(answer.fragment[parameter])
                #expect(claims[claim] == .string(Base64URL.encode(SHA256.hash(text.utf8).prefix(16))))
            }
        }
    }

    // MARK: - Refusals that nobody is sent anywhere with

    private static let pages: [([(String, String)], Int)] = [
        ([("response_type", "code")], 400),
        ([("client_id", "nobody"), ("redirect_uri", "http://localhost:3000/")], 403),
        ([("client_id", "local-spa")], 400),
        ([("client_id", "local-spa"), ("redirect_uri", "https://evil.example/")], 403),
        ([("client_id", "local-spa"), ("redirect_uri", "http://localhost:3000@evil.example/")], 403),
        ([("client_id", "local-spa"), ("redirect_uri", "http://localhost.evil.example/")], 403),
        ([("client_id", "local-spa"), ("redirect_uri", "http://localhost:99999/")], 403),
        ([("client_id", "local-spa"), ("redirect_uri", "http://localhost\\@evil.example/")], 403),
        ([("client_id", "local-spa"), ("redirect_uri", "http://localhost:3000/#x")], 403),
        ([("client_id", "local-spa"), ("redirect_uri", "http://localhost/ x")], 403),
        ([("client_id", "local-spa"), ("redirect_uri", "http://localhost/\r\nSet-Cookie: a=b")], 403),
        ([("client_id", "local-spa"), ("redirect_uri", "javascript:alert(1)")], 403),
        ([("client_id", "local-spa"), ("redirect_uri", "//localhost/")], 403),
        ([("client_id", "local-spa"), ("redirect_uri", "HTTP://LOCALHOST/")], 403),
    ]

    @Test(arguments: pages)
    func `without an address to trust a page says why`(_ parameters: [(String, String)], _ status: Int) async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let answer = try await TestBrowser(issuer).authorize(parameters)
            #expect(answer.status == status)
            #expect(answer["location"] == nil)
            #expect(answer["content-type"] == "text/html; charset=utf-8")
            #expect(answer["x-frame-options"] == "DENY")
        }
    }

    @Test func `callbacks are compared as a whole`() async throws {
        var tenant = Tenant.usual
        tenant.applications[0].callbacks = AllowedURLs(["https://app.example/cb?x=1", "com.example.app://cb"])
        try await withIssuer(tenant) { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            for (uri, status) in [
                ("https://app.example/cb?x=1", 302), ("com.example.app://cb", 302), ("https://app.example/cb", 403),
                ("https://app.example/cb?x=1&y=2", 403), ("https://app.example/cb?x=1/", 403),
                ("https://APP.example/cb?x=1", 403), ("http://localhost:3000/callback", 403),
            ] {
                let answer = try await browser.authorize(TestBrowser.codeRequest(("redirect_uri", uri)))
                #expect(answer.status == status, "\(uri)")
            }
            let answer = try await browser.logIn(
                TestBrowser.codeRequest(("redirect_uri", "https://app.example/cb?x=1"))
            )
            #expect(answer["location"]?.hasPrefix("https://app.example/cb?x=1&code=") == true)
        }
    }

    @Test func `a parameter that occurs twice is refused on a page`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let answer = try await TestBrowser(issuer).get("/authorize?client_id=local-spa&client_id=local-client")
            #expect(answer.status == 400)
            #expect(answer.text.contains("the parameter occurs twice: client_id"))
        }
    }

    // MARK: - Refusals that the application is told

    private static let refusals: [([(String, String)], String, String)] = [
        ([("response_type", "")], "invalid_request", "Missing required parameter: response_type"),
        ([("response_type", "magic")], "unsupported_response_type", "Unsupported response type: magic"),
        ([("response_mode", "magic")], "invalid_request", "Unsupported response_mode: magic"),
        ([("audience", "https://other/")], "access_denied", "Service not found: https://other/"),
        ([("code_challenge_method", "S512")], "invalid_request", "code_challenge_method is S256 or plain, not S512"),
        ([("code_challenge", "short")], "invalid_request", "code_challenge is not one of S256"),
        ([("code_challenge", "")], "invalid_request", "Missing required parameter: code_challenge"),
        ([("prompt", "none login")], "invalid_request", "prompt \"none\" stands alone"),
        ([("max_age", "soon")], "invalid_request", "max_age is a number of seconds, not soon"),
        ([("prompt", "none")], "login_required", "Login required"),
    ]

    @Test(arguments: refusals)
    func `what is wrong is told to the callback, with the state`(
        _ others: [(String, String)],
        _ error: String,
        _ description: String
    ) async throws {
        try await withIssuer { (issuer) async throws -> Void in
            var request = TestBrowser.codeRequest()
            for (name, value) in others {
                request.removeAll { $0.0 == name }
                request.append((name, value))
            }
            let answer = try await TestBrowser(issuer).authorize(request)
            #expect(answer.status == 302)
            #expect(answer.query == ["error": error, "error_description": description, "state": "s"])
        }
    }

    @Test func `a refusal stands in the fragment where a token would`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let implicit = TestBrowser.codeRequest(("response_type", "token id_token"))
            #expect(
                try await browser.authorize(implicit).fragment["error_description"]
                    == "Missing required parameter: nonce"
            )
            let query = implicit + [("nonce", "n"), ("response_mode", "query")]
            #expect(try await browser.authorize(query).fragment["error"] == "invalid_request")
        }
    }

    @Test func `an application gets only what its grant types allow`() async throws {
        var tenant = Tenant.usual
        tenant.applications[0].grantTypes = [.authorizationCode]
        try await withIssuer(tenant) { (issuer) async throws -> Void in
            let answer = try await TestBrowser(issuer).authorize(
                TestBrowser.codeRequest(("response_type", "token"))
            )
            #expect(answer.fragment["error"] == "unauthorized_client")
            #expect(answer.fragment["error_description"] == "Grant type 'implicit' not allowed for the client.")
        }
    }

    // MARK: - Sessions

    @Test func `who is logged in comes straight back, until the log-out`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            _ = try await browser.logIn(TestBrowser.codeRequest())
            #expect(try await browser.authorize(TestBrowser.codeRequest()).query["code"] != nil)
            #expect(try await browser.authorize(TestBrowser.codeRequest(("prompt", "none"))).query["code"] != nil)
            let forced = try await browser.authorize(TestBrowser.codeRequest(("prompt", "login")))
            #expect(forced["location"]?.hasPrefix("/u/login?") == true)
            _ = try await browser.get("/v2/logout?client_id=local-spa&returnTo=http%3A%2F%2Flocalhost%3A3000%2F")
            #expect(
                try await browser.authorize(TestBrowser.codeRequest(("prompt", "none"))).query["error"]
                    == "login_required"
            )
        }
    }

    @Test func `a session ends after its time, and max_age asks for a fresher one`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            _ = try await browser.logIn(TestBrowser.codeRequest())
            issuer.clock.advance(by: .seconds(60))
            let silent = TestBrowser.codeRequest(("prompt", "none"))
            #expect(try await browser.authorize(silent + [("max_age", "61")]).query["code"] != nil)
            #expect(try await browser.authorize(silent + [("max_age", "60")]).query["error"] == "login_required")
            issuer.clock.advance(by: .seconds(3 * 86_400 - 61))
            #expect(try await browser.authorize(silent).query["code"] != nil)
            issuer.clock.advance(by: .seconds(1))
            #expect(try await browser.authorize(silent).query["error"] == "login_required")
        }
    }

    @Test func `max_age brings auth_time`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let with = try await browser.tokens(TestBrowser.codeRequest(("max_age", "3600")))
            #expect(try claims(of: with["id_token"])["auth_time"] == 1_795_000_000)
            let without = try await browser.exchange(
                try await browser.authorize(TestBrowser.codeRequest()).query["code"] ?? ""
            )
            #expect(try claims(of: without.object?["id_token"])["auth_time"] == nil)
        }
    }

    @Test func `a silent log-in without a cookie is explained in the log`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            _ = try await TestBrowser(issuer).authorize(TestBrowser.codeRequest(("prompt", "none")))
            #expect(issuer.log.lines.contains { $0.contains("third-party cookie") })
        }
    }

    // MARK: - Modes

    @Test func `a web message tells the page of the callback, and ends no script early`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let browser = TestBrowser(issuer)
            let request = TestBrowser.codeRequest(
                ("prompt", "none"),
                ("response_mode", "web_message"),
                ("state", "</script><!--\u{2028}")
            )
            let refused = try await browser.authorize(request)
            #expect(refused.status == 200)
            #expect(refused["x-frame-options"] == nil)
            #expect(refused["content-security-policy"]?.contains("frame-ancestors") == false)
            #expect(refused.text.contains(#""error":"login_required""#))
            #expect(refused.text.contains(#""type":"authorization_response""#))
            #expect(refused.text.contains(#""http://localhost:3000""#))
            #expect(refused.text.contains(#""state":"\u003c/script\u003e\u003c!--\u2028""#))
            #expect(refused.text.components(after: "</script>\"") == nil)
            _ = try await browser.logIn(TestBrowser.codeRequest())
            #expect(try await browser.authorize(request).text.contains(#""code":""#))
            let token = try await browser.authorize(request + [("nonce", "n")].map { $0 })
            #expect(token.status == 200)
        }
    }

    @Test func `a web message is for web origins only`() async throws {
        var tenant = Tenant.usual
        tenant.applications[0].callbacks = AllowedURLs(["com.example.app://cb"])
        tenant.applications[0].webOrigins = AllowedURLs()
        try await withIssuer(tenant) { (issuer) async throws -> Void in
            let answer = try await TestBrowser(issuer).authorize(
                TestBrowser.codeRequest(("response_mode", "web_message"), ("redirect_uri", "com.example.app://cb"))
            )
            #expect(answer["location"]?.contains("error=invalid_request") == true)
        }
    }

    @Test func `a form post is a page that posts itself, and escapes what it carries`() async throws {
        try await withIssuer { (issuer) async throws -> Void in
            let answer = try await TestBrowser(issuer).logIn(
                TestBrowser.codeRequest(("response_mode", "form_post"), ("state", "\"><script>alert(1)</script>"))
            )
            #expect(answer.status == 200)
            #expect(answer.text.contains(#"<form method="post" action="http://localhost:3000/callback">"#))
            #expect(answer.text.contains(#"name="code" value=""#))
            #expect(!answer.text.contains("<script>alert"))
            #expect(answer.text.contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"))
        }
    }
}
