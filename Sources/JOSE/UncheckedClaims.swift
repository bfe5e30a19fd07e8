// SPDX-License-Identifier: Apache-2.0

/// The claims of a token that anybody may have written: neither its key nor its algorithm is looked at.
///
/// For one judge alone, and only where the user asks for it with serverless-offline's `ignoreJWTSignature`.
package struct UncheckedClaims: Sendable {
    package let claims: ReadClaims

    /// Reads the second of a token's three parts.
    ///
    /// - Parameter text: The token.
    /// - Throws: ``TokenError``, when it has no three parts, or no claims.
    package init(reading text: ArraySlice<UInt8>) throws(TokenError) {
        guard text.count <= JWS.byteLimit else { throw .tooLong(bytes: text.count, limit: JWS.byteLimit) }
        let payload = try JWS.decode(JWS.parts(of: text).payload, as: .payload)
        claims = ReadClaims(try ClaimsReader(parsing: payload))
    }
}
