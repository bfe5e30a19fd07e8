// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON

extension CustomAuthorizer {
    /// What an authorizer is told.
    ///
    /// - Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer".
    public struct Event: Sendable {
        private let event: AuthorizerEvent

        init(_ event: AuthorizerEvent) {
            self.event = event
        }

        /// The header's whole value, `Bearer` included; `nil` for a REQUEST authorizer.
        public var authorizationToken: String? { event.authorizationToken }

        /// The ARN of the request: `arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/private`.
        public var methodArn: String { event.methodArn }

        /// The event as JSON, as a Lambda function gets it.
        public var json: String { event.json.compactText }

        /// The last value of a header, for a REQUEST authorizer.
        ///
        /// - Parameter name: Its name; letter case does not matter.
        /// - Returns: `nil` when there is no such header, or for a TOKEN authorizer, which sees one value only.
        public func header(_ name: String) -> String? {
            let wanted = name.lowercased()
            return member("headers")?.members.last { $0.name.lowercased() == wanted }?.value.string
        }

        /// The last value of each name in the query, decoded; empty for a TOKEN authorizer.
        public var queryStringParameters: [String: String] { texts("queryStringParameters") }

        /// What stands in place of the resource's variables; empty for a TOKEN authorizer.
        public var pathParameters: [String: String] { texts("pathParameters") }

        private func member(_ name: String) -> JSONObject? {
            guard let members = event.members else { return nil }
            return members[name]?.object
        }

        private func texts(_ name: String) -> [String: String] {
            let pairs = member(name)?.members.compactMap { member in
                member.value.string.map { (member.name, $0) }
            }
            return Dictionary(pairs ?? [], uniquingKeysWith: { _, last in last })
        }
    }
}
