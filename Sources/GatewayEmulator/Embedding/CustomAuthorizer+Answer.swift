// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

extension CustomAuthorizer {
    /// What an authorizer answers: an IAM policy, and for whom.
    ///
    /// - Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer".
    public struct Answer: Sendable {
        private let content: Content

        private enum Content: Sendable {
            case value(JSONValue)
            /// Somebody else's text, which need not be JSON.
            case text(String)
        }

        /// Lets requests pass.
        ///
        /// The answer is kept and held against other requests of the same identity: with `[event.methodArn]` as its
        /// resources, it denies them all other routes until it expires.
        ///
        /// - Parameters:
        ///   - principalId: Whom the answer stands for.
        ///   - resources: Which method ARNs may be called, with `*` and `?`; unless you say otherwise, all.
        ///   - context: What the handler is told.
        /// - Returns: The answer.
        public static func allow(
            principalId: String,
            resources: [String] = ["*"],
            context: [String: String] = [:]
        ) -> Answer {
            var answer = JSONObject([
                "principalId": .string(principalId), "policyDocument": policy("Allow", resources),
            ])
            if !context.isEmpty {
                let entries = context.sorted { $0.key < $1.key }
                answer["context"] = .object(JSONObject(distinct: entries.map { ($0.key, .string($0.value)) }))
            }
            return Answer(content: .value(.object(answer)))
        }

        /// Lets nothing pass: an explicit Deny of everything, which the client sees as a 403.
        public static let deny = Answer(content: .value(["policyDocument": policy("Deny", ["*"])]))

        /// An answer in your own words: any policy, any context.
        ///
        /// - Parameter text: What a Lambda function would return. Anything that API Gateway could not use makes a 500.
        /// - Returns: The answer.
        public static func json(_ text: String) -> Answer {
            Answer(content: .text(text))
        }

        private static func policy(_ effect: JSONValue, _ resources: [String]) -> JSONValue {
            [
                "Version": "2012-10-17",
                "Statement": [
                    [
                        "Effect": effect, "Action": "execute-api:Invoke",
                        "Resource": .array(resources.map(JSONValue.string)),
                    ]
                ],
            ]
        }

        /// - Throws: ``NoJSON``, which makes a 500.
        func value() throws(NoJSON) -> JSONValue {
            switch content {
            case .value(let value): return value
            case .text(let text):
                do throws(JSONError) {
                    return try JSONValue(parsing: text)
                } catch {
                    throw NoJSON(description: "its answer is no JSON: \(error)")
                }
            }
        }
    }

    /// That the text of an answer is no JSON.
    struct NoJSON: Error, CustomStringConvertible {
        let description: String
    }
}
