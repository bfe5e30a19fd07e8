// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
package import GatewayTime

/// Decides whether a token is one of an issuer's, for one of our audiences, and valid now.
///
/// The checks are made in one order, and the first that fails is the answer: shape, header, algorithm, key, signature,
/// `iss`, `aud`, `exp`, `nbf`, `iat`, `sub`. No claim is read before the signature holds.
package struct JWTVerifier: Sendable {
    private let issuer: String
    private let audiences: [String]
    private let leeway: Int64

    /// - Parameters:
    ///   - issuer: What `iss` must be, byte for byte (RFC 7519 §4.1.1).
    ///   - audiences: Of which `aud` must contain one, byte for byte; with none of them every token is refused.
    ///   - leeway: How many seconds the clocks of issuer and gateway may differ.
    package init(issuer: String, audiences: [String], leeway: Int64 = 0) {
        precondition(leeway >= 0, "a negative leeway would end tokens before their time")
        self.issuer = issuer
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
        guard let key = keys[token.kid] else {
            if let reason = keys.rejection(of: token.kid) {
                throw .keyRejected(kid: token.kid, reason)
            }
            throw .keyNotFound(kid: token.kid, keyCount: keys.keys.count)
        }
        try token.jws.verifySignature(by: key)

        let reader = try ClaimsReader(parsing: token.jws.payload)
        let issuer = try reader.text("iss")
        guard sameBytes(issuer, self.issuer) else {
            throw .issuerMismatch(found: issuer, expected: self.issuer)
        }
        let found = try reader.audiences()
        guard found.contains(where: { audience in audiences.contains { sameBytes($0, audience) } }) else {
            throw .audienceMismatch(found: found, expected: audiences)
        }
        let expiry = try reader.checkTimes(now: now, leeway: leeway)
        return JWTClaims(
            object: reader.claims,
            issuer: issuer,
            subject: try reader.text("sub"),
            audiences: found,
            expiresAt: expiry.timestamp
        )
    }
}

/// Reads claims, each in the one form that RFC 7519 §4.1 gives it.
private struct ClaimsReader {
    let claims: JSONObject

    init(parsing payload: [UInt8]) throws(TokenError) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: payload, depthLimit: 32)
        } catch {
            throw .payloadNotJSON(error)
        }
        guard let object = value.object else { throw .payloadNotAnObject(found: value.kind) }
        claims = object
    }

    /// A text with something in it.
    func text(_ name: String) throws(TokenError) -> String {
        let value = try claim(name)
        guard let text = value.string, !text.isEmpty else {
            let found = value.string == nil ? value.kind : "an empty text"
            throw .claimMalformed(name, expected: "a text", found: found)
        }
        return text
    }

    /// One text, or a list of texts; one wrong element makes the whole list wrong (RFC 7519 §4.1.3).
    func audiences() throws(TokenError) -> [String] {
        let value = try claim("aud")
        if let text = value.string { return [text] }
        let expected = "a text or a list of texts"
        guard let elements = value.array else {
            throw .claimMalformed("aud", expected: expected, found: value.kind)
        }
        var audiences: [String] = []
        for element in elements {
            guard let text = element.string else {
                throw .claimMalformed("aud", expected: expected, found: "a list with \(element.kind) in it")
            }
            audiences.append(text)
        }
        return audiences
    }

    /// Holds `exp`, which must be there, and `nbf` against the clock, and returns `exp`.
    ///
    /// A token ends *at* `exp`, not after
    /// it (RFC 7519 §4.1.4). `iat` must be a number, and what it says is not judged.
    func checkTimes(now: Timestamp, leeway: Int64) throws(TokenError) -> NumericDate {
        let moment = NumericDate(now)
        guard let expiry = try date("exp") else { throw .claimMissing("exp") }
        guard moment < expiry.advanced(bySeconds: leeway) else { throw .expired(at: expiry.timestamp, now: now) }
        if let start = try date("nbf"), moment < start.advanced(bySeconds: -leeway) {
            throw .notYetValid(from: start.timestamp, now: now)
        }
        if let issued = claims["iat"], issued.number == nil {
            throw .claimMalformed("iat", expected: "a number", found: issued.kind)
        }
        return expiry
    }

    private func date(_ name: String) throws(TokenError) -> NumericDate? {
        guard let value = claims[name] else { return nil }
        guard let number = value.number else {
            throw .claimMalformed(name, expected: "a number of seconds", found: value.kind)
        }
        guard let date = NumericDate(number) else {
            throw .claimMalformed(name, expected: "a number of seconds", found: "a number beyond the year 9999")
        }
        return date
    }

    private func claim(_ name: String) throws(TokenError) -> JSONValue {
        guard let value = claims[name] else { throw .claimMissing(name) }
        return value
    }
}
