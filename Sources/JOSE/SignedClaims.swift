// SPDX-License-Identifier: Apache-2.0

/// The claims of a token whose signature holds, not yet held against anything.
///
/// Only a signature that was verified makes one.
package struct SignedClaims: TokenClaims {
    package let reader: ClaimsReader

    /// Verifies the signature, and then reads the claims: none is looked at before.
    ///
    /// - Parameters:
    ///   - jws: The token.
    ///   - kid: The name of the key that it must be signed with.
    ///   - keys: Where that key is.
    /// - Throws: ``TokenError``.
    package init(verifying jws: JWS, signedWith kid: String, of keys: JWKSet) throws(TokenError) {
        try jws.verifySignature(by: keys.key(named: kid))
        reader = try ClaimsReader(parsing: jws.payload)
    }
}
