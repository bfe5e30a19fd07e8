// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel
import Testing

/// Answers as AWS's own helper libraries write them.
///
/// - Source: awslabs/aws-apigateway-lambda-authorizer-blueprints, blueprints/java AuthPolicy.java: each policy has an Allow
///   and a Deny statement with an empty Condition, and the one that is not used has an empty Resource list; the blueprints
///   for Node.js and Python; aws/aws-lambda-java-libs, IamPolicyResponse.java: `"Condition": null`.
struct HelperLibraryTests {
    private static func statement(_ effect: String, _ resources: [JSONValue], _ more: KeyValuePairs<String, JSONValue>)
        -> JSONValue
    {
        var object = JSONObject([
            "Effect": .string(effect), "Action": "execute-api:Invoke", "Resource": .array(resources),
        ])
        for (name, value) in more { object[name] = value }
        return .object(object)
    }

    private static func verdict(_ statements: [JSONValue]) throws -> Verdict {
        let answer: JSONValue = [
            "principalId": "user", "policyDocument": ["Version": "2012-10-17", "Statement": .array(statements)],
        ]
        return try #require(AuthorizerAnswer(checking: answer).policy).verdict(
            on: Array(methodArn.utf8),
            in: NoPolicyContext()
        )
    }

    private static let stage: JSONValue = "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/*/*"

    @Test func `the blueprint for Java, allowing everything`() throws {
        let statements = [
            Self.statement("Allow", [Self.stage], ["Condition": [:]]), Self.statement("Deny", [], ["Condition": [:]]),
        ]
        #expect(try Self.verdict(statements) == .allow(statement: 0))
    }

    @Test func `the blueprint for Java, denying everything`() throws {
        let statements = [
            Self.statement("Allow", [], ["Condition": [:]]), Self.statement("Deny", [Self.stage], ["Condition": [:]]),
        ]
        #expect(try Self.verdict(statements) == .explicitDeny(statement: 1))
    }

    @Test func `the library for Java`() throws {
        #expect(
            try Self.verdict([Self.statement("Allow", [Self.stage], ["Condition": nil])]) == .allow(statement: 0)
        )
        #expect(try Self.verdict([Self.statement("Deny", ["*"], ["Sid": nil])]) == .explicitDeny(statement: 0))
    }

    @Test func `a statement about no resource decides nothing`() throws {
        #expect(try Self.verdict([Self.statement("Allow", [], [:])]) == .implicitDeny)
        #expect(try Self.verdict([Self.statement("Deny", [], [:])]) == .implicitDeny)
    }
}
