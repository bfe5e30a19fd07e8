// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJOSE
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

func base64URL(_ text: String) throws -> [UInt8] { try Base64URL.decode(text) }

func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

/// `/userinfo`, the log-outs, sign-up and forgotten passwords.
struct AccountTests {
    // MARK: - Who is it? (OpenID Connect Core §5.3; recorded answer in auth0/go-auth0, TestUserInfo)

    @Test(arguments: [
        ("openid", ["sub"]),
        ("openid email", ["sub", "email", "email_verified"]),
        ("openid nickname", ["sub", "nickname"]),
        ("openid profile", ["sub", "given_name", "family_name", "nickname", "name", "picture", "updated_at"]),
    ])
    func `userinfo tells what the scopes open`(_ scope: String, _ names: [String]) async throws {
        try await withIssuer { issuer in
            let tokens = try await TestBrowser(issuer).tokens(TestBrowser.codeRequest(("scope", scope)))
            let bearer = "Authorization: Bearer \(tokens["access_token"]?.string ?? "")"
            for method in ["GET", "POST"] {
                let answer = try await issuer.ask("\(method) /userinfo", [bearer])
                #expect(answer.status == 200)
                #expect(answer.object?.members.map(\.name) == names)
                #expect(answer.object?["sub"] == "auth0|65a1c0ffee5eed0000000001")
            }
            let posted = try await issuer.ask(
                "POST /userinfo",
                ["Content-Type: application/x-www-form-urlencoded"],
                body: "access_token=\(tokens["access_token"]?.string ?? "")"
            )
            #expect(posted.status == 200)
        }
    }

    @Test func `any other token is refused, so that a page can read it`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let tokens = try await browser.tokens()
            let withoutOpenID = try await browser.exchange(
                try await browser.authorize(TestBrowser.codeRequest(("scope", "read:messages"))).query["code"] ?? ""
            )
            issuer.clock.advance(by: .seconds(1))
            for value in [
                nil, "Bearer x", "Bearer ", "Basic eDp5", "Bearer \(tokens["id_token"]?.string ?? "")",
                "Bearer \(withoutOpenID.object?["access_token"]?.string ?? "")",
            ] {
                let fields = ["Origin: http://localhost:3000"] + (value.map { ["Authorization: \($0)"] } ?? [])
                let answer = try await issuer.ask("GET /userinfo", fields)
                #expect(answer.status == 401, "\(value ?? "none")")
                #expect(answer.text == "Unauthorized")
                #expect(answer["access-control-allow-origin"] == "http://localhost:3000")
            }
            issuer.clock.advance(by: .seconds(86_400))
            let late = try await issuer.ask(
                "GET /userinfo",
                ["Authorization: Bearer \(tokens["access_token"]?.string ?? "")"]
            )
            #expect(late.status == 401)
        }
    }

    // MARK: - The end (https://auth0.com/docs/authenticate/login/logout)

    private static var listed: Tenant {
        var tenant = Tenant.usual
        tenant.allowedLogoutURLs = AllowedURLs(["https://tenant.example/bye"])
        tenant.applications[0].allowedLogoutURLs = AllowedURLs(["https://app.example/bye", "https://app.example/two"])
        return tenant
    }

    @Test(
        arguments: [
            ("", 200, nil),
            ("?returnTo=https%3A%2F%2Ftenant.example%2Fbye", 302, "https://tenant.example/bye"),
            ("?returnTo=https%3A%2F%2Fapp.example%2Fbye", 400, nil),
            ("?client_id=local-spa", 302, "https://app.example/bye"),
            ("?client_id=local-spa&returnTo=https%3A%2F%2Fapp.example%2Ftwo&federated", 302, "https://app.example/two"),
            ("?client_id=local-spa&returnTo=https%3A%2F%2Ftenant.example%2Fbye", 400, nil),
            ("?client_id=local-spa&returnTo=https%3A%2F%2Fapp.example%2Fbye%2F", 400, nil),
            ("?client_id=local-spa&returnTo=https%3A%2F%2Fevil.example%2F", 400, nil),
            ("?client_id=local-spa&returnTo=http%3A%2F%2Flocalhost%3A3000%2F", 400, nil),
            ("?client_id=nobody&returnTo=https%3A%2F%2Ftenant.example%2Fbye", 400, nil),
        ] as [(String, Int, String?)]
    )
    func `v2 logout goes to listed pages only`(_ query: String, _ status: Int, _ location: String?) async throws {
        try await withIssuer(Self.listed) { issuer in
            let answer = try await TestBrowser(issuer).get("/v2/logout\(query)")
            #expect(answer.status == status)
            #expect(answer["location"] == location)
        }
    }

    @Test func `oidc logout takes a hint, and gives the state back`() async throws {
        try await withIssuer(Self.listed) { issuer in
            let browser = TestBrowser(issuer)
            let tokens = try await browser.tokens()
            let hint = tokens["id_token"]?.string ?? ""
            let target = "post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye"
            // A day later the ID token has expired, and is a hint all the same.
            issuer.clock.advance(by: .seconds(86_400))
            let stranger = TestBrowser(issuer)
            let answer = try await stranger.get("/oidc/logout?id_token_hint=\(hint)&\(target)&state=a%2Fb")
            #expect(answer.status == 302)
            #expect(answer["location"] == "https://app.example/bye?state=a%2Fb")
            // The hint names the session, so that it has ended in the other browser, too.
            let silent = try await browser.authorize(TestBrowser.codeRequest(("prompt", "none")))
            #expect(silent.query["error"] == "login_required")
            for (query, status) in [
                ("?id_token_hint=x&\(target)", 400), ("?client_id=local-spa&\(target)", 302), ("?\(target)", 400),
                ("?client_id=local-client&id_token_hint=\(hint)", 400), ("", 200), ("?client_id=local-spa", 302),
            ] {
                let answer = try await stranger.get("/oidc/logout\(query)")
                #expect(answer.status == status, "\(query)")
            }
        }
    }

    // MARK: - Signing up (https://auth0.com/docs/api/authentication#signup; recorded in auth0/go-auth0)

    private static let signUp = #""client_id": "local-spa", "connection": "Username-Password-Authentication""#

    private func signUp(_ issuer: TestIssuer, _ members: String) async throws -> RawResponse {
        try await issuer.ask(
            "POST /dbconnections/signup",
            ["Content-Type: application/json"],
            body: "{\(Self.signUp), \(members)}"
        )
    }

    @Test func `who signs up has an id, and can get tokens`() async throws {
        try await withIssuer { issuer in
            let answer = try await signUp(
                issuer,
                #""email": "new@example.com", "password": "secret", "user_metadata": {"plan": "x"}, "name": null"#
            )
            #expect(answer.status == 200)
            let id = try #require(answer.object?["_id"]?.string)
            #expect(
                id.utf8.count == 24 && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            )
            #expect(
                answer.object
                    == JSONObject([
                        "_id": .string(id), "email_verified": false, "email": "new@example.com",
                        "user_metadata": ["plan": "x"],
                    ])
            )
            let tokens = try await TestBrowser(issuer).post(
                "/oauth/token",
                [
                    ("grant_type", "password"), ("client_id", "local-spa"), ("username", "NEW@example.com"),
                    ("password", "secret"), ("scope", "openid"),
                ]
            )
            #expect(try claims(of: tokens.object?["id_token"])["sub"] == .string("auth0|\(id)"))
        }
    }

    @Test(arguments: [
        (#""email": "mary@example.com", "password": "x""#, "invalid_signup", "Invalid sign up"),
        (#""email": "MARY@example.com", "password": "x""#, "invalid_signup", "Invalid sign up"),
        (#""email": "mary", "password": "x""#, "invalid_signup", "an email address and a password are needed"),
        (#""email": "a@b", "password": """#, "invalid_signup", "an email address and a password are needed"),
        (#""email": "a@b\n", "password": "x""#, "invalid_signup", "an email address and a password are needed"),
    ])
    func `who cannot sign up is told so`(_ members: String, _ code: String, _ description: String) async throws {
        try await withIssuer { issuer in
            let answer = try await signUp(issuer, members)
            #expect(answer.status == 400)
            #expect(
                answer.object
                    == JSONObject([
                        "name": "BadRequestError", "code": .string(code), "description": .string(description),
                        "statusCode": 400,
                    ])
            )
        }
    }

    @Test func `a forgotten password is replaced by the link in the log, once`() async throws {
        try await withIssuer { issuer in
            for email in ["mary@example.com", "nobody@example.com"] {
                let answer = try await issuer.ask(
                    "POST /dbconnections/change_password",
                    ["Content-Type: application/json"],
                    body: "{\(Self.signUp), \"email\": \"\(email)\"}"
                )
                #expect(answer.status == 200)
                #expect(answer["content-type"] == "text/html; charset=utf-8")
                #expect(answer.text == "We've just sent you an email to reset your password.")
            }
            let mails = issuer.log.lines.filter { $0.contains("mail to") }
            #expect(mails.count == 1)
            let mail = try #require(mails.first)
            let ticket = try #require(mail.split(separator: "ticket=").last.map(String.init))
            let browser = TestBrowser(issuer)
            let page = try await browser.get("/u/reset-password?ticket=\(ticket)")
            #expect(page.status == 200 && page.text.contains("mary@example.com"))
            let foreign = try await browser.post(
                "/u/reset-password",
                [("ticket", ticket), ("password", "stolen")],
                ["Origin: http://evil.example"]
            )
            #expect(foreign.status == 400)
            let done = try await browser.post("/u/reset-password", [("ticket", ticket), ("password", "new")])
            #expect(done.status == 200)
            let again = try await browser.post("/u/reset-password", [("ticket", ticket), ("password", "other")])
            #expect(again.status == 400)
            let old = try await browser.logIn(TestBrowser.codeRequest(), password: "mary")
            #expect(old.status == 400)
            let new = try await browser.logIn(TestBrowser.codeRequest(), password: "new")
            #expect(new.query["code"] != nil)
        }
    }

    @Test func `a portrait is drawn for anybody's initials, and for nothing else`() async throws {
        try await withIssuer { issuer in
            let portrait = try await issuer.ask("GET /portraits/MM.svg")
            #expect(portrait.status == 200)
            #expect(portrait["content-type"] == "image/svg+xml")
            for path in [
                "/portraits/.svg", "/portraits/ABC.svg", "/portraits/%3C.svg", "/portraits/<.svg", "/portraits/",
            ] {
                let answer = try await issuer.ask("GET \(path)")
                #expect(answer.status == 404 || answer.status == 400, "\(path)")
            }
        }
    }
}
