// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayTime

/// Why a token is not accepted: the first reason, in the order in which the checks are made.
package enum TokenError: Error, Hashable, Sendable {
    // Its shape.
    case empty
    case tooLong(bytes: Int, limit: Int)
    case partCount(Int)
    /// Five parts: a JWE (RFC 7516 §9).
    case encrypted
    /// A JWS in JSON (RFC 7515 §7.2), which no JWT is (RFC 7519 §3).
    case jsonSerialization(JSONSerialization)
    case notBase64URL(Part, Base64Error)

    // Its header.
    case headerNotJSON(JSONError)
    case headerNotAnObject(found: String)
    case headerMalformed(member: String, expected: String, found: String)
    case criticalExtensions([String])
    case payloadNotEncoded
    case algorithmMissing
    case algorithmNotAccepted(String)
    case typeNotAccepted(String)

    // Its key.
    case kidMissing
    /// It names no key, and not exactly one key is for its algorithm.
    case keyNotChosen(SignatureAlgorithm, keyCount: Int)
    case keyNotFound(kid: String, keyCount: Int)
    /// The set has an entry of this name, and it is not used.
    case keyRejected(kid: String, JWKError)
    case algorithmNotPermitted(token: SignatureAlgorithm, key: SignatureAlgorithm)

    // Its signature.
    case signatureLength(found: Int, expected: Int)
    case signatureInvalid

    // Its claims.
    case payloadNotJSON(JSONError)
    case payloadNotAnObject(found: String)
    case claimMissing(String)
    case claimMalformed(String, expected: String, found: String)
    case issuerMismatch(found: String, expected: String)
    case audienceMismatch(found: [String], expected: [String])
    case expired(at: Timestamp, now: Timestamp)
    case notYetValid(from: Timestamp, now: Timestamp)
    case issuedInFuture(at: Timestamp, now: Timestamp)

    package enum Part: String, Sendable {
        case header
        case payload
        case signature
    }

    package enum JSONSerialization: Sendable {
        /// With a list of signatures (RFC 7515 §7.2.1).
        case general
        /// With one signature (RFC 7515 §7.2.2).
        case flattened
        /// It only begins like JSON.
        case neither
    }
}
