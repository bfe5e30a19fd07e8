// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

@testable import GatewayAuthorizer

/// Tokens that somebody made up, at a JWT authorizer: none passes, and none writes into the answer.
///
/// Source: RFC 8725 §2 and §3; API Gateway developer guide, "JWT authorizers": only RSA-based algorithms.
struct HostileTokenTests {
    private let scene = JWTScene()

    private static func encoded(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

    /// The good token's payload and signature behind another header.
    private func token(header: String, signature: String? = nil) throws -> String {
        let parts = try scene.token().split(separator: ".")
        return "\(Self.encoded(header)).\(parts[1]).\(signature ?? String(parts[2]))"
    }

    @Test(arguments: [
        "not-a-token", "a.b", "a.b.c.d", "a.b.c.d.e", ".", "Bearer", "{}", "a.", String(repeating: ".", count: 100),
    ])
    func `other than three segments`(_ token: String) async {
        #expect(await scene.verdict(token) == .invalid("token contains an invalid number of segments"))
    }

    @Test(arguments: ["..", "a..", ".b.", "..c", "a.b.c", "é.é.é", "W10.W10.W10", "e30=.e30=.e30="])
    func `three segments that are nothing`(_ token: String) async {
        #expect(await scene.verdict(token) == .invalid("the token is malformed"))
    }

    @Test(arguments: [
        "none", "HS256", "HS384", "HS512", "ES256", "ES384", "ES512", "PS256", "PS384", "EdDSA",
    ])
    func `every algorithm but RSA's`(_ algorithm: String) async throws {
        let header = #"{"alg":"\#(algorithm)","kid":"first"}"#
        let expected = JWTVerdict.invalid("signing method \(algorithm) is invalid")
        #expect(await scene.verdict(try token(header: header)) == expected)
        #expect(await scene.verdict(try token(header: header, signature: "")) == expected)
    }

    @Test(arguments: ["None", "rs256", "", "RS256 ", #"x\" error=\"\r\nSet-Cookie: a"#, "R\u{301}S256"])
    func `an algorithm that nobody knows is not repeated`(_ algorithm: String) async throws {
        let header = #"{"alg":"\#(algorithm)","kid":"first"}"#
        #expect(await scene.verdict(try token(header: header)) == .invalid("signing method (alg) is unavailable."))
    }

    @Test func `no algorithm`() async throws {
        let verdict = await scene.verdict(try token(header: #"{"kid":"first"}"#))
        #expect(verdict == .invalid("signing method (alg) is unspecified."))
    }

    @Test(arguments: ["RS384", "RS512"])
    func `an algorithm that the key is not for`(_ algorithm: String) async throws {
        let verdict = await scene.verdict(try token(header: #"{"alg":"\#(algorithm)","kid":"first"}"#))
        #expect(verdict == .invalid("crypto/rsa: verification error"))
    }

    @Test(arguments: [
        #"{"alg":"RS256"}"#, #"{"alg":"RS256","kid":"third"}"#, #"{"alg":"RS256","kid":""}"#,
        #"{"alg":"RS256","kid":"First"}"#,
    ])
    func `a key that is not there`(_ header: String) async throws {
        #expect(
            await scene.verdict(try token(header: header)) == .invalid("unable to find a signing key for the token")
        )
    }

    @Test(arguments: [
        #"{"alg":"RS256","kid":"second"}"#, #"{"alg":"RS256","kid":"first","typ":"JWT"}"#,
    ])
    func `a signature by another key, or over another header`(_ header: String) async throws {
        #expect(await scene.verdict(try token(header: header)) == .invalid("crypto/rsa: verification error"))
    }

    @Test(arguments: [
        #"{"alg":"none","alg":"RS256","kid":"first"}"#, #"{"alg":"RS256","kid":"first","kid":"second"}"#,
        #"{"alg":"RS256","kid":7}"#, #"{"alg":["RS256"],"kid":"first"}"#,
        #"{"alg":"RS256","kid":"first","crit":["x"]}"#,
        #"["RS256"]"#, "null", "",
    ])
    func `a header that says two things, or none`(_ header: String) async throws {
        #expect(await scene.verdict(try token(header: header)) == .invalid("the token is malformed"))
    }

    @Test func `a payload that was changed`() async throws {
        let parts = try scene.token().split(separator: ".")
        let payload = Self.encoded(#"{"sub":"admin"}"#)
        let verdict = await scene.verdict("\(parts[0]).\(payload).\(parts[2])")
        #expect(verdict == .invalid("crypto/rsa: verification error"))
    }

    @Test func `a token that is huge`() async throws {
        let token = try scene.token { $0["x"] = .string(String(repeating: "x", count: 20_000)) }
        #expect(await scene.verdict(token) == .invalid("the token is malformed"))
    }

    /// Each single byte of a good token, changed.
    @Test func `no byte can be changed`() async throws {
        let good = Array(try scene.token().utf8)
        for index in stride(from: 0, to: good.count, by: 7) {
            var bad = good
            bad[index] = bad[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(await scene.verdict(String(decoding: bad, as: UTF8.self)) != .accepted, "byte \(index)")
        }
    }
}
