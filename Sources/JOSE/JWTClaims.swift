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

    init(object: JSONObject, issuer: String, subject: String, audiences: [String], expiresAt: Timestamp) {
        self.object = object
        self.issuer = issuer
        self.subject = subject
        self.audiences = audiences
        self.expiresAt = expiresAt
    }

    /// The granted scopes in one text with spaces between them, if the token has it in this form (RFC 8693 §4.2).
    package var scope: String? { object["scope"]?.string }

    package var scopes: [String] { [] }
    package var permissions: [String] { [] }
}
