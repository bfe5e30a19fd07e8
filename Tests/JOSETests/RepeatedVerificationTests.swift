// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import Testing

/// A key verifies in contexts that are used again: whatever came before, and whatever others do meanwhile, must not show.
struct RepeatedVerificationTests {
    private struct Signed {
        let key: PublicKey
        let algorithm: SignatureAlgorithm
        let signature: [UInt8]
    }

    private static let message = Array("a message".utf8)

    private static func signed() throws -> [Signed] {
        let rsa = try PrivateKey.generateRSA()
        var all = try [SignatureAlgorithm.rs256, .rs384, .rs512, .ps256].map {
            Signed(key: rsa.publicKey, algorithm: $0, signature: try rsa.sign(message, algorithm: $0))
        }
        let ec = try PrivateKey.generateEC()
        all.append(Signed(key: ec.publicKey, algorithm: .es256, signature: try ec.sign(message, algorithm: .es256)))
        return all
    }

    private static func isJudgedRightly(_ signed: Signed, _ round: Int) -> Bool {
        var spoilt = signed.signature
        spoilt[round % spoilt.count] ^= 1
        let message = message[...]
        return signed.key.verify(signed.signature, of: message, algorithm: signed.algorithm)
            && !signed.key.verify(spoilt, of: message, algorithm: signed.algorithm)
            && !signed.key.verify(signed.signature, of: message.dropLast(), algorithm: signed.algorithm)
            && signed.key.verify(signed.signature, of: message, algorithm: signed.algorithm)
    }

    @Test func `good and bad signatures of several algorithms of one key, in turn`() throws {
        let all = try Self.signed()
        for round in 0..<40 {
            for signed in all { #expect(Self.isJudgedRightly(signed, round), "\(signed.algorithm) in round \(round)") }
        }
    }

    @Test func `and from many threads at once`() async throws {
        let all = try Self.signed()
        let areRight = await withTaskGroup { group in
            for worker in 0..<32 {
                group.addTask {
                    (0..<20).allSatisfy { round in
                        Self.isJudgedRightly(all[(worker + round) % all.count], worker * 20 + round)
                    }
                }
            }
            return await group.allSatisfy { $0 }
        }
        #expect(areRight)
    }
}
