// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// Signatures: RFC 7518 §3.3 to §3.5, RFC 8017 §8.2.2, and forms that other libraries let pass.
@Suite struct TokenSignatureTests {
    @Test func `a token of another key is refused`() throws {
        let text = try Token().signed { try Keys.stranger.sign($0, algorithm: .rs256) }
        #expect(throws: TokenError.signatureInvalid) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test func `a changed payload is refused`() throws {
        var parts = try Token().signed().split(separator: ".").map(String.init)
        var claims = Tenant.claims
        claims["scope"] = "admin"
        parts[1] = Base64URL.encode(JSONValue.object(claims).compactBytes)
        #expect(throws: TokenError.signatureInvalid) { try verify(parts) }
    }

    @Test func `a changed header is refused`() throws {
        var parts = try Token().signed().split(separator: ".").map(String.init)
        parts[0] = Base64URL.encode(bytes(#"{"alg":"RS256","kid":"rsa","typ":"JWT"}"#))
        #expect(throws: TokenError.signatureInvalid) { try verify(parts) }
    }

    @Test func `the same claims with other white space are not what was signed`() throws {
        var parts = try Token().signed().split(separator: ".").map(String.init)
        parts[1] = Base64URL.encode(JSONValue.object(Tenant.claims).compactBytes + [0x20])
        #expect(throws: TokenError.signatureInvalid) { try verify(parts) }
    }

    @Test(arguments: [SignatureAlgorithm.rs256, .ps256, .es256, .es384])
    func `one changed bit anywhere in a signature is refused`(algorithm: SignatureAlgorithm) throws {
        let key = try Keys.key(for: algorithm)
        let message = bytes("message")
        let signature = try key.sign(message, algorithm: algorithm)
        #expect(key.publicKey.verify(signature, of: message[...], algorithm: algorithm))
        for index in stride(from: 0, to: signature.count, by: 5) {
            var changed = signature
            changed[index] ^= 1 << UInt8(index % 8)
            #expect(!key.publicKey.verify(changed, of: message[...], algorithm: algorithm))
        }
    }

    @Test(arguments: [-1, 1]) func `an RSA signature is exactly as long as its key`(difference: Int) throws {
        let text = try Token().signed { input in
            let signature = try Keys.rsa.sign(input, algorithm: .rs256)
            return difference < 0 ? signature.dropLast() : signature + [0]
        }
        #expect(throws: TokenError.signatureLength(found: 256 + difference, expected: 256)) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test func `a leading zero byte does not make another signature of an RSA signature`() throws {
        let text = try Token().signed { [0] + (try Keys.rsa.sign($0, algorithm: .rs256)) }
        #expect(throws: TokenError.signatureLength(found: 257, expected: 256)) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test func `an RSA signature plus the modulus is refused`() throws {
        // s + n is congruent to s; the number must be smaller than n (RFC 8017 §5.2.2).
        let key = try Keys.rsa
        guard case .rsa(let modulus, _) = key.publicKey.parameters else {
            Issue.record("the key is no RSA key")
            return
        }
        let message = bytes("message")
        let signature = try key.sign(message, algorithm: .rs256)
        var sum = signature
        var carry = 0
        for index in signature.indices.reversed() {
            let total = Int(signature[index]) + Int(modulus[index]) + carry
            sum[index] = UInt8(total & 255)
            carry = total >> 8
        }
        let text = carry == 0 ? sum : [1] + sum
        #expect(!key.publicKey.verify(text, of: message[...], algorithm: .rs256))
    }

    @Test func `an EC signature in DER is refused by its length`() throws {
        let text = try signedByP256 { raw in
            let half = raw.count / 2
            let body = derInteger(raw[..<half]) + derInteger(raw[half...])
            return [0x30, UInt8(body.count)] + body
        }
        let length = try JWS(parsing: bytes(text)[...]).signature.count
        #expect(throws: TokenError.signatureLength(found: length, expected: 64)) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test(arguments: [0, 1, 63, 65, 96, 128]) func `an EC signature has two full halves`(length: Int) throws {
        let text = try signedByP256 { raw in Array((raw + raw).prefix(length)) }
        #expect(throws: TokenError.signatureLength(found: length, expected: 64)) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test func `a zero byte before each half does not make another signature of an EC signature`() throws {
        let key = try Keys.p256
        let raw = try key.sign([1], algorithm: .es256)
        #expect(!key.publicKey.verify([0] + raw[..<32] + [0] + raw[32...], of: [1], algorithm: .es256))
    }

    // The order of P-256: SEC 2 §2.4.2. CVE-2022-21449 is what happens without this check.
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]
    private static let zero = [UInt8](repeating: 0, count: 32)
    private static let one = [UInt8](repeating: 0, count: 31) + [1]
    private static let largest = [UInt8](repeating: 0xFF, count: 32)

    @Test(arguments: [
        (zero, zero), (zero, one), (one, zero), (order, order), (order, one), (one, order), (largest, largest),
        (one, one),
    ])
    func `an EC signature of degenerate numbers is refused`(r: [UInt8], s: [UInt8]) throws {
        let text = try signedByP256 { _ in r + s }
        #expect(throws: TokenError.signatureInvalid) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test func `a failure leaves nothing behind that spoils the next verification`() throws {
        let keys = try Tenant.keys
        let good = try Token().signed()
        let bad = try Token().signed { try Keys.stranger.sign($0, algorithm: .rs256) }
        for _ in 0..<3 {
            #expect(throws: TokenError.signatureInvalid) {
                try Tenant.verifier.verify(bad, keys: keys, now: Tenant.now)
            }
            #expect(throws: Never.self) { try Tenant.verifier.verify(good, keys: keys, now: Tenant.now) }
        }
    }

    @Test func `one key verifies from many threads at once`() async throws {
        let keys = try Tenant.keys
        let text = try Token().signed()
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<50 {
                        _ = try Tenant.verifier.verify(text, keys: keys, now: Tenant.now)
                    }
                    return 50
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(count == 400)
    }

    private func verify(_ parts: [String]) throws -> JWTClaims {
        try Tenant.verifier.verify(parts.joined(separator: "."), keys: Tenant.keys, now: Tenant.now)
    }

    private func signedByP256(_ change: ([UInt8]) -> [UInt8]) throws -> String {
        var token = Token()
        token.header["alg"] = "ES256"
        token.header["kid"] = "p256"
        return try token.signed { change(try Keys.p256.sign($0, algorithm: .es256)) }
    }

    private func derInteger(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let number = Array(bytes.drop { $0 == 0 })
        let content = (number.first ?? 0) & 0x80 != 0 ? [0] + number : number
        return [0x02, UInt8(content.count)] + content
    }
}
