// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// Which key a token is held against, and with which algorithm.
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
