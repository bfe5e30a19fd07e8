// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// The examples that the standards print: what is for us is verified, everything else is refused by name.
@Suite struct RFCExampleTests {
    private func jws(_ text: String) throws -> JWS {
        try JWS(parsing: bytes(text)[...])
    }

    private func expectRefusal(
        of text: String,
        _ error: TokenError,
        _ place: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: error, sourceLocation: place) { try jws(text) }
    }

    // MARK: - RFC 7515, JSON Web Signature

    @Test func `RFC 7515 A1, a text signed with HS256, is refused before any key is looked for`() {
        expectRefusal(of: RFC7515.a1, .algorithmNotAccepted("HS256"))
    }

    @Test func `RFC 7515 A2, a text signed with RS256, is verified`() throws {
        let jws = try jws(RFC7515.a2)
        #expect(jws.algorithm == .rs256)
        #expect(jws.payload.starts(with: bytes("{\"iss\":\"joe\",\r\n \"exp\":1300819380,")))
        try jws.verifySignature(by: JWK(parsed(RFC7515.a2Key)))
    }

    @Test func `RFC 7515 A3, a text signed with ES256, is verified`() throws {
        let jws = try jws(RFC7515.a3)
        #expect(jws.algorithm == .es256)
        try jws.verifySignature(by: JWK(parsed(RFC7515.a3Key)))
    }

    @Test func `RFC 7515 A2 and A3: no key serves for the other's text`() throws {
        #expect(throws: TokenError.algorithmNotPermitted(token: .rs256, key: .es256)) {
            try jws(RFC7515.a2).verifySignature(by: JWK(parsed(RFC7515.a3Key)))
        }
        #expect(throws: TokenError.algorithmNotPermitted(token: .es256, key: .rs256)) {
            try jws(RFC7515.a3).verifySignature(by: JWK(parsed(RFC7515.a2Key)))
        }
    }

    @Test func `RFC 7515 A4, a text signed with ES512, is refused, and so is its key`() {
        expectRefusal(of: RFC7515.a4, .algorithmNotAccepted("ES512"))
        #expect(throws: JWKError.unsupportedCurve("P-521")) { try JWK(parsed(RFC7515.a4Key)) }
    }

    @Test func `RFC 7515 A5, an unsecured text, is refused`() {
        expectRefusal(of: RFC7515.a5, .algorithmNotAccepted("none"))
    }

    @Test func `RFC 7515 A6, the general JSON serialization, is refused by name`() {
        expectRefusal(of: RFC7515.a6, .jsonSerialization(.general))
    }

    @Test func `RFC 7515 A7, the flattened JSON serialization, is refused by name`() {
        expectRefusal(of: RFC7515.a7, .jsonSerialization(.flattened))
    }

    // MARK: - RFC 7516, JSON Web Encryption

    @Test func `RFC 7516 A2, an encrypted text, is refused as encrypted`() {
        expectRefusal(of: RFC7516.a2, .encrypted)
    }

    // MARK: - RFC 7517, JSON Web Key

    @Test func `RFC 7517 A1: the key for signatures is taken, the one for encryption is not`() throws {
        let set = try JWKSet(parsing: bytes(RFC7517.a1))
        #expect(set.keys.map(\.kid) == ["2011-04-29"])
        #expect(set["2011-04-29"]?.algorithm == .rs256)
        #expect(set.rejected == [JWKSet.Rejected(index: 0, kid: "1", reason: .notForSignatures(use: "enc"))])
    }

    @Test func `RFC 7517 A2: keys that publish their private halves are refused`() throws {
        let set = try JWKSet(parsing: bytes(RFC7517.a2))
        #expect(set.keys.isEmpty)
        #expect(
            set.rejected == [
                JWKSet.Rejected(index: 0, kid: "1", reason: .privateMember("d")),
                JWKSet.Rejected(index: 1, kid: "2011-04-29", reason: .privateMember("d")),
            ]
        )
    }

    @Test func `RFC 7517 A3: symmetric keys are refused`() throws {
        let set = try JWKSet(parsing: bytes(RFC7517.a3))
        #expect(set.keys.isEmpty)
        #expect(
            set.rejected == [
                JWKSet.Rejected(index: 0, kid: nil, reason: .unsupportedKeyType("oct")),
                JWKSet.Rejected(
                    index: 1,
                    kid: "HMAC key used in JWS A.1 example",
                    reason: .unsupportedKeyType("oct")
                ),
            ]
        )
    }

    @Test func `RFC 7517 B: a key with a certificate is its numbers`() throws {
        let key = try JWK(parsed(RFC7517.b))
        #expect(key.kid == "1b94c")
        #expect(key.algorithm == .rs256)
        #expect(key.publicKey.signatureByteCount == 256)
    }

    @Test func `RFC 7517 C: a private key is refused, in the open and encrypted`() {
        #expect(throws: JWKError.privateMember("d")) { try JWK(parsed(RFC7517.c1)) }
        // C.9; its ciphertext is shortened here, because nothing looks at it.
        let encrypted = """
            eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJwMnMiOiIyV0NUY0paMVJ2ZF9DSnVKcmlwUTF3IiwicDJjIjo0MDk2LCJlbmMiOiJBMTI\
            4Q0JDLUhTMjU2IiwiY3R5IjoiandrK2pzb24ifQ.TrqXOwuNUfDV9VPTNbyGvEJ9JMjefAVn-TR1uIxR9p6hsRQh9Tk7BA.Ye9j1qs22DmR\
            SAddIh-VnA.AwhB8lxrlKjFn02LGWEqg27H4Tg9fyZAbFv3p5ZicHpj64QyHC44qqlZ3JEmnZTgQo.0HFmhOzsQ98nNWJjIHkR7A
            """
        expectRefusal(of: encrypted, .encrypted)
    }

    // MARK: - RFC 7519, JSON Web Token

    @Test func `RFC 7519 3-1, the first JWT of all, is refused for its algorithm`() {
        #expect(throws: TokenError.algorithmNotAccepted("HS256")) { try UnverifiedToken(parsing: RFC7515.a1) }
    }

    @Test func `RFC 7519 6-1, an unsecured JWT, is refused`() {
        #expect(throws: TokenError.algorithmNotAccepted("none")) { try UnverifiedToken(parsing: RFC7515.a5) }
    }

    // MARK: - RFC 7520, cookbook

    @Test func `RFC 7520 4-1, a text signed with RS256, is verified`() throws {
        let jws = try jws(RFC7520.compact1)
        #expect(jws.kid == "bilbo.baggins@hobbiton.example")
        #expect(jws.payload == (try Base64URL.decode(RFC7520.payload)))
        try jws.verifySignature(by: JWK(parsed(RFC7520.rsaKey)))
        expectRefusal(of: RFC7520.general1, .jsonSerialization(.general))
        expectRefusal(of: RFC7520.flattened1, .jsonSerialization(.flattened))
    }

    @Test func `RFC 7520 4-2, a text signed with PS384, is refused`() {
        expectRefusal(of: RFC7520.compact2, .algorithmNotAccepted("PS384"))
    }

    @Test func `RFC 7520 4-3, a text signed with ES512, is refused, and so is its key`() {
        expectRefusal(of: RFC7520.compact3, .algorithmNotAccepted("ES512"))
        #expect(throws: JWKError.unsupportedCurve("P-521")) { try JWK(parsed(RFC7520.ecKey)) }
    }

    @Test func `RFC 7520 4-4 and 4-5, an HMAC with and without its payload, are refused`() {
        expectRefusal(of: RFC7520.compact4, .algorithmNotAccepted("HS256"))
        expectRefusal(of: RFC7520.detached, .algorithmNotAccepted("HS256"))
    }

    @Test func `RFC 7520 4-6 to 4-8, headers that nothing protects and many signatures, are refused`() {
        expectRefusal(of: RFC7520.general6, .jsonSerialization(.general))
        expectRefusal(of: RFC7520.flattened7, .jsonSerialization(.flattened))
        expectRefusal(of: RFC7520.general8, .jsonSerialization(.general))
    }

    // MARK: - RFC 7638, thumbprint

    @Test(arguments: [
        (1, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
        // Not printed in the RFC; two libraries agree on it.
        (0, "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"),
    ])
    func `RFC 7638 3-1: the thumbprints of the keys of RFC 7517 A1`(index: Int, thumbprint: String) throws {
        var entry = try #require(parsed(RFC7517.a1).object?["keys"]?.array?[index].object)
        entry["use"] = nil
        #expect(try JWK(.object(entry)).publicKey.thumbprint == thumbprint)
    }

    // MARK: - RFC 8037, Edwards curves

    @Test func `RFC 8037 A4, a text signed with Ed25519, is refused`() {
        let text = """
            eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijc\
            NR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg
            """
        expectRefusal(of: text, .algorithmNotAccepted("EdDSA"))
    }

    @Test(arguments: [
        #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","#
            + #""d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#,
    ])
    func `RFC 8037 A1 and A2, keys on Edwards curves, are refused`(key: String) {
        #expect(throws: JWKError.unsupportedKeyType("OKP")) { try JWK(parsed(key)) }
    }
}
