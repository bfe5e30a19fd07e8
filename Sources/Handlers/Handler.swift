// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// What a route runs, ready to run.
package enum Handler: Sendable {
    /// The same answer each time, as bytes that were made at start.
    case fixed(HandlerAnswer)
    /// A closure of the program that embeds the gateway.
    case function(HandlerFunction)

    package init(_ builtIn: BuiltInHandler) {
        switch builtIn {
        case .public: self = .fixed(.json(#"{"message": "Welcome to our Public API!"}"#))
        case .private: self = .fixed(.json(#"{"message": "Only logged in users can see this"}"#))
        }
    }
}

/// A handler that is a Swift closure.
///
/// One that throws becomes 502, as a Lambda function that fails does.
package typealias HandlerFunction = @Sendable (HandlerEvent) async throws -> HandlerAnswer

/// What a handler is told about a request.
package struct HandlerEvent: Sendable {
    package let method: String
    /// The path below the stage, nothing decoded.
    package let path: String
    /// The resource that matched, `/users/{id}` for example.
    package let resource: String
    /// Nothing decoded, as on AWS for REST APIs.
    package let pathParameters: [String: String]
    /// `nil` on a public route.
    package let authorizer: AuthorizerContext?
    package let body: ArraySlice<UInt8>

    package init(
        method: String,
        path: String,
        resource: String,
        pathParameters: [String: String],
        authorizer: AuthorizerContext?,
        body: ArraySlice<UInt8>
    ) {
        self.method = method
        self.path = path
        self.resource = resource
        self.pathParameters = pathParameters
        self.authorizer = authorizer
        self.body = body
    }
}

/// What a handler answers.
package struct HandlerAnswer: Sendable {
    package let status: UInt16
    package let contentType: [UInt8]
    package let body: [UInt8]

    package init(status: UInt16 = 200, contentType: String = "application/json", body: [UInt8]) {
        self.status = status
        self.contentType = Array(contentType.utf8)
        self.body = body
    }

    package static func json(_ text: String, status: UInt16 = 200) -> HandlerAnswer {
        HandlerAnswer(status: status, body: Array(text.utf8))
    }
}
