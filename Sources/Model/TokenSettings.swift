// SPDX-License-Identifier: Apache-2.0

/// What `builtin:auth0` accepts: the values of an Auth0 project, complete.
package struct TokenSettings: Sendable, Hashable {
    /// The `iss` that a token must carry, byte for byte.
    package var issuer: String
    /// The identifier of the API: one of the token's `aud`.
    package var audience: String
    package var keys: KeyLocation

    /// Where the signing keys are.
    package enum KeyLocation: Sendable, Hashable {
        /// An `https:` or `http:` URL of a JWKS.
        case url(String)
        /// The path of a file with a JWKS.
        case file(String)
    }

    package init(issuer: String, audience: String, keys: KeyLocation) {
        self.issuer = issuer
        self.audience = audience
        self.keys = keys
    }
}
