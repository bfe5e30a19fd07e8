// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayTime

/// The claims of a token that anybody may have written: no signature was looked at.
///
/// For the JWT authorizers of a serverless.yml that says `ignoreJWTSignature`, and for nobody else:
/// scripts/check-walls.sh holds that. Neither header nor signature is read, so that any algorithm will do, `none` too.
package struct UncheckedClaims: TokenClaims {
    private let reader: ClaimsReader

    package var object: JSONObject { reader.claims }

    /// Reads the claims of whatever has three parts, of which the second is an object of JSON.
    ///
    /// - Parameter text: The token.
    /// - Throws: ``TokenError``.
    package init(readingUnverified text: ArraySlice<UInt8>) throws(TokenError) {
        let parts = try CompactForm(of: text)
        reader = try ClaimsReader(parsing: CompactForm.decode(parts.payload, as: .payload))
    }

    package func requireIssuer(oneOf issuers: [String]) throws(TokenError) {
        _ = try reader.issuer(oneOf: issuers)
    }

    package func requireAudience(oneOf audiences: [String]) throws(TokenError) {
        _ = try reader.audiences(withOneOf: audiences)
    }

    package func requireValidity(at now: Timestamp) throws(TokenError) {
        _ = try reader.checkTimes(now: now, leeway: 0)
        try reader.checkIssued(now: now)
    }
}
