// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// What a route runs, ready to run.
package enum Handler: Sendable {
    /// The same answer each time, as bytes that were made at start.
    case fixed(HandlerAnswer)
    /// A closure of the program that embeds the gateway.
    case closure(HandlerFunction)
    /// A Lambda function.
    case function(FunctionReference)

    package init(_ builtIn: BuiltInHandler) {
        self = .fixed(.json(builtIn.body))
    }
}

extension BuiltInHandler {
    package var body: String {
        switch self {
        case .public: #"{"message": "Welcome to our Public API!"}"#
        case .private: #"{"message": "Only logged in users can see this"}"#
        }
    }
}

/// A handler that is a Swift closure: a proxy integration in Swift's own types.
///
/// One that throws becomes 502 on a REST API and 500 on an HTTP API, as a Lambda function that fails does.
package typealias HandlerFunction = @Sendable (HandlerEvent) async throws -> HandlerAnswer

/// What a handler is told about a request.
package struct HandlerEvent: Sendable {
    package let method: String
    /// The path below the stage, nothing decoded.
    package let path: String
    /// The resource that matched, `/users/{id}` for example.
    package let resource: String
    /// Nothing decoded on a REST API, as on AWS; decoded on an HTTP API.
    package let pathParameters: [String: String]
    /// The headers that a function sees, in their order.
    package let headers: [NameAndValue]
    /// Decoded, in their order.
    package let queryStringParameters: [NameAndValue]
    package let stageVariables: [String: String]
    /// `nil` on a public route.
    package let authorizer: AuthorizerContext?
    package let body: ArraySlice<UInt8>

    package init(
        method: String,
        path: String,
        resource: String,
        pathParameters: [String: String],
        headers: [NameAndValue] = [],
        queryStringParameters: [NameAndValue] = [],
        stageVariables: [String: String] = [:],
        authorizer: AuthorizerContext?,
        body: ArraySlice<UInt8>
    ) {
        self.method = method
        self.path = path
        self.resource = resource
        self.pathParameters = pathParameters
        self.headers = headers
        self.queryStringParameters = queryStringParameters
        self.stageVariables = stageVariables
        self.authorizer = authorizer
        self.body = body
    }
}

/// A header, or a parameter of a query.
package struct NameAndValue: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What a handler answers.
package struct HandlerAnswer: Sendable {
    package let status: UInt16
    package let contentType: [UInt8]
    /// Beside `Content-Type`.
    package let headers: [NameAndValue]
    package let body: [UInt8]

    package init(
        status: UInt16 = 200,
        contentType: String = "application/json",
        headers: [NameAndValue] = [],
        body: [UInt8]
    ) {
        self.status = status
        self.contentType = Array(contentType.utf8)
        self.headers = headers
        self.body = body
    }

    package static func json(_ text: String, status: UInt16 = 200) -> HandlerAnswer {
        HandlerAnswer(status: status, body: Array(text.utf8))
    }
}
