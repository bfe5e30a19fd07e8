// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// What an authorizer is told.
///
/// - Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer".
package enum AuthorizerEvent: Sendable, Hashable {
    /// Exactly three members: `type`, `authorizationToken`, `methodArn`.
    ///
    /// - Parameters:
    ///   - authorizationToken: The header's value, unmodified, prefix included.
    ///   - methodArn: The request's own ARN.
    case token(authorizationToken: String, methodArn: String)
    /// The whole request without its body.
    ///
    /// - Parameters:
    ///   - members: What stands beside `type` and `methodArn`.
    ///   - methodArn: The request's own ARN.
    case request(JSONObject, methodArn: String)

    package var methodArn: String {
        switch self {
        case .token(_, let methodArn), .request(_, let methodArn): methodArn
        }
    }

    /// The value of the identity header; `nil` for a REQUEST authorizer.
    package var authorizationToken: String? {
        switch self {
        case .token(let token, _): token
        case .request: nil
        }
    }

    /// The event as a Lambda function gets it.
    package var json: JSONValue {
        switch self {
        case .token(let token, let methodArn):
            return ["type": "TOKEN", "authorizationToken": .string(token), "methodArn": .string(methodArn)]
        case .request(let members, let methodArn):
            var object = JSONObject(["type": "REQUEST", "methodArn": .string(methodArn)])
            for member in members.members { object[member.name] = member.value }
            return .object(object)
        }
    }
}

/// An authorizer that is a Swift closure: it gets the event and returns what a Lambda function would, or throws.
///
/// An error whose description is exactly `Unauthorized` becomes 401, any other 500.
package typealias AuthorizerFunction = @Sendable (AuthorizerEvent) async throws -> JSONValue
