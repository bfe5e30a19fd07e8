// SPDX-License-Identifier: Apache-2.0

/// A key that checks signatures: RSA, or a point on P-256 or P-384.
///
/// Whoever holds one knows that it was weighed: an RSA modulus of a decent size, an exponent that is neither trivial
/// nor a waste of time, a point that is on its curve (RFC 8725 §3.4, §3.5). It is prepared once and then used for any
/// number of verifications, from any thread.
package struct PublicKey: Sendable {
    package let parameters: Parameters
    let key: EVPKey

    /// The numbers of the key, big-endian.
    package enum Parameters: Sendable, Hashable {
        case rsa(modulus: [UInt8], exponent: [UInt8])
        case ec(EllipticCurve, x: [UInt8], y: [UInt8])
    }

    package init(_ parameters: Parameters) throws(KeyError) {
        switch parameters {
        case .rsa(let modulus, let exponent):
            try RSAParameters.check(modulus: modulus, exponent: exponent)
            key = try EVPKey.rsaPublicKey(modulus: modulus, exponent: exponent)
        case .ec(let curve, let x, let y):
            let length = curve.coordinateByteCount
            guard x.count == length else { throw .coordinateLength(member: "x", found: x.count, expected: length) }
            guard y.count == length else { throw .coordinateLength(member: "y", found: y.count, expected: length) }
            key = try EVPKey.ecPublicKey(curve: curve, x: x, y: y)
        }
        self.parameters = parameters
    }

    /// Whether a signature in the form of JWS belongs to a message; a length that no signature of this key has is no.
    package func verify(
        _ signature: [UInt8],
        of message: ArraySlice<UInt8>,
        algorithm: SignatureAlgorithm
    ) -> Bool {
        guard permits(algorithm), signature.count == signatureByteCount else { return false }
        return key.verify(signature, of: message, algorithm: algorithm)
    }

    /// Whether an algorithm works with keys of this kind and on this curve at all.
    package func permits(_ algorithm: SignatureAlgorithm) -> Bool {
        switch (algorithm.scheme, parameters) {
        case (.rsaPKCS1, .rsa), (.rsaPSS, .rsa): true
        case (.ecdsa(let curve), .ec(let own, _, _)): curve == own
        default: false
        }
    }

    /// The one algorithm that a key stands for when nothing else is said about it.
    ///
    /// A curve leaves no choice. An RSA key without `alg` means RS256, the default of OpenID Connect and the only one
    /// that Auth0 uses: one key is for one algorithm, not for a family of them (RFC 8725 §3.1).
    package var defaultAlgorithm: SignatureAlgorithm {
        switch parameters {
        case .rsa: .rs256
        case .ec(.p256, _, _): .es256
        case .ec(.p384, _, _): .es384
        }
    }

    /// How many bytes every signature of this key has in the form of JWS (RFC 8017 §8.2.2, RFC 7518 §3.4).
    package var signatureByteCount: Int {
        switch parameters {
        case .rsa(let modulus, _): modulus.count
        case .ec(let curve, _, _): 2 * curve.coordinateByteCount
        }
    }

    /// The kind in words, for a message: `an RSA key`, `a key on P-256`.
    package var kind: String {
        switch parameters {
        case .rsa: "an RSA key"
        case .ec(let curve, _, _): "a key on \(curve.name)"
        }
    }
}

/// What an RSA key must be like.
enum RSAParameters {
    /// At least what RFC 7518 §3.3 demands; at most what one checks in a fraction of a millisecond.
    static let modulusBits = 2048...8192

    /// An exponent longer than this makes each verification slower and nothing safer.
    static let exponentByteLimit = 4

    static func check(modulus: [UInt8], exponent: [UInt8]) throws(KeyError) {
        guard modulus.first != 0 else { throw .leadingZero(member: "n") }
        guard exponent.first != 0 else { throw .leadingZero(member: "e") }
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard bits >= modulusBits.lowerBound else { throw .modulusTooSmall(bits: bits) }
        guard bits <= modulusBits.upperBound else { throw .modulusTooLarge(bits: bits) }
        guard modulus.last?.isMultiple(of: 2) == false else { throw .modulusEven }
        guard exponent.count <= exponentByteLimit else { throw .exponentTooLarge(bytes: exponent.count) }
        let value = exponent.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard value >= 3 else { throw .exponentTooSmall }
        guard !value.isMultiple(of: 2) else { throw .exponentEven }
    }
}
