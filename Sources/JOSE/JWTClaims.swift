// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayTime

/// The claims of a token that was verified: only ``JWTVerifier`` makes one.
package struct JWTClaims: Sendable {
    /// All claims, in the order in which the token has them.
    package let object: JSONObject
    package let issuer: String
    package let subject: String
    package let audiences: [String]
    /// The end of validity without the leeway; a moment beyond 2262 is the last that fits.
    package let expiresAt: Timestamp

    /// What the token grants, one scope each, in its order; none when it does not say.
    package let scopes: [String]
    /// What Auth0's role-based access control grants; none when the token does not say.
    package let permissions: [String]

    /// The scopes in one text with spaces between them, if the token has the claim (RFC 8693 §4.2).
    package var scope: String? {
        object["scope"].map { _ in scopes.joined(separator: " ") }
    }
}
