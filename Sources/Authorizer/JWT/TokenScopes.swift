// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// What a token grants, as a JWT authorizer reads it: `scope`, and `scp` as others call it.
///
/// - Source: API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers": "the token must include at
///   least one of the scopes in the route's authorizationScopes" in `scope` or `scp`.
enum TokenScopes {
    static func all(in claims: JSONObject) -> [String] {
        ["scope", "scp"].flatMap { scopes(claims[$0]) }
    }

    /// One text with spaces between two (RFC 8693 §4.2), or a list of texts; anything else grants nothing.
    private static func scopes(_ value: JSONValue?) -> [String] {
        switch value {
        case .string(let text)?: text.utf8.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        case .array(let elements)?: elements.compactMap(\.string)
        default: []
        }
    }
}
