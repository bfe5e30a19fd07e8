// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// Keeps secrets out of what people paste into chats.
enum Redaction {
    /// Names of headers and parameters whose values are secrets.
    private static let secretNames: Set<String> = [
        "authorization", "authorizationtoken", "proxy-authorization", "cookie", "x-api-key", "token", "access_token",
        "id_token", "refresh_token", "password", "client_secret",
    ]

    /// The beginning of a secret, and how long it is.
    static func shortened(_ secret: String) -> String {
        let count = secret.unicodeScalars.count
        guard count > 24 else { return secret.isEmpty ? secret : "… (\(count) characters)" }
        return String(String.UnicodeScalarView(secret.unicodeScalars.prefix(16))) + "… (\(count) characters)"
    }

    /// A value of a header or a parameter: shortened if its name says that it is secret, or if it looks like a JWT.
    static func value(_ value: String, of name: String) -> String {
        isSecret(name, value) ? shortened(value) : value
    }

    private static func isSecret(_ name: String, _ value: String) -> Bool {
        secretNames.contains(name.lowercased()) || value.contains("eyJ") && value.contains(".")
    }

    /// An event with its secrets shortened, wherever they are.
    static func event(_ value: JSONValue, name: String = "") -> JSONValue {
        switch value {
        case .null, .bool, .number: return value
        case .string(let text): return .string(Self.value(text, of: name))
        case .array(let elements): return .array(elements.map { event($0, name: name) })
        case .object(let object):
            return .object(
                JSONObject(distinct: object.members.map { (name: $0.name, value: event($0.value, name: $0.name)) })
            )
        }
    }
}
