// SPDX-License-Identifier: Apache-2.0

package import GatewayTime

/// Decides whether a token is one of an issuer's, for one of our audiences, and valid now.
///
/// The checks are made in one order, and the first that fails is the answer: shape, header, algorithm, key, signature,
/// `iss`, `aud`, `exp`, `nbf`, `iat`, `sub`, `scope`, `permissions`. No claim is read before the signature holds.
package struct JWTVerifier: Sendable {
    private let issuers: [String]
    private let audiences: [String]
    private let leeway: Int64

    /// - Parameters:
    ///   - issuer: What `iss` must be, byte for byte (RFC 7519 §4.1.1).
    ///   - audiences: Of which `aud` must contain one, byte for byte; with none of them every token is refused.
    ///   - leeway: How many seconds the clocks of issuer and gateway may differ.
    package init(issuer: String, audiences: [String], leeway: Int64 = 0) {
        self.init(issuers: [issuer], audiences: audiences, leeway: leeway)
    }

    /// - Parameters:
    ///   - issuers: Of which `iss` must be one, byte for byte: the names of one issuer, which has the same keys under each.
    ///   - audiences: Of which `aud` must contain one, byte for byte; with none of them every token is refused.
    ///   - leeway: How many seconds the clocks of issuer and gateway may differ.
    package init(issuers: [String], audiences: [String], leeway: Int64 = 0) {
        precondition(leeway >= 0, "a negative leeway would end tokens before their time")
        self.issuers = issuers
        self.audiences = audiences
        self.leeway = leeway
    }

    package func verify(_ text: ArraySlice<UInt8>, keys: JWKSet, now: Timestamp) throws(TokenError) -> JWTClaims {
        try verify(UnverifiedToken(parsing: text), keys: keys, now: now)
    }

    package func verify(_ text: [UInt8], keys: JWKSet, now: Timestamp) throws(TokenError) -> JWTClaims {
        try verify(text[...], keys: keys, now: now)
    }

    package func verify(_ text: String, keys: JWKSet, now: Timestamp) throws(TokenError) -> JWTClaims {
        try verify(Array(text.utf8)[...], keys: keys, now: now)
    }

    package func verify(_ token: UnverifiedToken, keys: JWKSet, now: Timestamp) throws(TokenError) -> JWTClaims {
        try token.jws.verifySignature(by: keys.key(named: token.kid))

        let reader = try ClaimsReader(parsing: token.jws.payload)
        let issuer = try reader.issuer(oneOf: issuers)
        let found = try reader.audiences(withOneOf: audiences)
        let expiry = try reader.checkTimes(now: now, leeway: leeway)
        return JWTClaims(
            object: reader.claims,
            issuer: issuer,
            subject: try reader.text("sub"),
            audiences: found,
            expiresAt: expiry.timestamp,
            scopes: try reader.scopes(),
            permissions: try reader.permissions()
        )
    }
}
