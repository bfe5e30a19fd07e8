// SPDX-License-Identifier: Apache-2.0

/// The claims of a token that anybody may have written: no signature was looked at.
///
/// For the JWT authorizers of a serverless.yml that says `ignoreJWTSignature`, and for nobody else:
/// scripts/check-walls.sh holds that. Neither header nor signature is read, so that any algorithm will do, `none` too.
package struct UncheckedClaims: TokenClaims {
    package let reader: ClaimsReader

    /// Reads the claims of whatever has three parts, of which the second is an object of JSON.
    ///
    /// - Parameter text: The token.
    /// - Throws: ``TokenError``.
    package init(readingUnverified text: ArraySlice<UInt8>) throws(TokenError) {
        let parts = try CompactForm(of: text)
        reader = try ClaimsReader(parsing: CompactForm.decode(parts.payload, as: .payload))
    }
}
