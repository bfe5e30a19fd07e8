// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// Keeps secrets out of what people paste into chats.
struct Redaction {
    /// Names of headers and parameters whose values are secrets, in small letters.
    private let secretNames: Set<String>

    private static let usualNames: Set<String> = [
        "authorization", "authorizationtoken", "proxy-authorization", "cookie", "x-api-key", "x-amz-security-token",
        "token", "access_token", "id_token", "refresh_token", "code", "password", "client_secret", "api_key", "apikey",
    ]

    /// - Parameter identitySources: What a client identifies itself by is a secret, whatever it is called.
    init(_ identitySources: [IdentitySource]) {
        let own = identitySources.compactMap { source in
            switch source {
            case .header(let name), .queryString(let name): name.lowercased()
            case .stageVariable, .context: nil
            }
        }
        secretNames = Self.usualNames.union(own)
    }

    /// How long a secret is, and of what kind.
    static func shortened(_ secret: String) -> String {
        let words = secret.split(separator: " ", maxSplits: 1)
        let hasScheme = words.count == 2 && ["bearer", "basic", "digest"].contains(words[0].lowercased())
        let scheme = hasScheme ? "\(words[0]) " : ""
        // Every JWT begins so.
        let beginning = secret.dropFirst(scheme.count).hasPrefix("eyJ") ? "eyJ" : ""
        return "\(scheme)\(beginning)… (\(secret.unicodeScalars.count) characters)"
    }

    /// A value of a header or a parameter: shortened if its name says that it is secret, or if it looks like a JWT.
    func value(_ value: String, of name: String) -> String {
        let name = name.lowercased()
        if value.isEmpty { return value }
        if secretNames.contains(name) || value.contains("eyJ") && value.contains(".") { return Self.shortened(value) }
        return name == "referer" ? target(value) : value
    }

    /// A path or a URL whose query has its secrets shortened.
    func target(_ target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return target }
        let pairs = target[mark...].dropFirst().split(separator: "&", omittingEmptySubsequences: false).map { pair in
            guard let equals = pair.firstIndex(of: "=") else { return String(pair) }
            let name = String(pair[..<equals])
            return "\(name)=\(value(String(pair[equals...].dropFirst()), of: name))"
        }
        return target[..<mark] + "?" + pairs.joined(separator: "&")
    }

    /// An event with its secrets shortened, wherever they are.
    func event(_ value: JSONValue, name: String = "") -> JSONValue {
        switch value {
        case .null, .bool, .number: return value
        case .string(let text): return .string(self.value(text, of: name))
        case .array(let elements): return .array(elements.map { event($0, name: name) })
        case .object(let object):
            return .object(
                JSONObject(distinct: object.members.map { (name: $0.name, value: event($0.value, name: $0.name)) })
            )
        }
    }
}
