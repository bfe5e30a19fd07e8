// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTransport

/// The parameters of a query, a form or a JSON body: each name once.
package struct Parameters: Sendable, Hashable {
    private var values: [String: String] = [:]
    /// Members of a JSON body that are no texts, and what they are: an error where one of them is needed, and nobody's
    /// business where not, since libraries hand on what they were given.
    private var others: [String: String] = [:]
    /// What stands there more than once.
    package private(set) var repeated: [String] = []

    /// All that anybody here reads: what is none of it never does any harm.
    package static let known: Set<String> = [
        "access_token", "audience", "client_id", "client_secret", "code", "code_challenge", "code_challenge_method",
        "code_verifier", "connection", "csrf", "email", "grant_type", "id_token_hint", "login_hint", "logout_hint",
        "max_age",
        "nonce", "password", "post_logout_redirect_uri", "prompt", "realm", "redirect_uri", "refresh_token",
        "response_mode",
        "response_type", "returnTo", "scope", "screen_hint", "state", "ticket", "token", "user", "username",
    ]

    /// More than any client sends.
    private static let limit = 200
    /// In bytes: the longest are tokens, and the request that a login form carries; what is kept with codes and tokens is
    /// shorter.
    private static func limit(of name: String) -> Int { name == "scope" || name == "nonce" ? 8192 : 65_536 }

    package init() {}

    /// Reads a query or a body in `application/x-www-form-urlencoded`.
    ///
    /// A parameter that occurs twice is an error (RFC 6749 §3.1, §3.2), unless nobody reads it: who reads the first and who
    /// reads the second would disagree.
    ///
    /// - Parameters:
    ///   - text: What stands after the question mark, or the body.
    ///   - what: What it is called in a message.
    ///   - mayRepeat: Whether ``repeated`` is somebody's to look at.
    /// - Throws: ``OAuthError``.
    package init(
        form text: ArraySlice<UInt8>,
        of what: String = "body",
        mayRepeat: Bool = false
    ) throws(OAuthError) {
        let pairs = FormURLEncoded.pairs(of: text)
        guard pairs.count <= Self.limit else { throw .invalidRequest("the \(what) has too many parameters") }
        for pair in pairs {
            guard let name = Self.decoded(pair.name), let value = Self.decoded(pair.value) else {
                throw .invalidRequest("the \(what) is not application/x-www-form-urlencoded")
            }
            guard value.utf8.count <= Self.limit(of: name) else { throw .invalidRequest("\(name) is too long") }
            if values.updateValue(value, forKey: name) != nil, Self.known.contains(name) { repeated.append(name) }
        }
        if let name = repeated.first, !mayRepeat { throw .repeatedParameter(name) }
    }

    /// Reads a JSON object of texts; members that are `null` count as absent, because real clients send them so.
    ///
    /// - Throws: ``OAuthError``.
    package init(json body: ArraySlice<UInt8>) throws(OAuthError) {
        for member in try JSONObject(bodyOf: body).members where member.value != .null {
            // A JSON reader tells é from e with an accent behind it, and this dictionary does not; but what anybody reads
            // has no accents.
            if let text = member.value.string {
                guard text.utf8.count <= Self.limit(of: member.name) else {
                    throw .invalidRequest("\(member.name) is too long")
                }
                values[member.name] = text
            } else {
                others[member.name] = member.value.kind
            }
        }
    }

    /// Reads the body of a request by its content type: JSON if it says so, else a form.
    init(bodyOf request: Request) throws(OAuthError) {
        if request.hasJSON {
            try self.init(json: request.body)
        } else {
            try self.init(form: request.body)
        }
    }

    /// Reads the query of a request.
    init(queryOf request: Request, mayRepeat: Bool = false) throws(OAuthError) {
        try self.init(form: request.head.query, of: "query", mayRepeat: mayRepeat)
    }

    /// The value of a parameter; an empty one counts as absent (RFC 6749 §3.1).
    package subscript(name: String) -> String? {
        get { values[name].flatMap { $0.isEmpty ? nil : $0 } }
        set { values[name] = newValue }
    }

    func required(_ name: String) throws(OAuthError) -> String {
        guard let value = self[name] else {
            if let kind = others[name] { throw .invalidRequest("\(name) is \(kind)") }
            throw .missingParameter(name)
        }
        return value
    }

    /// The words of a list with spaces between them, each once, in their order.
    func words(_ name: String) -> [String] {
        var seen = Set<String>()
        return (self[name] ?? "").utf8.split(separator: 0x20).map { String(Substring($0)) }
            .filter { seen.insert($0).inserted }
    }

    /// The parameters in `application/x-www-form-urlencoded`, in the order of their names.
    package var encoded: String {
        values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\(PercentEncoding.encode($0.key))=\(PercentEncoding.encode($0.value))" }
            .joined(separator: "&")
    }

    /// `nil` for a bad escape or for what is not UTF-8 afterwards.
    static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        FormURLEncoded.decode(text).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension JSONObject {
    /// Reads a body that has to be a JSON object.
    init(bodyOf body: ArraySlice<UInt8>) throws(OAuthError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: body, depthLimit: 8)
        } catch {
            throw .invalidRequest("the body is not JSON: \(error)")
        }
        guard let object = value.object else { throw .invalidRequest("the body is \(value.kind), not an object") }
        self = object
    }
}

/// Percent-encoding of everything that is not unreserved (RFC 3986 §2.3).
enum PercentEncoding {
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
