// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTransport
import Synchronization
import TestSupport
import Testing

/// A browser without a screen: keeps cookies, follows nothing by itself.
final class TestBrowser: Sendable {
    private let issuer: TestIssuer
    private let cookies = Mutex<[String: String]>([:])

    init(_ issuer: TestIssuer) {
        self.issuer = issuer
    }

    func get(_ target: String, _ fields: [String] = []) async throws -> RawResponse {
        try await send("GET \(target)", fields)
    }

    func post(_ path: String, _ form: [(String, String)], _ fields: [String] = []) async throws -> RawResponse {
        try await send(
            "POST \(path)",
            ["Content-Type: application/x-www-form-urlencoded"] + fields,
            body: encoded(form)
        )
    }

    private func send(_ line: String, _ fields: [String], body: String = "") async throws -> RawResponse {
        let header = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ") }
        let response = try await issuer.ask(line, (header.isEmpty ? [] : ["Cookie: \(header)"]) + fields, body: body)
        for field in response.head.fields where field.name.lowercased() == "set-cookie" {
            let parts = field.value.split(separator: ";")[0].split(separator: "=", maxSplits: 1)
            let value = parts.count == 2 ? String(parts[1]) : ""
            cookies.withLock { $0[String(parts[0])] = value.isEmpty ? nil : value }
        }
        return response
    }

    func forgetCookies() {
        cookies.withLock { $0 = [:] }
    }

    var cookieNames: Set<String> { cookies.withLock { Set($0.keys) } }

    /// Asks `/authorize`, and answers what came of it.
    func authorize(_ parameters: [(String, String)], _ fields: [String] = []) async throws -> RawResponse {
        try await get("/authorize?\(encoded(parameters))", fields)
    }

    /// Asks `/authorize`, and fills the form in.
    func logIn(
        _ parameters: [(String, String)],
        as email: String = "mary@example.com",
        password: String = "mary"
    ) async throws -> RawResponse {
        let asked = try await authorize(parameters)
        let form = try await get(asked["location"] ?? "/none")
        return try await post("/u/login", Self.hidden(form) + [("username", email), ("password", password)])
    }

    /// The hidden fields of a page.
    static func hidden(_ page: RawResponse) -> [(String, String)] {
        ["state", "csrf"].compactMap { name in
            let parts = page.text.components(after: "name=\"\(name)\" value=\"")
            return parts.map { (name, $0) }
        }
    }

    // MARK: - Codes

    static let callback = "http://localhost:3000/callback"
    static let verifier = "a-verifier-of-forty-three-characters-at-least"
    static let challenge = Base64URL.encode(SHA256.hash(verifier.utf8))

    /// A request of a page for a code, with PKCE.
    static func codeRequest(_ others: (String, String)...) -> [(String, String)] {
        var parameters = [
            ("client_id", "local-spa"), ("response_type", "code"), ("redirect_uri", callback), ("state", "s"),
            ("scope", "openid profile email offline_access"), ("audience", "https://gateway.localhost/"),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ]
        for (name, value) in others {
            parameters.removeAll { $0.0 == name }
            parameters.append((name, value))
        }
        return parameters
    }

    /// A code of somebody who has logged in.
    func code(_ parameters: [(String, String)] = codeRequest()) async throws -> String {
        let answer = try await logIn(parameters)
        return try #require(answer.query["code"], "\(answer.text) \(answer["location"] ?? "")")
    }

    func exchange(_ code: String, _ others: (String, String)...) async throws -> RawResponse {
        var form = [
            ("grant_type", "authorization_code"), ("client_id", "local-spa"), ("code", code),
            ("redirect_uri", Self.callback), ("code_verifier", Self.verifier),
        ]
        for (name, value) in others {
            form.removeAll { $0.0 == name }
            if !value.isEmpty { form.append((name, value)) }
        }
        return try await post("/oauth/token", form)
    }

    /// The tokens of somebody who has logged in.
    func tokens(_ parameters: [(String, String)] = codeRequest()) async throws -> JSONObject {
        let answer = try await exchange(try await code(parameters))
        return try #require(answer.object, "\(answer.text)")
    }
}

func encoded(_ parameters: [(String, String)]) -> String {
    parameters.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&")
}

func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return text.utf8.map { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(UnicodeScalar(byte))
        default: "%" + String(decoding: [digits[Int(byte >> 4)], digits[Int(byte & 15)]], as: UTF8.self)
        }
    }.joined()
}

extension RawResponse {
    var object: JSONObject? {
        do {
            return try JSONValue(parsing: body).object
        } catch {
            return nil
        }
    }

    /// The parameters in the query of its Location.
    var query: [String: String] { parameters(after: "?") }

    /// The parameters in the fragment of its Location.
    var fragment: [String: String] { parameters(after: "#") }

    private func parameters(after mark: Character) -> [String: String] {
        guard let location = self["location"], let index = location.firstIndex(of: mark) else { return [:] }
        let pairs = FormURLEncoded.pairs(of: Array(location[index...].dropFirst().utf8)[...])
        return Dictionary(uniqueKeysWithValues: pairs.map { (Self.decoded($0.name), Self.decoded($0.value)) })
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> String {
        String(decoding: FormURLEncoded.decodeLeniently(text), as: UTF8.self)
    }
}

extension String {
    /// What stands between a text and the next quotation mark.
    func components(after text: String) -> String? {
        guard let start = utf8.firstRange(of: Array(text.utf8)) else { return nil }
        return String(decoding: utf8[start.upperBound...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
}

extension Collection where Element == UInt8 {
    fileprivate func firstRange(of other: [UInt8]) -> Range<Index>? {
        var index = startIndex
        while index != endIndex {
            if self[index...].starts(with: other) { return index..<self.index(index, offsetBy: other.count) }
            formIndex(after: &index)
        }
        return nil
    }
}

/// The claims of a token, whoever signed it.
func claims(of token: JSONValue?) throws -> JSONObject {
    let jws = try JWS(parsing: Array((token?.string ?? "").utf8)[...])
    return try #require(try JSONValue(parsing: jws.payload).object)
}
