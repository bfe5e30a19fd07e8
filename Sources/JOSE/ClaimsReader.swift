// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTime

/// Reads claims, each in the one form that RFC 7519 §4.1 gives it.
package struct ClaimsReader: Sendable {
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
        return try texts(value, of: "aud", expected: "a text or a list of texts")
    }

    /// The `iss`, which must be one of these, byte for byte.
    func issuer(oneOf issuers: [String]) throws(TokenError) -> String {
        let issuer = try text("iss")
        guard issuers.contains(where: { sameBytes($0, issuer) }) else {
            throw .issuerMismatch(found: issuer, expected: issuers.joined(separator: " or "))
        }
        return issuer
    }

    /// The `aud`, of which one must be one of these, byte for byte.
    func audiences(withOneOf audiences: [String]) throws(TokenError) -> [String] {
        let found = try self.audiences()
        guard found.contains(where: { audience in audiences.contains { sameBytes($0, audience) } }) else {
            throw .audienceMismatch(found: found, expected: audiences)
        }
        return found
    }

    /// What the token grants; nothing when it does not say.
    ///
    /// RFC 8693 §4.2 writes one text with a space between two scopes (RFC 6749 §3.3); some issuers write a list. Others
    /// write an empty text for none, which grants as little.
    func scopes() throws(TokenError) -> [String] {
        guard let value = claims["scope"] else { return [] }
        let expected = "scopes with one space between two, or a list of scopes"
        let scopes: [String]
        if let text = value.string {
            let parts = text.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
            scopes = text.isEmpty ? [] : parts.map { String(decoding: $0, as: UTF8.self) }
        } else {
            scopes = try texts(value, of: "scope", expected: expected)
        }
        if let wrong = scopes.first(where: { !Self.isScope($0) }) {
            let part = wrong.isEmpty ? "an empty one" : quotedExcerpt(wrong)
            throw .claimMalformed("scope", expected: expected, found: "a list with \(part) in it")
        }
        return scopes
    }

    /// One scope: printable ASCII without space, `"` and `\` (RFC 6749 §3.3).
    private static func isScope(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }

    /// What Auth0's role-based access control grants: a list of names
    /// (https://auth0.com/docs/manage-users/access-control/rbac); nothing when the token does not say.
    func permissions() throws(TokenError) -> [String] {
        guard let value = claims["permissions"] else { return [] }
        let expected = "a list of texts"
        let permissions = try texts(value, of: "permissions", expected: expected)
        guard !permissions.contains("") else {
            throw .claimMalformed("permissions", expected: expected, found: "a list with an empty text in it")
        }
        return permissions
    }

    /// The elements of a list of texts; one that is none makes the whole list wrong.
    private func texts(_ value: JSONValue, of name: String, expected: String) throws(TokenError) -> [String] {
        guard let elements = value.array else {
            throw .claimMalformed(name, expected: expected, found: value.kind)
        }
        var texts: [String] = []
        for element in elements {
            guard let text = element.string else {
                throw .claimMalformed(name, expected: expected, found: "a list with \(element.kind) in it")
            }
            texts.append(text)
        }
        return texts
    }

    /// Holds `exp`, which must be there, and `nbf` against the clock, and returns `exp`.
    ///
    /// A token ends *at* `exp`, not after it (RFC 7519 §4.1.4). `iat` must be a number, and what it says is not judged.
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

    /// Makes sure that the token, if it says when it was issued, was not issued in the future.
    func checkIssued(now: Timestamp) throws(TokenError) {
        guard let issued = try date("iat"), NumericDate(now) < issued else { return }
        throw .issuedInFuture(at: issued.timestamp, now: now)
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
