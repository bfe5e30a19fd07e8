// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayEmulator
import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport
import Testing

/// What is said of tokens, and that nothing of a token is said.
struct TokenTraceTests {
    private let clock = ManualTime()

    private static let signer: TokenSigner = {
        do {
            return try TokenSigner(key: PrivateKey.generateRSA(), kid: "test-key")
        } catch {
            fatalError("no key for the tests: \(error)")
        }
    }()

    private func token(_ spoil: (inout JSONObject) -> Void = { _ in }) throws -> String {
        let now = clock.now.secondsSince1970
        var claims = JSONObject([
            "iss": "https://tenant.example/", "sub": "auth0|1234", "aud": "https://api.example/",
            "iat": .number(JSONNumber(now)), "exp": .number(JSONNumber(now + 60)),
        ])
        spoil(&claims)
        return try Self.signer.sign(claims)
    }

    private func withAuth0<Result>(
        keys: @escaping KeySource.Fetch = { JWKSet([Self.signer.jwk]) },
        _ body: (TestGateway) async throws -> Result
    ) async throws -> Result {
        var api = try demoAPI()
        api.authorizers[0].function = .auth0(TokenRequirements())
        api.routes.append(try route("GET /me", authorizer: "guard"))
        var parts = parts()
        let source = KeySource(executor: globalConcurrentExecutor, time: clock.source, fetch: keys)
        parts.tokens = TokenParts(
            settings: TokenSettings(
                issuer: "https://tenant.example/",
                audience: "https://api.example/",
                keys: .url("https://tenant.example/.well-known/jwks.json")
            ),
            keys: { _ in source }
        )
        return try await withGateway(api, parts, clock: clock, body)
    }

    private func line(_ authorization: String) async throws -> String {
        try await withAuth0 { gateway in
            _ = try await gateway.ask("GET /dev/private", "Authorization: \(authorization)")
            return gateway.line
        }
    }

    @Test func `an Allow names the subject`() async throws {
        #expect(try await line("Bearer \(token())") == "200 GET /dev/private 0.00 ms · Allow: auth0|1234")
    }

    @Test func `a Deny names the reason`() async throws {
        let expired = try token { $0["exp"] = .number(JSONNumber(clock.now.secondsSince1970 - 180)) }
        #expect(
            try await line("Bearer \(expired)")
                == "403 GET /dev/private 0.00 ms · Deny: token expired 3 min ago (exp 11:03:40Z)"
        )
        #expect(
            try await line("Basic dTpw")
                == #"403 GET /dev/private 0.00 ms · Deny: the header is not "Bearer <token>""#
        )
    }

    @Test func `a subject with control characters stays on its line`() async throws {
        let nasty = try token { $0["sub"] = "a\n200 GET /dev/admin \u{1B}[31m\u{202E}" }
        #expect(
            try await line("Bearer \(nasty)") == "200 GET /dev/private 0.00 ms · Allow: a 200 GET /dev/admin  [31m "
        )
    }

    @Test func `a kept Allow that outlived its token says so`() async throws {
        try await withAuth0 { gateway in
            let header = "Authorization: Bearer \(try token())"
            #expect(try await gateway.ask("GET /dev/private", header).status == 200)
            clock.advance(by: .seconds(30))
            #expect(try await gateway.ask("GET /dev/me", header).status == 200)
            #expect(
                gateway.line == "200 GET /dev/me 0.00 ms · Allow: auth0|1234, answered from the authorizer's cache, "
                    + "270 s left"
            )
            clock.advance(by: .seconds(70))
            #expect(try await gateway.ask("GET /dev/private", header).status == 200)
            #expect(
                gateway.line == "200 GET /dev/private 0.00 ms · Allow: auth0|1234, answered from the authorizer's "
                    + "cache, 200 s left; the token itself expired 40 s ago"
            )
            let result = gateway.traces.all.last?.json.object?["authorization"]?.object?["result"]?.object
            #expect(result?["tokenHasExpired"] == true)
            clock.advance(by: .seconds(200))
            #expect(try await gateway.ask("GET /dev/private", header).status == 403)
            #expect(
                gateway.line == "403 GET /dev/private 0.00 ms · Deny: token expired 4 min ago (exp 11:07:40Z)"
            )
        }
    }

    @Test func `keys that cannot be had are named as the reason`() async throws {
        try await withAuth0(keys: { throw Worded("connection refused") }) { gateway in
            let response = try await gateway.ask("GET /dev/private", "Authorization: Bearer \(try token())")
            #expect(response.status == 403)
            #expect(
                gateway.line
                    == "403 GET /dev/private 0.00 ms · Deny: the JWKS cannot be had: connection refused"
            )
        }
    }

    @Test func `nothing of a token is in any line, any JSON or any answer`() async throws {
        try await withAuth0 { gateway in
            let good = try token()
            let expired = try token { $0["exp"] = 1 }
            let stranger = try TokenSigner(key: PrivateKey.generateRSA(), kid: "other-key").sign(JSONObject())
            let changed = String(good.dropLast(8)) + "AAAAAAAA"
            let tokens = [good, expired, stranger, changed, "opaque-secret-token", "a\u{E9}secretsecretsecret"]
            var answers: [String] = []
            for token in tokens {
                for scheme in ["Bearer ", "Basic ", "", "bearer   "] {
                    for target in ["GET /dev/private", "GET /dev/nothing", "GET /private", "POST /dev/me"] {
                        let response = try await gateway.ask(
                            "\(target)?token=\(good)",
                            "Authorization: \(scheme)\(token)"
                        )
                        answers.append(response.text + response.head.fields.map(\.value).joined(separator: "\n"))
                    }
                }
            }
            let said = gateway.traces.lines + gateway.traces.all.map(\.json.compactText) + answers
            #expect(gateway.traces.all.count == tokens.count * 16)
            for token in tokens {
                for part in token.split(separator: ".") where part.count >= 12 {
                    let secret = part.suffix(12)
                    for text in said { #expect(!text.contains(secret), "\(text)") }
                }
            }
        }
    }
}
