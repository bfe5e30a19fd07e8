// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel

/// One method of one resource, and the closure that answers it.
public struct GatewayRoute: Sendable {
    /// What answers a request.
    ///
    /// It runs on no event loop, so it may block. One that throws becomes 502, and one that takes longer than 29 seconds
    /// becomes 504, as a Lambda function does.
    public typealias Handler = @Sendable (Event) async throws -> Answer

    /// Method and resource path, `GET /users/{id}` for example.
    let text: String
    /// `nil` for a route that is open.
    let authorizer: CustomAuthorizer?
    let handler: Handler

    /// A route that anybody may call.
    ///
    /// - Parameters:
    ///   - route: Method, or `ANY`, and path: `GET /users/{id}`, `ANY /files/{proxy+}`.
    ///   - handler: What answers it.
    /// - Returns: The route.
    public static func `public`(_ route: String, handler: @escaping Handler) -> GatewayRoute {
        GatewayRoute(text: route, authorizer: nil, handler: handler)
    }

    /// A route whose requests an authorizer lets pass, or not.
    ///
    /// - Parameters:
    ///   - route: Method, or `ANY`, and path: `GET /users/{id}`, `ANY /files/{proxy+}`.
    ///   - authorizer: Who is asked first; routes may share one, and then share its cache.
    ///   - handler: What answers it.
    /// - Returns: The route.
    public static func `private`(
        _ route: String,
        authorizer: CustomAuthorizer,
        handler: @escaping Handler
    ) -> GatewayRoute {
        GatewayRoute(text: route, authorizer: authorizer, handler: handler)
    }
}

extension GatewayRoute {
    /// What a handler is told about a request.
    public struct Event: Sendable {
        /// The method, as it was sent.
        public let method: String
        /// The path below the stage, nothing decoded.
        public let path: String
        /// The resource that matched: `/users/{id}`.
        public let resource: String
        /// What stands in place of the resource's variables; nothing decoded, as on AWS for REST APIs.
        public let pathParameters: [String: String]
        /// The headers that a function sees: the client's, less those that end at the gateway, and those that it adds.
        ///
        /// Names are in the client's spelling, but for well-known ones; of a header that came several times, the last value.
        public let headers: [String: String]
        /// All values of each header, in their order.
        public let multiValueHeaders: [String: [String]]
        /// The query, decoded; of a parameter that came several times, the last value.
        public let queryStringParameters: [String: String]
        /// All values of each parameter, in their order.
        public let multiValueQueryStringParameters: [String: [String]]
        /// Whom the authorizer's answer stands for; `nil` on a public route.
        public let principalId: String?
        /// The `context` of the authorizer's answer, each value as a text; empty on a public route.
        public let context: [String: String]
        /// The body, as it was sent.
        public let body: [UInt8]

        init(_ event: HandlerEvent) {
            method = event.method
            path = event.path
            resource = event.resource
            pathParameters = event.pathParameters
            multiValueHeaders = Self.grouped(event.headers)
            headers = multiValueHeaders.compactMapValues(\.last)
            multiValueQueryStringParameters = Self.grouped(event.queryStringParameters)
            queryStringParameters = multiValueQueryStringParameters.compactMapValues(\.last)
            principalId = event.authorizer?.principalId
            let entries = event.authorizer?.entries ?? []
            context = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
            body = Array(event.body)
        }

        private static func grouped(_ pairs: [NameAndValue]) -> [String: [String]] {
            var grouped: [String: [String]] = [:]
            for pair in pairs { grouped[pair.name, default: []].append(pair.value) }
            return grouped
        }

        /// The value of a header, whatever the letter case of its name; `nil` when the request has none.
        ///
        /// - Parameter name: The header's name.
        /// - Returns: The last value.
        public func header(_ name: String) -> String? {
            headers.first { $0.key.lowercased().utf8.elementsEqual(name.lowercased().utf8) }?.value
        }
    }

    /// What a handler answers.
    public struct Answer: Sendable {
        let answer: HandlerAnswer

        /// An answer of bytes.
        ///
        /// - Parameters:
        ///   - status: 200 to 599; any other becomes 502, as on AWS.
        ///   - contentType: The value of `Content-Type`.
        ///   - headers: Other headers; one that cannot be sent makes the answer a 502.
        ///   - body: What is sent.
        public init(status: Int = 200, contentType: String, headers: [String: String] = [:], body: [UInt8]) {
            answer = HandlerAnswer(
                status: UInt16(clamping: status),
                contentType: contentType,
                headers: headers.sorted { $0.key < $1.key }.map { NameAndValue($0.key, $0.value) },
                body: body
            )
        }

        /// An answer that is JSON.
        ///
        /// - Parameters:
        ///   - text: The JSON, which is sent as it is.
        ///   - status: 200 to 599.
        ///   - headers: Other headers than `Content-Type`.
        /// - Returns: The answer.
        public static func json(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> Answer {
            Answer(status: status, contentType: "application/json", headers: headers, body: Array(text.utf8))
        }

        /// An answer that is plain text.
        ///
        /// - Parameters:
        ///   - text: The text, sent as UTF-8.
        ///   - status: 200 to 599.
        ///   - headers: Other headers than `Content-Type`.
        /// - Returns: The answer.
        public static func text(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> Answer {
            Answer(
                status: status,
                contentType: "text/plain; charset=utf-8",
                headers: headers,
                body: Array(text.utf8)
            )
        }
    }
}
