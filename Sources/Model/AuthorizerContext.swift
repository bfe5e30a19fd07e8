// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// What an authorizer tells the integration: `requestContext.authorizer`.
package struct AuthorizerContext: Sendable, Hashable {
    /// Whom it stands for; `nil` where the answer need not say it, as in a simple response of an HTTP API.
    package let principalId: String?
    /// Every value as a text, in the order of the answer: what `$context.authorizer.NAME` stands for.
    /// - Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer": numbers and booleans are
    ///   stringified.
    package let entries: [Entry]
    /// How long the authorizer took, in milliseconds; 0 when the cache answered.
    package let integrationLatency: Int
    /// Who speaks: that decides what an event shows.
    package let details: Details

    package struct Entry: Sendable, Hashable {
        package let key: String
        package let value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package enum Details: Sendable, Hashable {
        /// The Lambda authorizer of a REST API: all texts.
        case rest
        /// The Lambda authorizer of an HTTP API: its context as it was answered, with its types.
        case lambda(JSONObject)
        /// The JWT authorizer of an HTTP API.
        /// - Parameters:
        ///   - claims: Each as a text.
        ///   - scopes: All of the token's; `nil` on a route that asks for none.
        case jwt(claims: JSONObject, scopes: [String]?)
    }

    package init(
        principalId: String?,
        entries: [Entry],
        integrationLatency: Int = 0,
        details: Details = .rest
    ) {
        self.principalId = principalId
        self.entries = entries
        self.integrationLatency = integrationLatency
        self.details = details
    }

    package subscript(key: String) -> String? {
        entries.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// As an event of format 1.0 carries it: on a REST API all texts, but for the latency.
    ///
    /// What the gateway says of itself wins over entries of the same name.
    package var json: JSONValue {
        var object = JSONObject()
        switch details {
        case .rest: for entry in entries { object[entry.key] = .string(entry.value) }
        case .lambda(let context): object = context
        case .jwt(let claims, let scopes): return .object(Self.jwt(claims, scopes))
        }
        if let principalId { object["principalId"] = .string(principalId) }
        object["integrationLatency"] = .number(JSONNumber(Int64(integrationLatency)))
        return .object(object)
    }

    /// As an event of format 2.0 carries it: below the kind of the authorizer.
    package var jsonV2: JSONValue {
        switch details {
        case .rest: json
        case .lambda(let context): ["lambda": .object(context)]
        case .jwt(let claims, let scopes): ["jwt": .object(Self.jwt(claims, scopes))]
        }
    }

    private static func jwt(_ claims: JSONObject, _ scopes: [String]?) -> JSONObject {
        JSONObject([
            "claims": .object(claims),
            "scopes": scopes.map { .array($0.map(JSONValue.string)) } ?? .null,
        ])
    }
}
