// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// Why something is not a key that we work with.
package enum KeyError: Error, Hashable, Sendable, CustomStringConvertible {
    case modulusTooSmall(bits: Int)
    case modulusTooLarge(bits: Int)
    case modulusEven
    case exponentTooSmall
    case exponentEven
    case exponentTooLarge(bytes: Int)
    /// A number that begins with a zero byte: the same key would have two texts (RFC 7518 §2).
    case leadingZero(member: String)
    case coordinateLength(member: String, found: Int, expected: Int)
    /// The numbers are no key of their kind: a point that is not on the curve.
    case notAKey(String)
    case unsupportedKind(String)
    case notPEM
    case encryptedPEM
    /// The private half does not sign for the public one.
    case halvesDoNotMatch
    case algorithmDoesNotFit(SignatureAlgorithm, key: String)
    case openSSL(String)

    package var description: String {
        switch self {
        case .modulusTooSmall(let bits):
            "its modulus has \(bits) bits, and fewer than \(RSAParameters.modulusBits.lowerBound) can be broken"
        case .modulusTooLarge(let bits):
            "its modulus has \(bits) bits, and more than \(RSAParameters.modulusBits.upperBound) are not accepted"
        case .modulusEven: "its modulus is even"
        case .exponentTooSmall: "its public exponent is smaller than 3"
        case .exponentEven: "its public exponent is even"
        case .exponentTooLarge(let bytes):
            "its public exponent has \(bytes) bytes, and more than \(RSAParameters.exponentByteLimit) are not accepted"
        case .leadingZero(let member): "its \"\(member)\" begins with a zero byte"
        case .coordinateLength(let member, let found, let expected):
            "its \"\(member)\" has \(found) bytes, expected \(expected)"
        case .notAKey(let reason): "its numbers are no key (\(reason))"
        case .unsupportedKind(let kind): "keys of the kind \(quotedExcerpt(kind)) are not accepted"
        case .notPEM: "it is not a private key in PEM (\"-----BEGIN PRIVATE KEY-----\")"
        case .encryptedPEM: "it is encrypted with a passphrase; store it without one"
        case .halvesDoNotMatch: "its private and its public half do not belong together"
        case .algorithmDoesNotFit(let algorithm, let key): "\(algorithm.name) is not an algorithm of \(key)"
        case .openSSL(let reason): "OpenSSL refused (\(reason))"
        }
    }
}
