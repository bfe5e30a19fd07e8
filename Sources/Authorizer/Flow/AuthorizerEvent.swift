// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// What an authorizer is told.
///
/// - Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer" and "Control access to HTTP APIs with
///   AWS Lambda authorizers".
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
    /// The whole request to an HTTP API, in its format 1.0.
    ///
    /// - Parameters:
    ///   - members: What the request says.
    ///   - identity: The value of each identity source.
    ///   - methodArn: The request's own ARN.
    case requestV1(JSONObject, identity: [String], methodArn: String)
    /// The whole request to an HTTP API, in its format 2.0.
    ///
    /// - Parameters:
    ///   - members: What the request says.
    ///   - identity: The value of each identity source.
    ///   - routeArn: The request's own ARN.
    case requestV2(JSONObject, identity: [String], routeArn: String)

    /// The request's own ARN, by whatever name the event has it.
    package var methodArn: String {
        switch self {
        case .token(_, let arn), .request(_, let arn), .requestV1(_, _, let arn), .requestV2(_, _, let arn): arn
        }
    }

    /// The value of the identity header; `nil` for an event that has none.
    package var authorizationToken: String? {
        switch self {
        case .token(let token, _): token
        case .requestV1(_, let identity, _): identity.joined(separator: ",")
        case .request, .requestV2: nil
        }
    }

    /// What the request itself says; `nil` for a TOKEN authorizer, which is not told.
    package var members: JSONObject? {
        switch self {
        case .token: nil
        case .request(let members, _), .requestV1(let members, _, _), .requestV2(let members, _, _): members
        }
    }

    /// The event as a Lambda function gets it.
    package var json: JSONValue {
        let object: JSONObject
        switch self {
        case .token(let token, let methodArn):
            return ["type": "TOKEN", "authorizationToken": .string(token), "methodArn": .string(methodArn)]
        case .request(_, let methodArn):
            object = JSONObject(["type": "REQUEST", "methodArn": .string(methodArn)])
        // Open question: what stands in identitySource when the authorizer has none; nothing is, here.
        case .requestV1(_, let identity, let methodArn):
            let joined = JSONValue.string(identity.joined(separator: ","))
            object = JSONObject([
                "version": "1.0", "type": "REQUEST", "methodArn": .string(methodArn), "identitySource": joined,
                "authorizationToken": joined,
            ])
        case .requestV2(_, let identity, let routeArn):
            object = JSONObject([
                "version": "2.0", "type": "REQUEST", "routeArn": .string(routeArn),
                "identitySource": .array(identity.map(JSONValue.string)),
            ])
        }
        return .object(Self.appending(members, to: object))
    }

    private static func appending(_ members: JSONObject?, to object: JSONObject) -> JSONObject {
        var object = object
        for member in members?.members ?? [] { object[member.name] = member.value }
        return object
    }
}

/// An authorizer that is a Swift closure: it gets the event and returns what a Lambda function would, or throws.
///
/// An error whose description is exactly `Unauthorized` becomes 401, any other 500.
package typealias AuthorizerFunction = @Sendable (AuthorizerEvent) async throws -> JSONValue
