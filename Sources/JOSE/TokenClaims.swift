// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayTime

/// The claims of a token, for a judge with rules of its own; ``JWTVerifier`` has those of an access token of Auth0.
///
/// Each check is asked for by name, in the judge's order. Whether anybody vouches for the claims is said by the type:
/// ``SignedClaims`` or ``UncheckedClaims``.
package protocol TokenClaims: Sendable {
    var reader: ClaimsReader { get }
}

extension TokenClaims {
    /// All claims, in the order in which the token has them.
    package var object: JSONObject { reader.claims }

    /// Makes sure that `iss` is one of these, byte for byte (RFC 7519 §4.1.1).
    package func requireIssuer(oneOf issuers: [String]) throws(TokenError) {
        _ = try reader.issuer(oneOf: issuers)
    }

    /// Makes sure that `aud` has one of these, byte for byte (RFC 7519 §4.1.3).
    package func requireAudience(oneOf audiences: [String]) throws(TokenError) {
        _ = try reader.audiences(withOneOf: audiences)
    }

    /// Makes sure that it is valid now: before `exp`, which must be there, and neither before `nbf` nor before `iat`.
    package func requireValidity(at now: Timestamp) throws(TokenError) {
        _ = try reader.checkTimes(now: now, leeway: 0)
        try reader.checkIssued(now: now)
    }
}
