// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport
import Testing

@testable import GatewayAuthorizer

/// JWT authorizers of HTTP APIs: what passes, what the integration sees, and the `www-authenticate` of each refusal.
///
/// Source: API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers in API Gateway" and
/// "Troubleshooting issues with HTTP API JWT authorizers"; texts as recorded.
struct JWTGuardTests {
    private let scene = JWTScene()

    // MARK: - Where the token is

    @Test(arguments: ["Bearer ", "bearer ", "Bearer   ", ""])
    func `a good token passes, with the scheme or without`(_ scheme: String) async throws {
        #expect(await scene.verdict(scheme + (try scene.token())) == .accepted)
    }

    @Test func `a token may be in the query`() async throws {
        var scene = scene
        scene.source = .queryString("token")
        #expect(JWTVerdict(await scene.decide([], query: [try scene.token()])) == .accepted)
        #expect(JWTVerdict(await scene.decide([try scene.token()])) == .refused("Bearer"))
    }

    @Test(arguments: [[], [""], ["", ""]])
    func `without a token the challenge is bare`(_ headers: [String]) async {
        var scene = scene
        scene.scopes = ["read:things"]
        #expect(JWTVerdict(await scene.decide(headers)) == .refused("Bearer"))
    }

    @Test func `two good tokens are none`() async throws {
        let token = try scene.token()
        let words = "token contains an invalid number of segments"
        #expect(JWTVerdict(await scene.decide([token, token])) == .invalid(words))
        #expect(JWTVerdict(await scene.decide([token, ""])) != .accepted)
    }

    // MARK: - Claims

    private static let spoilt: [(name: String, spoil: @Sendable (inout JSONObject, Int64) -> Void, words: String)] = [
        ("other issuer", { claims, _ in claims["iss"] = "https://other.example/" }, "issuer does not match"),
        ("no issuer", { claims, _ in claims["iss"] = nil }, "issuer does not match"),
        (
            "issuer without its slash", { claims, _ in claims["iss"] = "https://tenant.example" },
            "issuer does not match"
        ),
        (
            "other audience", { claims, _ in claims["aud"] = "https://other.example/" },
            "the token does not have a valid audience"
        ),
        ("no audience", { claims, _ in claims["aud"] = nil }, "the token does not have a valid audience"),
        ("empty audiences", { claims, _ in claims["aud"] = [] }, "the token does not have a valid audience"),
        ("audience is a number", { claims, _ in claims["aud"] = 1 }, "the token does not have a valid audience"),
        (
            "client_id beside a wrong audience",
            { claims, _ in
                claims["aud"] = "https://other.example/"
                claims["client_id"] = "https://api.example/"
            }, "the token does not have a valid audience"
        ),
        (
            "client_id beside an audience that is null",
            { claims, _ in
                claims["aud"] = .null
                claims["client_id"] = "https://api.example/"
            }, "the token does not have a valid audience"
        ),
        (
            "other client_id",
            { claims, _ in
                claims["aud"] = nil
                claims["client_id"] = "someone"
            }, "the token does not have a valid audience"
        ),
        ("expired", { claims, now in claims["exp"] = .number(JSONNumber(now)) }, "the token has expired"),
        ("no expiry", { claims, _ in claims["exp"] = nil }, "the token has expired"),
        (
            "nbf in the future", { claims, now in claims["nbf"] = .number(JSONNumber(now + 1)) },
            "the token is not valid yet"
        ),
        (
            "iat in the future", { claims, now in claims["iat"] = .number(JSONNumber(now + 1)) },
            "the token was used before it was issued"
        ),
        ("iat is a text", { claims, _ in claims["iat"] = "now" }, "the token was used before it was issued"),
    ]

    @Test(arguments: spoilt.indices)
    func `each claim that is wrong is refused in its own words`(index: Int) async throws {
        let (name, spoil, words) = Self.spoilt[index]
        let now = scene.clock.now.secondsSince1970
        let token = try scene.token { spoil(&$0, now) }
        #expect(await scene.verdict("Bearer " + token) == .invalid(words), "\(name)")
    }

    @Test(
        arguments: [
            { $0["aud"] = ["https://other.example/", "https://api.example/"] },
            {
                $0["aud"] = nil
                $0["client_id"] = "https://api.example/"
            },
            { $0["client_id"] = "someone" }, { $0["sub"] = nil }, { $0["iat"] = nil }, { $0["scope"] = 7 },
            { $0["iss"] = "http://localhost:3010/" },
        ] as [@Sendable (inout JSONObject) -> Void]
    )
    func `what is not asked for is no reason`(_ change: @Sendable (inout JSONObject) -> Void) async throws {
        #expect(await scene.verdict(try scene.token(change)) == .accepted)
    }

    @Test func `an authorizer with an issuer of its own takes no other`() async throws {
        var scene = scene
        scene.configuration = JWTConfiguration(issuer: "https://own.example", audience: ["mine"])
        let expectations = JWTExpectations(
            scene.configuration,
            settings: TokenSettings(issuer: "https://tenant.example/", audience: "theirs", keys: .file("keys"))
        )
        #expect(expectations.verification == .signed(by: .discovery(issuer: "https://own.example")))
        #expect(await scene.verdict(try scene.token()) == .invalid("issuer does not match"))
        let own = try scene.token {
            $0["iss"] = "https://own.example"
            $0["aud"] = "mine"
        }
        #expect(await scene.verdict(own) == .accepted)
    }

    @Test func `an expiry passes with the clock`() async throws {
        let token = try scene.token()
        #expect(await scene.verdict(token) == .accepted)
        scene.clock.advance(by: .seconds(60))
        #expect(await scene.verdict(token) == .invalid("the token has expired"))
    }

    // MARK: - Scopes

    @Test(
        arguments: [
            ("scope", "a read:things b"), ("scope", ["read:things"]), ("scp", "read:things"),
            ("scp", ["a", "read:things"]),
        ] as [(String, JSONValue)]
    )
    func `one scope of the route is enough`(_ claim: String, _ value: JSONValue) async throws {
        var scene = scene
        scene.scopes = ["admin", "read:things"]
        let token = try scene.token {
            $0["scope"] = nil
            $0[claim] = value
        }
        #expect(await scene.verdict(token) == .accepted)
    }

    @Test(
        arguments: [
            nil, "", "read", "READ:THINGS", "read:things,admin", 1, ["read:things admin"], ["read:things": true],
        ] as [JSONValue?]
    )
    func `without one of them it is 403`(_ value: JSONValue?) async throws {
        var scene = scene
        scene.scopes = ["admin", "read:things"]
        let token = try scene.token { $0["scope"] = value }
        let challenge = #"Bearer scope="admin read:things" error="insufficient_scope""#
        #expect(await scene.verdict(token) == .insufficientScope(challenge))
    }

    @Test func `a refusal names the scopes of the route, and none of them ends the text`() async {
        var scene = scene
        scene.scopes = ["a", "b\"\r\nX: y\\"]
        let words = "token contains an invalid number of segments"
        #expect(await scene.verdict("Bearer not-a-token") == .invalid(words, scope: "a bX: y"))
    }

    // MARK: - The context

    private func context(_ scene: JWTScene, _ spoil: (inout JSONObject) -> Void) async throws -> AuthorizerContext {
        let ruling = await scene.decide([try scene.token(spoil)])
        guard case .allow(let context) = ruling.decision else {
            throw Contradiction(description: "refused: \(ruling.trace.result)")
        }
        return context
    }

    @Test func `claims are texts, in the order of the token`() async throws {
        let context = try await context(scene) {
            $0["cognito:groups"] = ["admin", "poweruser"]
            $0["n"] = 1
            $0["b"] = true
            $0["x"] = .null
        }
        guard case .jwt(let claims, nil) = context.details else {
            Issue.record("\(context.details)")
            return
        }
        let names = ["iss", "sub", "aud", "iat", "exp", "scope", "cognito:groups", "n", "b"]
        #expect(claims.members.map(\.name) == names)
        #expect(claims["cognito:groups"] == "[admin poweruser]" && claims["n"] == "1" && claims["b"] == "true")
        #expect(claims["exp"] == .string(String(scene.clock.now.secondsSince1970 + 60)))
        #expect(context["claims.sub"] == "auth0|1234" && context.principalId == nil)
    }

    @Test func `a route with scopes is told all of the token's`() async throws {
        var scene = scene
        scene.scopes = ["read:things"]
        let context = try await context(scene) { _ in }
        guard case .jwt(_, let scopes) = context.details else {
            Issue.record("\(context.details)")
            return
        }
        #expect(scopes == ["read:things", "write:things"])
    }

    @Test(
        arguments: [
            ("text", "text"), (1, "1"), (.number(JSONNumber(1_714_608_000)), "1714608000"), (false, "false"),
            ([], "[]"), (["a", ["b", 1], nil], "[a [b 1] <nil>]"), (["b": 1, "a": [true]], "map[a:[true] b:1]"),
        ] as [(JSONValue, String)]
    )
    func `a claim is printed as Go prints it`(_ value: JSONValue, _ text: String) {
        #expect(ClaimText.text(of: value) == text)
    }

    // MARK: - Keys

    @Test func `keys that cannot be had are told apart from where they are`() async throws {
        var scene = scene
        scene.scopes = ["a", "b"]
        scene.keys = { throw Contradiction(description: "down") }
        #expect(await scene.verdict(try scene.token()) == .invalid("JWKS communication error", scope: "a b"))
        scene.keys = { throw DiscoveryError("down") }
        let words = "OIDC discovery endpoint communication error"
        #expect(await scene.verdict(try scene.token()) == .invalid(words, scope: "a b"))
    }
}
