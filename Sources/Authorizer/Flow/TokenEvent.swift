// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// The event of a TOKEN authorizer: exactly three members.
///
/// - Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer".
package struct TokenEvent: Sendable, Hashable {
    /// The header's value, unmodified, prefix included.
    package let authorizationToken: String
    package let methodArn: String

    package init(authorizationToken: String, methodArn: String) {
        self.authorizationToken = authorizationToken
        self.methodArn = methodArn
    }

    package var json: JSONValue {
        [
            "type": "TOKEN",
            "authorizationToken": .string(authorizationToken),
            "methodArn": .string(methodArn),
        ]
    }
}

/// An authorizer that is a Swift closure: it gets the event and returns what a Lambda function would, or throws.
///
/// An error whose description is exactly `Unauthorized` becomes 401, any other 500.
package typealias AuthorizerFunction = @Sendable (TokenEvent) async throws -> JSONValue
