// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// Which key a token is held against, and with which algorithm: RFC 7515 §4.1.4, RFC 8725 §2.1 and §3.1.
@Suite struct TokenKeyTests {
    @Test func `a token with a kid that the JWKS does not have is refused`() {
        #expect(throws: TokenError.keyNotFound(kid: "other", keyCount: 3)) { try verified(header: "kid", "other") }
        #expect(throws: TokenError.keyNotFound(kid: "", keyCount: 3)) { try verified(header: "kid", "") }
        #expect(throws: TokenError.keyNotFound(kid: "RSA", keyCount: 3)) { try verified(header: "kid", "RSA") }
    }

    @Test func `a kid in another spelling of the same letters is not found`() throws {
        let composed = "cl\u{E9}"
        let decomposed = "cle\u{301}"
        #expect(composed == decomposed)  // Swift's opinion
        let keys = JWKSet([try JWK(Keys.rsa.publicKey, kid: composed)])
        var token = Token()
        token.header["kid"] = .string(decomposed)
        #expect(throws: TokenError.keyNotFound(kid: decomposed, keyCount: 1)) {
            try Tenant.verifier.verify(token.signed(), keys: keys, now: Tenant.now)
        }
        token.header["kid"] = .string(composed)
        #expect(throws: Never.self) { try Tenant.verifier.verify(token.signed(), keys: keys, now: Tenant.now) }
    }

    @Test func `a token that names a rejected key learns why`() throws {
        var entry = try JWK(Keys.rsa.publicKey, kid: "rsa").object
        entry["use"] = "enc"
        let document = JSONValue.object(JSONObject(["keys": [.object(entry)]])).compactBytes
        #expect(throws: TokenError.keyRejected(kid: "rsa", .notForSignatures(use: "enc"))) {
            try Tenant.verifier.verify(Token().signed(), keys: JWKSet(parsing: document), now: Tenant.now)
        }
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `a token of each algorithm is signed and verified`(algorithm: SignatureAlgorithm) throws {
        let signer = try TokenSigner(key: Keys.key(for: algorithm), kid: "k", algorithm: algorithm)
        let text = try signer.sign(Tenant.claims)
        #expect(try UnverifiedToken(parsing: text).jws.algorithm == algorithm)
        let claims = try Tenant.verifier.verify(text, keys: JWKSet([signer.jwk]), now: Tenant.now)
        #expect(claims.object == Tenant.claims)
    }

    @Test(arguments: SignatureAlgorithm.allCases, SignatureAlgorithm.allCases)
    func `a key serves no algorithm but its own`(own: SignatureAlgorithm, other: SignatureAlgorithm) throws {
        guard own != other else { return }
        let jwk = try TokenSigner(key: Keys.key(for: own), kid: "k", algorithm: own).jwk
        let text = try TokenSigner(key: Keys.key(for: other), kid: "k", algorithm: other).sign(Tenant.claims)
        #expect(throws: TokenError.algorithmNotPermitted(token: other, key: own)) {
            try Tenant.verifier.verify(text, keys: JWKSet([jwk]), now: Tenant.now)
        }
    }

    @Test func `an RSA key without an algorithm is for RS256 only`() throws {
        var entry = try JWK(Keys.rsa.publicKey, kid: "rsa").object
        entry["alg"] = nil
        let keys = try JWKSet(parsing: JSONValue.object(JSONObject(["keys": [.object(entry)]])).compactBytes)
        #expect(throws: Never.self) { try Tenant.verifier.verify(Token().signed(), keys: keys, now: Tenant.now) }

        let other = try TokenSigner(key: Keys.rsa, kid: "rsa", algorithm: .ps256).sign(Tenant.claims)
        #expect(throws: TokenError.algorithmNotPermitted(token: .ps256, key: .rs256)) {
            try Tenant.verifier.verify(other, keys: keys, now: Tenant.now)
        }
    }

    @Test func `an HMAC keyed with the published key is refused`() throws {
        let secret = try JSONValue.object(JWK(Keys.rsa.publicKey, kid: "rsa").object).compactBytes
        var token = Token()
        token.header["alg"] = "HS256"
        let text = try token.signed { hmacSHA256($0, key: secret) }
        #expect(throws: TokenError.algorithmNotAccepted("HS256")) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
    }

    /// RFC 8725 §2.1: what verifiers that take any key for any algorithm use as the secret.
    @Test func `an HMAC keyed with any form of the published key is refused`() throws {
        guard case .rsa(let modulus, let exponent) = try Keys.rsa.publicKey.parameters else {
            Issue.record("the key is no RSA key")
            return
        }
        for name in ["HS256", "hs256", "HS512"] {
            for secret in [modulus, exponent, bytes(Base64URL.encode(modulus)), bytes("rsa"), [], [0]] {
                var token = Token()
                token.header["alg"] = .string(name)
                let text = try token.signed { hmacSHA256($0, key: secret) }
                #expect(throws: TokenError.algorithmNotAccepted(name)) {
                    try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
                }
            }
        }
    }

    /// A JWKS that publishes the secret makes no difference (RFC 7518 §6.4).
    @Test func `an oct key in the JWKS verifies nothing`() throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let document = #"{"keys":[{"kty":"oct","kid":"rsa","alg":"HS256","k":"\#(Base64URL.encode(secret))"}]}"#
        let keys = try JWKSet(parsing: bytes(document))
        var token = Token()
        token.header["alg"] = "HS256"
        let text = try token.signed { hmacSHA256($0, key: secret) }
        #expect(throws: TokenError.algorithmNotAccepted("HS256")) {
            try Tenant.verifier.verify(text, keys: keys, now: Tenant.now)
        }
        #expect(throws: TokenError.keyRejected(kid: "rsa", .unsupportedKeyType("oct"))) {
            try Tenant.verifier.verify(Token().signed(), keys: keys, now: Tenant.now)
        }
    }

    // MARK: - Texts that name no key

    private func jws(kid: String?, _ algorithm: SignatureAlgorithm = .rs256) throws -> JWS {
        var token = Token()
        token.header["alg"] = .string(algorithm.name)
        token.header["kid"] = kid.map { .string($0) }
        return try JWS(
            parsing: bytes(token.signed { try Keys.key(for: algorithm).sign($0, algorithm: algorithm) })[...]
        )
    }

    private func nameless(_ keys: [PrivateKey]) throws -> JWKSet {
        let entries = try keys.map { JSONValue.object(try JWK($0.publicKey, kid: nil).object) }
        return try JWKSet(parsing: JSONValue.object(JSONObject(["keys": .array(entries)])).compactBytes)
    }

    @Test func `a text without a kid is held against the only key of its algorithm`() throws {
        for keys in [try Tenant.keys, try nameless([Keys.rsa, Keys.p256])] {
            for (algorithm, key) in [(SignatureAlgorithm.rs256, try Keys.rsa), (.es256, try Keys.p256)] {
                let jws = try jws(kid: nil, algorithm)
                let chosen = try keys.key(for: jws)
                #expect(chosen.publicKey.parameters == key.publicKey.parameters)
                try jws.verifySignature(by: chosen)
            }
        }
    }

    @Test func `of two keys that would do none is chosen`() throws {
        let rsa = try jws(kid: nil)
        #expect(throws: TokenError.keyNotChosen(.rs256, keyCount: 2)) {
            try nameless([Keys.rsa, Keys.stranger]).key(for: rsa)
        }
        #expect(throws: TokenError.keyNotChosen(.rs256, keyCount: 0)) { try nameless([Keys.p256]).key(for: rsa) }
        #expect(throws: TokenError.keyNotChosen(.rs256, keyCount: 0)) { try JWKSet([]).key(for: rsa) }
        // Whether one of the two is named makes no difference.
        let mixed = try JWKSet(
            parsing: JSONValue.object(
                JSONObject([
                    "keys": [
                        .object(JWK(Keys.rsa.publicKey, kid: "rsa").object),
                        .object(JWK(Keys.stranger.publicKey, kid: nil).object),
                    ]
                ])
            ).compactBytes
        )
        #expect(throws: TokenError.keyNotChosen(.rs256, keyCount: 2)) { try mixed.key(for: rsa) }
    }

    @Test func `a text with a kid is held against that key or none`() throws {
        let keys = try nameless([Keys.rsa])
        #expect(throws: TokenError.keyNotFound(kid: "rsa", keyCount: 0)) { try keys.key(for: jws(kid: "rsa")) }
        #expect(throws: TokenError.keyNotFound(kid: "other", keyCount: 3)) {
            try Tenant.keys.key(for: jws(kid: "other"))
        }
        #expect(try Tenant.keys.key(for: jws(kid: "rsa")).kid == "rsa")
    }

    @Test func `an HMAC that calls itself RS256 has the wrong length`() throws {
        let secret = try JSONValue.object(JWK(Keys.rsa.publicKey, kid: "rsa").object).compactBytes
        let text = try Token().signed { hmacSHA256($0, key: secret) }
        #expect(throws: TokenError.signatureLength(found: 32, expected: 256)) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test func `an unsigned token is refused whatever its header says`() throws {
        var token = Token()
        #expect(throws: TokenError.signatureLength(found: 0, expected: 256)) {
            try Tenant.verifier.verify(token.signed { _ in [] }, keys: Tenant.keys, now: Tenant.now)
        }
        token.header["alg"] = "none"
        #expect(throws: TokenError.algorithmNotAccepted("none")) {
            try Tenant.verifier.verify(token.signed { _ in [] }, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test func `with an empty JWKS nothing is verified`() {
        #expect(throws: TokenError.keyNotFound(kid: "rsa", keyCount: 0)) {
            try Tenant.verifier.verify(Token().signed(), keys: JWKSet([]), now: Tenant.now)
        }
    }

    /// RFC 2104; only an attacker needs it here.
    private func hmacSHA256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        let short = key.count > 64 ? SHA256.hash(key) : key
        let block = short + [UInt8](repeating: 0, count: 64 - short.count)
        return SHA256.hash(block.map { $0 ^ 0x5C } + SHA256.hash(block.map { $0 ^ 0x36 } + message))
    }
}
