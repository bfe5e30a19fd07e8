// SPDX-License-Identifier: Apache-2.0

/// A key that signs, with the public half that checks what it signed.
package struct PrivateKey: Sendable {
    package let publicKey: PublicKey
    let key: EVPKey

    package static func generateRSA(bits: Int = 2048) throws(KeyError) -> PrivateKey {
        guard bits >= RSAParameters.modulusBits.lowerBound else { throw .modulusTooSmall(bits: bits) }
        guard bits <= RSAParameters.modulusBits.upperBound else { throw .modulusTooLarge(bits: bits) }
        return try PrivateKey(key: EVPKey.generateRSA(bits: bits))
    }

    package static func generateEC(_ curve: EllipticCurve = .p256) throws(KeyError) -> PrivateKey {
        try PrivateKey(key: EVPKey.generateEC(curve: curve))
    }

    /// Signs a message; the signature has the form of JWS.
    package func sign(_ message: [UInt8], algorithm: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        guard publicKey.permits(algorithm) else {
            throw .algorithmDoesNotFit(algorithm, key: publicKey.kind)
        }
        return try key.sign(message, algorithm: algorithm)
    }

    /// Takes over a key of OpenSSL's if its public half is one that we would trust.
    init(key: EVPKey) throws(KeyError) {
        self.key = key
        publicKey = try PublicKey(key.publicParameters())
    }
}
