// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport
import Testing

@testable import GatewayAuthorizer

/// A JWT authorizer that ignores signatures: who wrote a token does not matter, and what it says does.
///
/// Source: serverless-offline, "Usage and command line options", `ignoreJWTSignature`; the rest as
/// `JWTGuardTests` has it of AWS.
struct IgnoredSignatureTests {
    private let scene: JWTScene = {
        var scene = JWTScene()
        scene.configuration = JWTConfiguration().ignoringSignature()
        scene.keys = { throw Contradiction(description: "keys were asked for") }
        return scene
    }()

    private static func encoded(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

    @Test(
        arguments: [
            #"{"alg":"none"}"#, #"{"alg":"HS256"}"#, #"{"alg":"ES512","kid":"unknown"}"#, "{}", "no JSON",
            #"{"alg":"RS256","crit":["exp"]}"#,
        ],
        ["", "AAAA", "!"]
    )
    func `header and signature may be anything`(header: String, signature: String) async throws {
        let payload = try scene.token().split(separator: ".")[1]
        let token = "\(Self.encoded(header)).\(payload).\(signature)"
        #expect(await scene.verdict("Bearer " + token) == .accepted)
        #expect(await JWTScene().verdict("Bearer " + token) != .accepted)
    }

    @Test func `each decision says that the signature was not checked`() async throws {
        let good = try scene.token()
        let expired = try scene.token { $0["exp"] = 1 }
        for token in [good, expired, "a.b"] { #expect(await scene.decide([token]).trace.ignoresSignature) }
        // There was none to check.
        #expect(await scene.decide([]).trace.ignoresSignature == false)
        #expect(await JWTScene().decide([good]).trace.ignoresSignature == false)
    }

    private static let spoilt: [(spoil: @Sendable (inout JSONObject, Int64) -> Void, words: String)] = [
        ({ claims, _ in claims["iss"] = "https://other.example/" }, "issuer does not match"),
        ({ claims, _ in claims["iss"] = nil }, "issuer does not match"),
        ({ claims, _ in claims["aud"] = "https://other.example/" }, "the token does not have a valid audience"),
        ({ claims, _ in claims["aud"] = nil }, "the token does not have a valid audience"),
        ({ claims, now in claims["exp"] = .number(JSONNumber(now)) }, "the token has expired"),
        ({ claims, _ in claims["exp"] = nil }, "the token has expired"),
        ({ claims, now in claims["nbf"] = .number(JSONNumber(now + 1)) }, "the token is not valid yet"),
        ({ claims, now in claims["iat"] = .number(JSONNumber(now + 1)) }, "the token was used before it was issued"),
    ]

    @Test(arguments: spoilt.indices)
    func `claims are checked as ever`(index: Int) async throws {
        let (spoil, words) = Self.spoilt[index]
        let now = scene.clock.now.secondsSince1970
        #expect(await scene.verdict(try scene.token { spoil(&$0, now) }) == .invalid(words))
    }

    @Test func `scopes are checked as ever`() async throws {
        var scene = scene
        scene.scopes = ["admin"]
        let challenge = #"Bearer scope="admin" error="insufficient_scope""#
        #expect(await scene.verdict(try scene.token()) == .insufficientScope(challenge))
        #expect(await scene.verdict(try scene.token { $0["scope"] = "x admin" }) == .accepted)
    }

    @Test(
        arguments: [
            ("", "token contains an invalid number of segments"),
            ("a.b", "token contains an invalid number of segments"),
            ("a.b.c.d", "token contains an invalid number of segments"), ("a.b.c", "the token is malformed"),
            ("a.!.c", "the token is malformed"), ("a.W10.c", "the token is malformed"),
            ("..", "the token is malformed"),
        ]
    )
    func `what is no object of claims is no token`(token: String, words: String) async {
        let verdict = await scene.verdict("Bearer " + token)
        #expect(verdict == .invalid(words))
    }
}
