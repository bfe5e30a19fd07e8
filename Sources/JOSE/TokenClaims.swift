// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayTime

/// The claims of a token, for a judge with rules of its own; ``JWTVerifier`` has those of an access token of Auth0.
///
/// Each check is asked for by name, in the judge's order. Whether anybody vouches for the claims is said by the type:
/// ``SignedClaims`` or ``UncheckedClaims``.
package protocol TokenClaims: Sendable {
    /// All claims, in the order in which the token has them.
    var object: JSONObject { get }

    /// Makes sure that `iss` is one of these, byte for byte (RFC 7519 §4.1.1).
    func requireIssuer(oneOf issuers: [String]) throws(TokenError)

    /// Makes sure that `aud` has one of these, byte for byte (RFC 7519 §4.1.3).
    func requireAudience(oneOf audiences: [String]) throws(TokenError)

    /// Makes sure that it is valid now: before `exp`, which must be there, and neither before `nbf` nor before `iat`.
    func requireValidity(at now: Timestamp) throws(TokenError)
}
