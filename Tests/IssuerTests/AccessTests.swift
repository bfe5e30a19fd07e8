// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport
import TestSupport
import Testing

/// Who may ask: pages of other origins (https://fetch.spec.whatwg.org/#http-cors-protocol), other names, other machines,
/// and what tests may tell the issuer.
struct AccessTests {
    // MARK: - Pages

    @Test(arguments: [
        ("/oauth/token", "POST", "auth0-client,content-type"),
        ("/userinfo", "GET", "auth0-client,authorization,content-type"),
        ("/dbconnections/signup", "POST", "auth0-client,content-type"),
        ("/oauth/revoke", "POST", "auth0-client,content-type"),
        ("/dbconnections/change_password", "POST", "content-type"),
    ])
    func `the questions of real libraries' pages are answered`(_ path: String, _ method: String, _ headers: String)
        async throws
    {
        try await withIssuer { issuer in
            let answer = try await issuer.ask(
                "OPTIONS \(path)",
                [
                    "Origin: http://localhost:3000", "Access-Control-Request-Method: \(method)",
                    "Access-Control-Request-Headers: \(headers)",
                ]
            )
            #expect(answer.status == 204)
            #expect(answer["access-control-allow-origin"] == "http://localhost:3000")
            #expect(answer["access-control-allow-methods"]?.contains(method) == true)
            #expect(answer["access-control-allow-headers"] == headers)
            #expect(answer["vary"] == "Origin")
        }
    }

    @Test(arguments: ["/oauth/token", "/userinfo", "/oauth/revoke", "/dbconnections/signup"])
    func `an error is readable, too, and only by pages of the applications`(_ path: String) async throws {
        var tenant = Tenant.usual
        tenant.applications = [
            Tenant.Application(
                clientId: "a",
                name: "a",
                type: .singlePage,
                callbacks: AllowedURLs(["https://app.example/callback"]),
                webOrigins: AllowedURLs(["https://silent.example"])
            )
        ]
        try await withIssuer(tenant) { issuer in
            for (origin, isAllowed) in [
                ("https://app.example", true), ("https://silent.example", true), ("https://evil.example", false),
                ("http://app.example", false), ("https://app.example:8443", false), ("null", false),
                ("http://localhost:3000", false),
            ] {
                let method = path == "/userinfo" ? "GET" : "POST"
                let answer = try await issuer.ask("\(method) \(path)", ["Origin: \(origin)"])
                #expect(answer.status >= 400)
                #expect(answer["access-control-allow-origin"] == (isAllowed ? origin : nil), "\(origin)")
                #expect(answer["vary"] == "Origin")
            }
        }
    }

    @Test func `pages that people look at are not for scripts of others`() async throws {
        try await withIssuer { issuer in
            for path in ["/authorize", "/u/login", "/v2/logout"] {
                let answer = try await issuer.ask("GET \(path)", ["Origin: http://localhost:3000"])
                #expect(answer["access-control-allow-origin"] == nil)
            }
        }
    }

    // MARK: - Names and machines

    private func ask(
        _ access: IssuerAccess,
        path: String = "/.well-known/openid-configuration",
        host: String,
        peer: SocketAddress
    ) async throws -> Response {
        let folder = try TemporaryDirectory()
        let issuer = Issuer(
            names: IssuerNames(),
            tenant: .usual,
            key: SigningKey(in: .init(path: folder.file("x"))),
            access: access,
            time: ManualTime().source,
            logger: quietLogger
        )
        let text = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n"
        let request = try #require(try Request.read(Array(text.utf8), peer: peer, isSecure: false))
        return await issuer.respond(to: request).value
    }

    @Test(arguments: [
        ("localhost", 200), ("localhost:3443", 200), ("LOCALHOST:1", 200), ("127.0.0.1:3443", 200), ("[::1]:3443", 200),
        ("app.localhost:3443", 200), ("192.168.0.7:3443", 200), ("evil.example", 421), ("evil.example:3443", 421),
        ("localhost.evil.example", 421), ("notlocalhost", 421), ("127.0.0.1.evil.example", 421), ("2130706433", 421),
        ("0x7f.1", 421),
    ])
    func `a name that others can point here is not answered to`(_ host: String, _ status: UInt16) async throws {
        let answer = try await ask(IssuerAccess(), host: host, peer: .loopbackV4(port: 1))
        #expect(answer.status == status)
    }

    @Test func `the host that it was told to listen on is one of its names`() async throws {
        let access = IssuerAccess(host: "dev.example")
        #expect(try await ask(access, host: "dev.example:3443", peer: .loopbackV4(port: 1)).status == 200)
        #expect(try await ask(access, host: "other.example", peer: .loopbackV4(port: 1)).status == 421)
    }

    @Test func `callers beyond this machine get nothing unless they are let in`() async throws {
        let stranger = SocketAddress(host: .v4(0xC0A8_0007), port: 1)
        let mapped = SocketAddress(host: .v6(0, 0xFFFF_C0A8_0007, scope: 0), port: 1)
        for peer in [stranger, mapped] {
            #expect(try await ask(IssuerAccess(), host: "192.168.0.1", peer: peer).status == 403)
            #expect(try await ask(IssuerAccess(servesOthers: true), host: "192.168.0.1", peer: peer).status == 200)
            #expect(try await ask(IssuerAccess(servesOthers: true), host: "evil.example", peer: peer).status == 421)
        }
    }

    @Test func `who can log in is shown on this machine only`() async throws {
        for (peer, isShown) in [
            (SocketAddress.loopbackV4(port: 1), true), (SocketAddress(host: .v4(0xC0A8_0007), port: 1), false),
        ] {
            let page = try await ask(IssuerAccess(servesOthers: true), path: "/", host: "192.168.0.1", peer: peer)
            #expect(page.status == 200)
            #expect(String(decoding: page.body, as: UTF8.self).contains("mary@example.com") == isShown)
        }
    }

    // MARK: - What tests may say

    private func control(_ issuer: TestIssuer, _ name: String, _ body: String, _ fields: String...) async throws
        -> RawResponse
    {
        try await issuer.ask("POST /_control/\(name)", ["Content-Type: application/json"] + fields, body: body)
    }

    @Test func `log in as somebody without the form`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let told = try await control(issuer, "login", #"{"user": "ada@example.com"}"#)
            #expect(told.object == JSONObject(["user_id": "auth0|65a1c0ffee5eed0000000002"]))
            let silent = try await browser.authorize(TestBrowser.codeRequest(("prompt", "none")))
            #expect(silent.query["error"] == "login_required")
            let answer = try await browser.authorize(TestBrowser.codeRequest())
            let tokens = try await browser.exchange(answer.query["code"] ?? "")
            #expect(try claims(of: tokens.object?["id_token"])["email"] == "ada@example.com")
            // For one time only, and with a session from then on.
            let other = try await TestBrowser(issuer).authorize(TestBrowser.codeRequest())
            #expect(other["location"]?.hasPrefix("/u/login") == true)
            let again = try await browser.authorize(TestBrowser.codeRequest(("prompt", "none")))
            #expect(again.query["code"] != nil)
        }
    }

    @Test func `the next token expires when it is told to`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            _ = try await control(issuer, "next-token", #"{"expires_in": 2}"#)
            let tokens = try await browser.tokens()
            #expect(tokens["expires_in"] == 2)
            #expect(try claims(of: tokens["access_token"])["exp"] == 1_795_000_002)
            let next = try await browser.exchange(
                try await browser.authorize(TestBrowser.codeRequest()).query["code"] ?? ""
            )
            #expect(next.object?["expires_in"] == 86_400)
        }
    }

    @Test func `the next request for a token fails when it is told to`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let code = try await browser.code()
            _ = try await control(issuer, "fail-next-token", #"{"status": 503}"#)
            let failed = try await browser.exchange(code)
            #expect(failed.status == 503)
            #expect(failed.object?["error"] == "server_error")
            let next = try await browser.exchange(code)
            #expect(next.status == 200)
        }
    }

    @Test func `a rotated key signs, and what the old one signed is still good`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let before = try await browser.tokens()
            let rotated = try await control(issuer, "rotate-key", "{}")
            let after = try await browser.exchange(
                try await browser.authorize(TestBrowser.codeRequest()).query["code"] ?? ""
            )
            let keys = try JWKSet(parsing: try await issuer.ask("GET /.well-known/jwks.json").body)
            #expect(keys.keys.count == 2)
            #expect(keys.keys.first?.kid == rotated.object?["kid"]?.string)
            let verifier = JWTVerifier(
                issuer: "http://localhost:3443/",
                audiences: ["https://gateway.localhost/"]
            )
            for tokens in [before, after.object ?? JSONObject()] {
                let token = tokens["access_token"]?.string ?? ""
                #expect(throws: Never.self) { try verifier.verify(token, keys: keys, now: issuer.clock.now) }
            }
        }
    }

    @Test func `a tenant that is down answers 503, and comes back`() async throws {
        try await withIssuer { issuer in
            _ = try await control(issuer, "tenant", #"{"down": true}"#)
            for path in ["/.well-known/jwks.json", "/authorize", "/userinfo"] {
                let answer = try await issuer.ask("GET \(path)")
                #expect(answer.status == 503)
            }
            await #expect(throws: TenantIsDown.self) { try await issuer.issuer.keys() }
            _ = try await control(issuer, "tenant", #"{"down": false}"#)
            let answer = try await issuer.ask("GET /.well-known/jwks.json")
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: [
        ("login", "{}", [], 400), ("login", #"{"user": "nobody"}"#, [], 400),
        ("next-token", #"{"expires_in": "2"}"#, [], 400),
        ("next-token", #"{"expires_in": -9223372036854775808}"#, [], 400),
        ("fail-next-token", #"{"status": 200}"#, [], 400), ("tenant", "{}", [], 400), ("tenant", "[]", [], 400),
        ("other", "{}", [], 404), ("tenant", "{", [], 400),
        ("rotate-key", "{}", ["Origin: http://localhost:3000"], 403),
        ("rotate-key", "{}", ["Sec-Fetch-Site: none"], 403),
    ])
    func `what is wrong, or comes from a page, is refused`(
        _ name: String,
        _ body: String,
        _ fields: [String],
        _ status: Int
    ) async throws {
        try await withIssuer { issuer in
            let answer = try await issuer.ask(
                "POST /_control/\(name)",
                ["Content-Type: application/json"] + fields,
                body: body
            )
            #expect(answer.status == status)
        }
    }

    @Test func `it must be JSON, which no page can send unasked`() async throws {
        try await withIssuer { issuer in
            let answer = try await issuer.ask("POST /_control/rotate-key", ["Content-Type: text/plain"], body: "{}")
            #expect(answer.status == 400)
            let question = try await issuer.ask("OPTIONS /_control/rotate-key", ["Origin: http://localhost:3000"])
            #expect(question.status == 405)
            #expect(question["access-control-allow-origin"] == nil)
        }
    }
}
