// SPDX-License-Identifier: Apache-2.0

/// What an authorizer tells the integration: `requestContext.authorizer`.
package struct AuthorizerContext: Sendable, Hashable {
    package let principalId: String
    /// Every value as a text, in the order of the answer.
    /// - Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer": numbers and booleans are
    ///   stringified.
    package let entries: [Entry]

    package struct Entry: Sendable, Hashable {
        package let key: String
        package let value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package init(principalId: String, entries: [Entry]) {
        self.principalId = principalId
        self.entries = entries
    }

    package subscript(key: String) -> String? {
        entries.first { $0.key == key }?.value
    }
}
