// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// Codes at `/oauth/token`: RFC 6749 §4.1.3, RFC 7636, and Auth0's words (recorded in auth0/go-auth0).
struct CodeGrantTests {
    @Test func `a code is exchanged for Auth0's tokens, claim for claim`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let request = TestBrowser.codeRequest(
                ("nonce", "n"),
                ("scope", "openid profile email offline_access read:messages")
            )
            let answer = try await browser.exchange(try await browser.code(request))
            #expect(answer.status == 200)
            #expect(answer["cache-control"] == "no-store")
            #expect(answer["pragma"] == "no-cache")
            let tokens = try #require(answer.object)
            #expect(
                tokens.members.map(\.name)
                    == ["access_token", "refresh_token", "id_token", "scope", "expires_in", "token_type"]
            )
            #expect(tokens["expires_in"] == 86_400)
            #expect(tokens["token_type"] == "Bearer")
            #expect(
                try claims(of: tokens["access_token"])
                    == JSONObject([
                        "iss": "http://localhost:3443/",
                        "sub": "auth0|65a1c0ffee5eed0000000001",
                        "aud": ["https://gateway.localhost/", "http://localhost:3443/userinfo"],
                        "iat": 1_795_000_000,
                        "exp": 1_795_086_400,
                        "scope": "openid profile email offline_access read:messages",
                        "azp": "local-spa",
                    ])
            )
            var id = try claims(of: tokens["id_token"])
            #expect(id["sid"]?.string?.isEmpty == false)
            id["sid"] = nil
            #expect(
                id
                    == JSONObject([
                        "given_name": "Mary",
                        "family_name": "Major",
                        "nickname": "mary",
                        "name": "Mary Major",
                        "picture": "http://localhost:3443/portraits/MM.svg",
                        "updated_at": "2026-11-18T11:06:40.000Z",
                        "email": "mary@example.com",
                        "email_verified": true,
                        "iss": "http://localhost:3443/",
                        "sub": "auth0|65a1c0ffee5eed0000000001",
                        "aud": "local-spa",
                        "iat": 1_795_000_000,
                        "exp": 1_795_036_000,
                        "nonce": "n",
                    ])
            )
        }
    }

    @Test func `without an API the token opens userinfo only, without openid there is no ID token`() async throws {
        var tenant = Tenant.usual
        tenant.defaultAudience = nil
        try await withIssuer(tenant) { issuer in
            let browser = TestBrowser(issuer)
            let opaque = try await browser.tokens(TestBrowser.codeRequest(("audience", ""), ("scope", "openid email")))
            #expect(opaque["access_token"]?.string?.contains(".") == false)
            let bearer = "Authorization: Bearer \(opaque["access_token"]?.string ?? "")"
            let profile = try await issuer.ask("GET /userinfo", [bearer])
            #expect(profile.object?["email"] == "mary@example.com")
            let code = try await browser.authorize(TestBrowser.codeRequest(("scope", "read:messages"))).query["code"]
            let tokens = try await browser.exchange(code ?? "")
            #expect(tokens.object?["id_token"] == nil)
            #expect(tokens.object?["refresh_token"] == nil)
            #expect(try claims(of: tokens.object?["access_token"])["aud"] == "https://gateway.localhost/")
        }
    }

    struct Attempt: Sendable, CustomTestStringConvertible {
        let name: String
        let others: [(String, String)]
        let status: Int
        let error: String
        let description: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Attempt(
            name: "another verifier",
            others: [("code_verifier", "another-verifier-of-forty-three-characters-or-so")],
            status: 403,
            error: "invalid_grant",
            description: "Failed to verify code verifier"
        ),
        Attempt(
            name: "no verifier",
            others: [("code_verifier", "")],
            status: 403,
            error: "invalid_grant",
            description: "Failed to verify code verifier"
        ),
        Attempt(
            name: "another code",
            others: [("code", "another")],
            status: 403,
            error: "invalid_grant",
            description: "Invalid authorization code"
        ),
        Attempt(
            name: "no code",
            others: [("code", "")],
            status: 400,
            error: "invalid_request",
            description: "Missing required parameter: code"
        ),
        Attempt(
            name: "another callback",
            others: [("redirect_uri", "http://localhost:3000/other")],
            status: 403,
            error: "invalid_grant",
            description: "The redirect URI is wrong. You sent http://localhost:3000/other, and we expected "
                + "http://localhost:3000/callback"
        ),
        Attempt(
            name: "no callback",
            others: [("redirect_uri", "")],
            status: 403,
            error: "invalid_grant",
            description: "The redirect URI is wrong. You sent null, and we expected http://localhost:3000/callback"
        ),
        Attempt(
            name: "another client",
            others: [("client_id", "local-client"), ("client_secret", "local-secret")],
            status: 403,
            error: "invalid_grant",
            description: "Invalid authorization code"
        ),
        Attempt(
            name: "an unknown client",
            others: [("client_id", "nobody")],
            status: 401,
            error: "access_denied",
            description: "Unauthorized"
        ),
    ])
    func `what is wrong is refused, and the code is still good for who has the rest`(_ attempt: Attempt) async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let code = try await browser.code()
            var form = [
                ("grant_type", "authorization_code"), ("client_id", "local-spa"), ("code", code),
                ("redirect_uri", TestBrowser.callback), ("code_verifier", TestBrowser.verifier),
            ]
            for (name, value) in attempt.others {
                form.removeAll { $0.0 == name }
                form.append((name, value))
            }
            let answer = try await browser.post("/oauth/token", form)
            #expect(answer.status == attempt.status)
            #expect(
                answer.object
                    == JSONObject(["error": .string(attempt.error), "error_description": .string(attempt.description)])
            )
            let right = try await browser.exchange(code)
            #expect(right.status == 200)
        }
    }

    @Test func `a code is good once, and a second use withdraws what came of it`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let code = try await browser.code()
            let first = try await browser.exchange(code)
            #expect(first.status == 200)
            let second = try await browser.exchange(code)
            #expect(second.status == 403)
            #expect(second.object?["error_description"] == "Invalid authorization code")
            let renewed = try await browser.post(
                "/oauth/token",
                [
                    ("grant_type", "refresh_token"), ("client_id", "local-spa"),
                    ("refresh_token", first.object?["refresh_token"]?.string ?? ""),
                ]
            )
            #expect(renewed.status == 403)
        }
    }

    @Test func `a code ends after ten minutes`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let code = try await browser.code()
            let other = try await browser.authorize(TestBrowser.codeRequest()).query["code"] ?? ""
            issuer.clock.advance(by: .seconds(599))
            let inTime = try await browser.exchange(code)
            #expect(inTime.status == 200)
            issuer.clock.advance(by: .seconds(1))
            let late = try await browser.exchange(other)
            #expect(late.status == 403)
        }
    }

    @Test func `a plain challenge is its own verifier`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let request = TestBrowser.codeRequest(
                ("code_challenge", TestBrowser.verifier),
                ("code_challenge_method", "plain")
            )
            let answer = try await browser.exchange(try await browser.code(request))
            #expect(answer.status == 200)
        }
    }

    @Test func `a page needs a challenge, and a verifier without one is refused`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let request = TestBrowser.codeRequest().filter { !$0.0.hasPrefix("code_challenge") }
            let without = try await browser.exchange(try await browser.code(request), ("code_verifier", ""))
            #expect(without.object?["error_description"] == "Missing required parameter: code_verifier")
            // An application with a secret needs none; one that brings a verifier all the same is being tricked.
            let confidential = request.filter { $0.0 != "client_id" } + [("client_id", "local-client")]
            let secret = [("client_id", "local-client"), ("client_secret", "local-secret")]
            let code = try await browser.authorize(confidential).query["code"] ?? ""
            let tricked = try await browser.exchange(code, secret[0], secret[1])
            #expect(tricked.object?["error_description"] == "Failed to verify code verifier")
            let right = try await browser.exchange(code, secret[0], secret[1], ("code_verifier", ""))
            #expect(right.status == 200)
            let code2 = try await browser.authorize(confidential).query["code"] ?? ""
            let noSecret = try await browser.exchange(code2, secret[0], ("code_verifier", ""))
            #expect(noSecret.status == 401)
        }
    }

    @Test func `an application without the grant type is refused`() async throws {
        var tenant = Tenant.usual
        tenant.applications[0].grantTypes = [.implicit]
        try await withIssuer(tenant) { issuer in
            let answer = try await TestBrowser(issuer).exchange("x")
            #expect(answer.status == 403)
            #expect(answer.object?["error"] == "unauthorized_client")
            #expect(
                answer.object?["error_description"] == "Grant type 'authorization_code' not allowed for the client."
            )
        }
    }

    @Test func `a user who is gone gets nothing`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let code = try await browser.code()
            var tenant = Tenant.usual
            tenant.users = []
            issuer.issuer.use(tenant)
            let answer = try await browser.exchange(code)
            #expect(answer.status == 403)
        }
    }
}
