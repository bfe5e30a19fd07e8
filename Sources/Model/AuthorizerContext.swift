// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// What an authorizer tells the integration: `requestContext.authorizer`.
package struct AuthorizerContext: Sendable, Hashable {
    package let principalId: String
    /// Every value as a text, in the order of the answer.
    /// - Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer": numbers and booleans are
    ///   stringified.
    package let entries: [Entry]
    /// How long the authorizer took, in milliseconds; 0 when the cache answered.
    package let integrationLatency: Int

    package struct Entry: Sendable, Hashable {
        package let key: String
        package let value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package init(principalId: String, entries: [Entry], integrationLatency: Int = 0) {
        self.principalId = principalId
        self.entries = entries
        self.integrationLatency = integrationLatency
    }

    package subscript(key: String) -> String? {
        entries.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// As an event carries it: all texts, but for the latency.
    ///
    /// What the gateway says of itself wins over entries of the same name.
    package var json: JSONValue {
        var object = JSONObject()
        for entry in entries { object[entry.key] = .string(entry.value) }
        object["principalId"] = .string(principalId)
        object["integrationLatency"] = .number(JSONNumber(Int64(integrationLatency)))
        return .object(object)
    }
}
