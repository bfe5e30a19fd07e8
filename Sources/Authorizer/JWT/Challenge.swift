// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE

/// The value of `www-authenticate` with which an HTTP API refuses a token (RFC 6750 §3).
enum Challenge {
    /// There was no token.
    static let noToken = Array("Bearer".utf8)

    /// The token is not accepted: 401.
    static func invalidToken(_ description: String, scopes: [String]) -> [UInt8] {
        Array(#"Bearer scope="\#(list(scopes))" error="invalid_token" error_description="\#(description)""#.utf8)
    }

    /// It is accepted, and does not reach as far: 403.
    ///
    /// Open question: what AWS sends, if anything. RFC 6750 §3.1 lets the description be left out.
    static func insufficientScope(_ scopes: [String]) -> [UInt8] {
        Array(#"Bearer scope="\#(list(scopes))" error="insufficient_scope""#.utf8)
    }

    static let discoveryFailed = "OIDC discovery endpoint communication error"
    static let keysNotThere = "JWKS communication error"

    /// The words for a token that is not accepted.
    ///
    /// None of them comes out of the token: it would be a way to write into a header.
    static func description(of error: TokenError) -> String {
        switch error {
        case .empty, .partCount, .encrypted, .jsonSerialization: "token contains an invalid number of segments"
        case .audienceMismatch: "the token does not have a valid audience"
        case .expired: "the token has expired"
        case .algorithmNotAccepted(let name): description(ofAlgorithm: name)
        default: unrecordedDescription(of: error)
        }
    }

    /// Texts of AWS that nobody has recorded: what the Go library says whose words the recorded ones are, or a sentence in
    /// their manner.
    private static func unrecordedDescription(of error: TokenError) -> String {
        switch error {
        case .algorithmMissing: "signing method (alg) is unspecified."
        case .kidMissing, .keyNotFound, .keyRejected, .keyNotChosen: "unable to find a signing key for the token"
        case .algorithmNotPermitted, .signatureLength, .signatureInvalid: "crypto/rsa: verification error"
        // Reported from an access log.
        case .issuerMismatch, .claimMissing("iss"), .claimMalformed("iss", _, _): "issuer does not match"
        case .claimMissing("aud"), .claimMalformed("aud", _, _): "the token does not have a valid audience"
        case .claimMissing("exp"), .claimMalformed("exp", _, _): "the token has expired"
        case .notYetValid, .claimMalformed("nbf", _, _): "the token is not valid yet"
        case .issuedInFuture, .claimMalformed("iat", _, _): "the token was used before it was issued"
        default: "the token is malformed"
        }
    }

    private static func description(ofAlgorithm name: String) -> String {
        let known = refusedAlgorithms.contains { $0.utf8.elementsEqual(name.utf8) }
        return known ? "signing method \(name) is invalid" : "signing method (alg) is unavailable."
    }

    /// The names of RFC 7518 §3.1 and RFC 8037 that are not RSA's.
    private static let refusedAlgorithms = [
        "HS256", "HS384", "HS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA", "none",
    ]

    /// A scope has neither quotes nor backslashes (RFC 6749 §3.3); a definition may have anything.
    private static func list(_ scopes: [String]) -> String {
        let bytes = scopes.joined(separator: " ").utf8.filter { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
        return String(decoding: bytes, as: UTF8.self)
    }
}
