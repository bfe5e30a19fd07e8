// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import GatewayJOSE
import GatewayJSON
import Testing

@Suite struct TamperingTests {
    @Test(arguments: [SignatureAlgorithm.rs256, .es256])
    func `no token with one changed byte is accepted`(algorithm: SignatureAlgorithm) throws {
        let signer = try TokenSigner(key: Keys.key(for: algorithm), kid: "k", algorithm: algorithm)
        let keys = JWKSet([signer.jwk])
        let original = bytes(try signer.sign(Tenant.claims))
        #expect(throws: Never.self) { try Tenant.verifier.verify(original, keys: keys, now: Tenant.now) }
        for index in original.indices {
            for byte in [original[index] ^ 1, original[index] ^ 0x20, UInt8(ascii: "."), UInt8(ascii: "A"), 0xFF]
            where byte != original[index] {
                var changed = original
                changed[index] = byte
                if (try? Tenant.verifier.verify(changed, keys: keys, now: Tenant.now)) != nil {
                    Issue.record("byte \(index) may be \(byte)")
                }
            }
        }
    }

    @Test func `no part of a token is accepted`() throws {
        let keys = try Tenant.keys
        let original = bytes(try Token().signed())
        for length in original.indices {
            #expect(throws: TokenError.self) {
                try Tenant.verifier.verify(original[..<length], keys: keys, now: Tenant.now)
            }
        }
    }

    @Test func `a token in the middle of a line is read from its own start`() throws {
        let line = bytes("Bearer \(try Token().signed())\r\n")
        let claims = try Tenant.verifier.verify(line[7..<(line.count - 2)], keys: Tenant.keys, now: Tenant.now)
        #expect(claims.object == Tenant.claims)
    }

    @Test func `no failure leaves an error for the next user of OpenSSL on this thread`() throws {
        let keys = try Tenant.keys
        let key = try Keys.p256
        ERR_clear_error()
        let stranger = try Token().signed { try Keys.stranger.sign($0, algorithm: .rs256) }
        #expect(throws: TokenError.signatureInvalid) {
            try Tenant.verifier.verify(stranger, keys: keys, now: Tenant.now)
        }
        #expect(ERR_peek_error() == 0)
        let wrong = [UInt8](repeating: 0xFF, count: 64)
        #expect(!key.publicKey.verify(wrong, of: [1], algorithm: .es256))
        #expect(ERR_peek_error() == 0)
        #expect(throws: KeyError.self) {
            try PublicKey(.ec(.p256, x: [UInt8](repeating: 1, count: 32), y: [UInt8](repeating: 1, count: 32)))
        }
        #expect(ERR_peek_error() == 0)
        #expect(throws: KeyError.notPEM) { try PrivateKey(pem: bytes("-----BEGIN PRIVATE KEY-----\nAAAA\n")) }
        #expect(ERR_peek_error() == 0)
        _ = try PrivateKey(pem: key.pem())
        #expect(ERR_peek_error() == 0)
    }
}
