// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTime
import Testing

@Suite struct TokenErrorDescriptionTests {
    private static let now = Tenant.now

    private static func moment(_ seconds: Int64) -> Timestamp {
        Timestamp(secondsSince1970: now.secondsSince1970 + seconds)
    }

    private static let sentences: [(TokenError, String)] = [
        (TokenError.expired(at: moment(0), now: moment(185)), "token expired 3 min ago (exp 14:02:11Z)"),
        (.expired(at: moment(0), now: moment(0)), "token expired 0 s ago (exp 14:02:11Z)"),
        (
            .expired(at: moment(-5 * 86_400), now: moment(0)),
            "token expired 5 days ago (exp 2026-11-17T14:02:11.000Z)"
        ),
        (.notYetValid(from: moment(40), now: moment(0)), "token becomes valid in 40 s (nbf 14:02:51Z)"),
        (
            .issuerMismatch(found: "https://a", expected: "https://a/"),
            "the token's issuer is \"https://a\", expected \"https://a/\" "
                + "(they must agree byte for byte, trailing slash included)"
        ),
        (.audienceMismatch(found: ["a", "b"], expected: ["c"]), "the token is for \"a\", \"b\", expected \"c\""),
        (.audienceMismatch(found: [], expected: ["c"]), "the token is for nobody (an empty \"aud\"), expected \"c\""),
        (.keyNotFound(kid: "abc", keyCount: 2), "no key \"abc\" in the JWKS (2 keys there)"),
        (.keyNotFound(kid: "abc", keyCount: 1), "no key \"abc\" in the JWKS (1 key there)"),
        (
            .algorithmNotAccepted("HS256"),
            "algorithm HS256 is not accepted; who can check such a token can also make one; "
                + "accepted are RS256, RS384, RS512, PS256, ES256, ES384"
        ),
        (
            .algorithmNotAccepted("none"),
            "algorithm none is not accepted; an unsigned token proves nothing; "
                + "accepted are RS256, RS384, RS512, PS256, ES256, ES384"
        ),
        (
            .algorithmNotPermitted(token: .ps256, key: .rs256),
            "the token is signed with PS256, and its key is for RS256 only"
        ),
        (
            .keyRejected(kid: "k", .key(.modulusTooSmall(bits: 1024))),
            "the key \"k\" in the JWKS is not used: its modulus has 1024 bits, and fewer than 2048 can be broken"
        ),
        (
            .jsonSerialization(.general),
            "the token is a JWS in the general JSON serialization, and only the compact form (header.payload.signature) "
                + "is read"
        ),
        (
            .jsonSerialization(.flattened),
            "the token is a JWS in the flattened JSON serialization, and only the compact form "
                + "(header.payload.signature) is read"
        ),
        (
            .jsonSerialization(.neither),
            "the token begins like JSON, and only the compact form (header.payload.signature) is read"
        ),
        (
            .keyNotChosen(.es256, keyCount: 0),
            "the token's header has no \"kid\", and no key in the JWKS is for ES256"
        ),
        (
            .keyNotChosen(.rs256, keyCount: 2),
            "the token's header has no \"kid\", and more than one key in the JWKS is for RS256"
        ),
        (.claimMissing("exp"), "the token has no \"exp\""),
        (
            .claimMalformed("exp", expected: "a number of seconds", found: "a string"),
            "the token's \"exp\" is a string, expected a number of seconds"
        ),
    ]

    @Test(arguments: sentences)
    func `a reason is told in one sentence`(error: TokenError, sentence: String) {
        #expect(error.description == sentence)
    }

    private static let hostile = "\u{1B}[2J\r\nFAKE LINE \u{202E}\"" + String(repeating: "A", count: 10_000)

    @Test(arguments: [
        TokenError.algorithmNotAccepted(hostile), .typeNotAccepted(hostile), .keyNotFound(kid: hostile, keyCount: 1),
        .keyRejected(kid: hostile, .unsupportedKeyType(hostile)), .issuerMismatch(found: hostile, expected: "x"),
        .audienceMismatch(found: [String](repeating: hostile, count: 1000), expected: ["x"]),
        .criticalExtensions([String](repeating: hostile, count: 1000)),
        .payloadNotJSON(JSONError(reason: .duplicateMember(hostile), offset: 1)),
        .headerNotJSON(JSONError(reason: .duplicateMember(hostile), offset: 1)),
        .keyRejected(kid: "k", .notForVerifying(operations: [String](repeating: hostile, count: 1000))),
        .keyRejected(kid: "k", .unsupportedCurve(hostile)), .keyRejected(kid: "k", .unsupportedAlgorithm(hostile)),
        .keyRejected(kid: "k", .notForSignatures(use: hostile)), .keyRejected(kid: "k", .operationTwice(hostile)),
    ])
    func `what a stranger wrote is cut and escaped`(error: TokenError) {
        let line = error.description
        #expect(line.utf8.count < 1000)
        #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" })
        #expect(line.contains(#"\u{1b}[2J\u{d}\u{a}FAKE LINE \u{202e}\""#))
    }

    @Test func `no reason contains the token`() throws {
        var token = Token()
        token.claims["exp"] = 0
        let text = try token.signed()
        let error = #expect(throws: TokenError.self) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
        let line = try #require(error?.description)
        for part in text.split(separator: ".") {
            #expect(!line.contains(part.prefix(16)))
        }
    }

    @Test func `a rejected key is told with its place and name`() {
        let rejected = JWKSet.Rejected(index: 1, kid: "a\nb", reason: .memberMissing("n"))
        #expect(rejected.description == #"key 1 (kid "a\u{a}b") is not used: it has no "n""#)
    }
}
