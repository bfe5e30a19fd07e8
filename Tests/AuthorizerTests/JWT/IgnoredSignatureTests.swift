// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport
import Testing

@testable import GatewayAuthorizer

/// A JWT authorizer that checks everything but the signature.
///
/// Source: serverless-offline's README, `ignoreJWTSignature`: "When using HttpApi with a JWT authorizer, don't check the
/// signature of the JWT token."
struct IgnoredSignatureTests {
    private let scene = {
        var scene = JWTScene()
        scene.configuration.ignoresSignature = true
        return scene
    }()

    /// A token as anybody can write it.
    private func unsigned(
        header: String = #"{"alg":"none"}"#,
        signature: String = "",
        _ spoil: (inout JSONObject) -> Void = { _ in }
    ) -> String {
        var claims = goodClaims(now: scene.clock.now)
        spoil(&claims)
        let parts = [Array(header.utf8), JSONValue.object(claims).compactBytes].map { Base64URL.encode($0) }
        return (parts + [signature]).joined(separator: ".")
    }

    @Test(
        arguments: [
            (#"{"alg":"none"}"#, ""), (#"{"alg":"HS256","typ":"JWT"}"#, "c2VjcmV0"), (#"{"alg":"RS256"}"#, "AAAA"),
            ("{}", ""),
        ]
    )
    func `a token that nobody signed passes, and the trace says so`(header: String, signature: String) async {
        let ruling = await scene.decide(["Bearer " + unsigned(header: header, signature: signature)])
        #expect(JWTVerdict(ruling) == .accepted)
        guard case .token(let finding) = ruling.trace.result else {
            Issue.record("\(ruling.trace.result)")
            return
        }
        #expect(finding == .accepted(subject: "auth0|1234", isSigned: false))
    }

    @Test func `another's signature passes, too, and no key is asked for`() async throws {
        var scene = scene
        scene.keys = {
            Issue.record("nobody needs keys")
            return JWKSet([])
        }
        #expect(await scene.verdict("Bearer " + (try scene.token(by: TestKeys.second))) == .accepted)
    }

    @Test(arguments: JWTGuardTests.spoilt.indices)
    func `each claim that is wrong is refused as if it were signed`(index: Int) async {
        let (name, spoil, words) = JWTGuardTests.spoilt[index]
        let now = scene.clock.now.secondsSince1970
        #expect(await scene.verdict(unsigned { spoil(&$0, now) }) == .invalid(words), "\(name)")
    }

    @Test func `a scope that is missing is missing`() async {
        var scene = scene
        scene.scopes = ["write:things"]
        let verdict = await scene.verdict(unsigned { $0["scope"] = "read:things" })
        #expect(verdict == .insufficientScope(#"Bearer scope="write:things" error="insufficient_scope""#))
    }

    @Test(arguments: ["x", "a.b", "a.!.c", "a.e30", "e30.e30.e30.e30", "e30.W10.", ""])
    func `what is no token is none`(text: String) async {
        #expect(await scene.verdict("Bearer " + text) != .accepted)
    }
}
