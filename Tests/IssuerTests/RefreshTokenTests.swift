// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// Refresh tokens: RFC 6749 §6, RFC 7009, and
/// https://auth0.com/docs/secure/tokens/refresh-tokens/refresh-token-rotation.
struct RefreshTokenTests {
    private func refresh(_ browser: TestBrowser, _ token: JSONValue?, _ others: (String, String)...) async throws
        -> RawResponse
    {
        try await browser.post(
            "/oauth/token",
            [("grant_type", "refresh_token"), ("client_id", "local-spa"), ("refresh_token", token?.string ?? "")]
                + others
        )
    }

    private static let dead = JSONObject([
        "error": "invalid_grant", "error_description": "Unknown or invalid refresh token.",
    ])

    @Test func `each use brings new tokens of the same kind`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let first = try await browser.tokens(TestBrowser.codeRequest(("nonce", "n")))
            issuer.clock.advance(by: .seconds(100))
            let answer = try await refresh(browser, first["refresh_token"])
            let second = try #require(answer.object)
            #expect(Set(second.members.map(\.name)) == Set(first.members.map(\.name)))
            #expect(second["refresh_token"] != first["refresh_token"])
            let access = try claims(of: second["access_token"])
            #expect(access["iat"] == 1_795_000_100)
            #expect(access["sub"] == "auth0|65a1c0ffee5eed0000000001")
            #expect(access["gty"] == "refresh_token")
            let id = try claims(of: second["id_token"])
            #expect(id["nonce"] == nil)
            #expect(id["sid"] == (try claims(of: first["id_token"]))["sid"])
        }
    }

    @Test func `one that was used before kills the whole family`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let first = try await browser.tokens()
            let second = try await refresh(browser, first["refresh_token"]).object
            let reused = try await refresh(browser, first["refresh_token"])
            #expect(reused.status == 403)
            #expect(reused.object == Self.dead)
            let newest = try await refresh(browser, second?["refresh_token"])
            #expect(newest.object == Self.dead)
            #expect(issuer.log.lines.contains { $0.contains("used again") })
        }
    }

    @Test func `the leeway lets the one before work for a while`() async throws {
        var tenant = Tenant.usual
        tenant.applications[0].refreshToken = Tenant.Application.RefreshToken(rotates: true, leeway: 10)
        try await withIssuer(tenant) { issuer in
            let browser = TestBrowser(issuer)
            let first = try await browser.tokens()
            let answer = try await refresh(browser, first["refresh_token"])
            #expect(answer.status == 200)
            issuer.clock.advance(by: .seconds(9))
            let inTime = try await refresh(browser, first["refresh_token"])
            #expect(inTime.status == 200)
            issuer.clock.advance(by: .seconds(1))
            let late = try await refresh(browser, first["refresh_token"])
            #expect(late.object == Self.dead)
        }
    }

    @Test func `without rotation the same one goes on working`() async throws {
        var tenant = Tenant.usual
        tenant.applications[0].refreshToken = Tenant.Application.RefreshToken(rotates: false)
        try await withIssuer(tenant) { issuer in
            let browser = TestBrowser(issuer)
            let first = try await browser.tokens()
            for _ in 0..<2 {
                let answer = try await refresh(browser, first["refresh_token"])
                #expect(answer.status == 200)
                #expect(answer.object?["refresh_token"] == nil)
            }
        }
    }

    @Test func `it ends after its lifetime`() async throws {
        var tenant = Tenant.usual
        tenant.applications[0].refreshToken = Tenant.Application.RefreshToken(rotates: false, lifetime: 60)
        try await withIssuer(tenant) { issuer in
            let browser = TestBrowser(issuer)
            let first = try await browser.tokens()
            issuer.clock.advance(by: .seconds(59))
            let inTime = try await refresh(browser, first["refresh_token"])
            #expect(inTime.status == 200)
            issuer.clock.advance(by: .seconds(1))
            let late = try await refresh(browser, first["refresh_token"])
            #expect(late.object == Self.dead)
        }
    }

    @Test func `of two who use it at once, one gets tokens and the family dies`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let token = try await browser.tokens()["refresh_token"]
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await self.refresh(TestBrowser(issuer), token).status } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } <= 1)
            #expect(statuses.allSatisfy { $0 == 200 || $0 == 403 })
        }
    }

    @Test func `a narrower scope may be asked for, a wider one is not granted`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let first = try await browser.tokens()
            let answer = try await refresh(browser, first["refresh_token"], ("scope", "openid write:messages"))
            #expect(answer.object?["scope"] == "openid")
            // The next one may have all again.
            let next = try await refresh(browser, answer.object?["refresh_token"])
            #expect(next.object?["scope"] == "openid profile email offline_access")
        }
    }

    @Test func `another client cannot use it, and does no harm`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let first = try await browser.tokens()
            let stranger = try await browser.post(
                "/oauth/token",
                [
                    ("grant_type", "refresh_token"), ("client_id", "local-client"), ("client_secret", "local-secret"),
                    ("refresh_token", first["refresh_token"]?.string ?? ""),
                ]
            )
            #expect(stranger.object == Self.dead)
            let own = try await refresh(browser, first["refresh_token"])
            #expect(own.status == 200)
        }
    }

    @Test(arguments: ["application/json", "application/x-www-form-urlencoded"])
    func `revoking ends the family, and an unknown token is as good as revoked`(_ type: String) async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let first = try await browser.tokens()
            let second = try await refresh(browser, first["refresh_token"]).object
            for token in [first["refresh_token"]?.string ?? "", "unknown"] {
                let body =
                    type == "application/json"
                    ? #"{"client_id": "local-spa", "token": "\#(token)", "token_type_hint": "refresh_token"}"#
                    : "client_id=local-spa&token=\(token)"
                let answer = try await issuer.ask("POST /oauth/revoke", ["Content-Type: \(type)"], body: body)
                #expect(answer.status == 200)
                #expect(answer.body.isEmpty)
            }
            let after = try await refresh(browser, second?["refresh_token"])
            #expect(after.object == Self.dead)
        }
    }

    @Test func `another client's token is not revoked`() async throws {
        try await withIssuer { issuer in
            let browser = TestBrowser(issuer)
            let first = try await browser.tokens()
            let answer = try await browser.post(
                "/oauth/revoke",
                [
                    ("client_id", "local-client"), ("client_secret", "local-secret"),
                    ("token", first["refresh_token"]?.string ?? ""),
                ]
            )
            #expect(answer.status == 200)
            let own = try await refresh(browser, first["refresh_token"])
            #expect(own.status == 200)
            let wrong = try await browser.post("/oauth/revoke", [("client_id", "local-client"), ("token", "x")])
            #expect(wrong.status == 401)
        }
    }

    @Test func `no refresh token without offline_access, or where the API does not allow it`() async throws {
        var tenant = Tenant.usual
        tenant.apis[0].allowsOfflineAccess = false
        try await withIssuer(tenant) { issuer in
            let browser = TestBrowser(issuer)
            let tokens = try await browser.tokens()
            #expect(tokens["refresh_token"] == nil)
            #expect(tokens["scope"] == "openid profile email")
        }
    }
}
