// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// One key: RFC 7517 §4, RFC 7518 §6, and what RFC 8725 §3.4 and §3.5 ask of it.
@Suite struct JWKTests {
    /// An RSA key with one member changed; nil removes it.
    private func rsa(_ name: String, _ value: JSONValue?) throws -> JWK {
        var object = try JWK(Keys.rsa.publicKey, kid: "rsa").object
        object[name] = value
        return try JWK(.object(object))
    }

    private func ec(_ name: String, _ value: JSONValue?) throws -> JWK {
        var object = try JWK(Keys.p256.publicKey, kid: "p256").object
        object[name] = value
        return try JWK(.object(object))
    }

    @Test func `a published key is read back`() throws {
        for key in [try Keys.rsa, try Keys.p256, try Keys.p384] {
            let published = try JWK(key.publicKey, kid: "k")
            let read = try JWK(.object(published.object))
            #expect(read.kid == "k")
            #expect(read.algorithm == key.publicKey.defaultAlgorithm)
            #expect(read.publicKey.parameters == key.publicKey.parameters)
        }
    }

    @Test func `a published key has the members that clients look for and no private one`() throws {
        let rsa = try JWK(Keys.rsa.publicKey, kid: "k").object.members.map(\.name)
        #expect(rsa == ["kty", "use", "e", "n", "kid", "alg"])
        let ec = try JWK(Keys.p256.publicKey, kid: "k").object.members.map(\.name)
        #expect(ec == ["kty", "use", "crv", "x", "y", "kid", "alg"])
    }

    @Test(arguments: ["kty", "n", "e"]) func `an RSA key needs its members`(name: String) {
        #expect(throws: JWKError.memberMissing(name)) { try rsa(name, nil) }
        #expect(throws: JWKError.memberMalformed(name, expected: "a text", found: "a number")) { try rsa(name, 3) }
    }

    @Test(arguments: ["crv", "x", "y"]) func `an EC key needs its members`(name: String) {
        #expect(throws: JWKError.memberMissing(name)) { try ec(name, nil) }
        #expect(throws: JWKError.memberMalformed(name, expected: "a text", found: "null")) { try ec(name, .null) }
    }

    @Test(arguments: ["kid", "alg", "use"]) func `an optional member is a text if it is there`(name: String) {
        #expect(throws: Never.self) { try rsa(name, nil) }
        #expect(throws: JWKError.memberMalformed(name, expected: "a text", found: "null")) { try rsa(name, .null) }
    }

    @Test(arguments: ["oct", "OKP", "rsa", "RSA ", ""]) func `another type of key is refused`(type: String) {
        #expect(throws: JWKError.unsupportedKeyType(type)) { try rsa("kty", .string(type)) }
    }

    @Test(arguments: ["P-521", "secp256k1", "p-256", "Ed25519", "P-256\u{0}"])
    func `another curve is refused`(curve: String) {
        #expect(throws: JWKError.unsupportedCurve(curve)) { try ec("crv", .string(curve)) }
    }

    @Test(arguments: ["HS256", "none", "RSA-OAEP", "ES512", "rs256", ""])
    func `a key for another algorithm is refused`(name: String) {
        #expect(throws: JWKError.unsupportedAlgorithm(name)) { try rsa("alg", .string(name)) }
    }

    @Test func `an algorithm of another kind of key is refused`() {
        #expect(throws: JWKError.key(.algorithmDoesNotFit(.es256, key: "an RSA key"))) { try rsa("alg", "ES256") }
        #expect(throws: JWKError.key(.algorithmDoesNotFit(.rs256, key: "a key on P-256"))) { try ec("alg", "RS256") }
        #expect(throws: JWKError.key(.algorithmDoesNotFit(.es384, key: "a key on P-256"))) { try ec("alg", "ES384") }
    }

    @Test(arguments: ["RS256", "RS384", "RS512", "PS256"]) func `an RSA key may be for any RSA algorithm`(name: String)
        throws
    {
        #expect(try rsa("alg", .string(name)).algorithm.name == name)
    }

    @Test(arguments: ["enc", "SIG", "", "sig,enc"]) func `a key for another use is refused`(use: String) {
        #expect(throws: JWKError.notForSignatures(use: use)) { try rsa("use", .string(use)) }
    }

    /// RFC 7517 §4.3.
    @Test(
        arguments: [
            ["verify", "encrypt"], ["encrypt", "verify"], ["verify", "sign", "wrapKey"], ["verify", "deriveKey"],
            ["verify", "frobnicate"], ["verify", "Verify"], ["encrypt"], ["Verify"], ["verify "],
        ] as [[String]]
    )
    func `key_ops that go beyond signatures are refused, whatever the use says`(operations: [String]) throws {
        let value = JSONValue.array(operations.map { .string($0) })
        for use in ["sig", nil] as [JSONValue?] {
            var object = try JWK(Keys.rsa.publicKey, kid: "rsa").object
            object["use"] = use
            object["key_ops"] = value
            #expect(throws: JWKError.notForVerifying(operations: operations)) { try JWK(.object(object)) }
        }
    }

    @Test func `key_ops must name verify and nothing that contradicts the use`() {
        #expect(throws: Never.self) { try rsa("key_ops", ["verify"]) }
        #expect(throws: Never.self) { try rsa("key_ops", ["sign", "verify"]) }
        #expect(throws: JWKError.notForVerifying(operations: [])) { try rsa("key_ops", []) }
        #expect(throws: JWKError.notForVerifying(operations: ["sign"])) { try rsa("key_ops", ["sign"]) }
        #expect(throws: JWKError.notForVerifying(operations: ["verify", "encrypt"])) {
            try rsa("key_ops", ["verify", "encrypt"])
        }
        #expect(throws: JWKError.operationTwice("verify")) { try rsa("key_ops", ["verify", "verify"]) }
        let expected = "a list of texts"
        #expect(throws: JWKError.memberMalformed("key_ops", expected: expected, found: "a string")) {
            try rsa("key_ops", "verify")
        }
        #expect(throws: JWKError.memberMalformed("key_ops", expected: expected, found: "a list")) {
            try rsa("key_ops", ["verify", 1])
        }
    }

    @Test(arguments: ["d", "p", "q", "dp", "dq", "qi", "oth"])
    func `a key that publishes a private member is refused`(name: String) {
        #expect(throws: JWKError.privateMember(name)) { try rsa(name, "AQAB") }
        #expect(throws: JWKError.privateMember(name)) { try ec(name, .null) }
    }

    @Test func `numbers in anything but canonical base64url are refused`() {
        #expect(throws: JWKError.memberNotBase64URL("e", .wrongPadding)) { try rsa("e", "AQAB====") }
        #expect(throws: JWKError.memberNotBase64URL("e", .unusedBitsSet)) { try rsa("e", "Ax") }
        #expect(throws: JWKError.memberNotBase64URL("e", .invalidByte(0x0A, offset: 2))) { try rsa("e", "AQ\nAB") }
        #expect(throws: JWKError.memberNotBase64URL("x", .impossibleLength(1))) { try ec("x", "A") }
    }

    @Test(
        arguments: [
            ([], KeyError.exponentTooSmall), ([1], .exponentTooSmall), ([2], .exponentTooSmall), ([4], .exponentEven),
            ([1, 0, 0], .exponentEven), ([0, 1, 0, 1], .leadingZero(member: "e")), ([0], .leadingZero(member: "e")),
            ([1, 0, 0, 0, 1], .exponentTooLarge(bytes: 5)),
            ([UInt8](repeating: 0xFF, count: 256), .exponentTooLarge(bytes: 256)),
            ([2, 0, 0, 0, 1], .exponentTooLarge(bytes: 5)),
        ] as [([UInt8], KeyError)]
    )
    func `a public exponent that is trivial, even or huge is refused`(exponent: [UInt8], error: KeyError) {
        #expect(throws: JWKError.key(error)) { try rsa("e", .string(Base64URL.encode(exponent))) }
    }

    @Test(arguments: [[3], [17], [1, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF]] as [[UInt8]])
    func `an odd exponent of up to four bytes is accepted`(exponent: [UInt8]) {
        #expect(throws: Never.self) { try rsa("e", .string(Base64URL.encode(exponent))) }
    }

    @Test(
        arguments: [
            ([], KeyError.modulusTooSmall(bits: 0)), ([15], .modulusTooSmall(bits: 4)),
            ([0x80] + [UInt8](repeating: 1, count: 127), .modulusTooSmall(bits: 1024)),
            ([0x7F] + [UInt8](repeating: 1, count: 255), .modulusTooSmall(bits: 2047)),
            ([0x80] + [UInt8](repeating: 1, count: 1024), .modulusTooLarge(bits: 8200)),
            ([0x80] + [UInt8](repeating: 1, count: 2048), .modulusTooLarge(bits: 16_392)),
            ([0x80] + [UInt8](repeating: 1, count: 100_000), .modulusTooLarge(bits: 800_008)),
            ([0x80] + [UInt8](repeating: 2, count: 255), .modulusEven),
            ([0x00, 0x80] + [UInt8](repeating: 1, count: 255), .leadingZero(member: "n")),
        ] as [([UInt8], KeyError)]
    )
    func `a modulus that is too small, too large or even is refused`(modulus: [UInt8], error: KeyError) {
        #expect(throws: JWKError.key(error)) { try rsa("n", .string(Base64URL.encode(modulus))) }
    }

    @Test func `a coordinate is exactly as long as its curve demands`() throws {
        guard case .ec(_, let x, let y) = try Keys.p256.publicKey.parameters else {
            Issue.record("the key is no EC key")
            return
        }
        #expect(throws: JWKError.key(.coordinateLength(member: "x", found: 33, expected: 32))) {
            try ec("x", .string(Base64URL.encode([0] + x)))
        }
        #expect(throws: JWKError.key(.coordinateLength(member: "y", found: 31, expected: 32))) {
            try ec("y", .string(Base64URL.encode(y.dropLast())))
        }
        #expect(throws: JWKError.key(.coordinateLength(member: "x", found: 32, expected: 48))) {
            var object = try JWK(Keys.p256.publicKey, kid: "k").object
            object["crv"] = "P-384"
            object["alg"] = "ES384"
            _ = try JWK(.object(object))
        }
    }

    @Test func `a point that is not on its curve is refused`() throws {
        guard case .ec(_, _, var y) = try Keys.p256.publicKey.parameters else {
            Issue.record("the key is no EC key")
            return
        }
        y[31] ^= 1
        for wrong in [y, [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xFF, count: 32)] {
            let error = #expect(throws: JWKError.self) { try ec("y", .string(Base64URL.encode(wrong))) }
            guard case .key(.notAKey) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        let zero = JSONValue.string(Base64URL.encode([UInt8](repeating: 0, count: 32)))
        #expect(throws: JWKError.self) {
            var object = try JWK(Keys.p256.publicKey, kid: "k").object
            object["x"] = zero
            object["y"] = zero
            _ = try JWK(.object(object))
        }
    }

    @Test func `certificates in a key are not looked at`() {
        #expect(throws: Never.self) { try rsa("x5c", ["not a certificate"]) }
        #expect(throws: Never.self) { try rsa("x5u", "https://evil.example/") }
    }
}
