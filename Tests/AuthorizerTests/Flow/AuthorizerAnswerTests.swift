// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel
import Testing

/// What a function may return, and what it is taken for.
struct AuthorizerAnswerTests {
    static let allow =
        #""policyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#
    static let deny =
        #""policyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}"#

    private func answer(_ text: String) throws -> AuthorizerAnswer {
        try AuthorizerAnswer(checking: json(text))
    }

    @Test func `principal, policy and context are taken over`() throws {
        let answer = try answer(#"{"principalId": "user", \#(Self.allow), "context": {"a": "b"}}"#)
        #expect(answer.principalId == "user")
        #expect(answer.policy?.verdict() == .allow(statement: 0))
        #expect(answer.context == [.init(key: "a", value: "b")])
        #expect(answer.note == nil)
    }

    @Test func `context values become texts, numbers with the digits they came with`() throws {
        let answer = try answer(
            #"""
            {"principalId": "user", \#(Self.allow), "context":
                {"text": "x y", "whole": 123, "long": 12345678901234567890123, "fraction": 1.50, "power": 1E3,
                "yes": true, "no": false, "nothing": null, "empty": ""}}
            """#
        )
        #expect(
            answer.context.map { "\($0.key)=\($0.value)" } == [
                "text=x y", "whole=123", "long=12345678901234567890123", "fraction=1.50", "power=1E3", "yes=true",
                "no=false", "empty=",
            ]
        )
    }

    @Test(arguments: ["", #", "context": {}"#, #", "context": null"#])
    func `a context may be empty or absent`(_ context: String) throws {
        #expect(try answer(#"{"principalId": "user", \#(Self.allow)\#(context)}"#).context.isEmpty)
    }

    @Test(arguments: [#""usageIdentifierKey": "k""#, #""anything": {"else": []}"#])
    func `further members do not matter`(_ member: String) throws {
        #expect(try answer(#"{"principalId": "user", \#(Self.allow), \#(member)}"#).principalId == "user")
    }

    @Test(arguments: [
        ("null", "it is null, not an object"),
        (#""Unauthorized""#, "it is a string, not an object"),
        ("[]", "it is a list, not an object"),
        ("true", "it is a boolean, not an object"),
        ("403", "it is a number, not an object"),
        ("{}", "policyDocument is missing"),
        (#"{"statusCode": 401, "body": "no"}"#, "policyDocument is missing"),
        (#"{"principalId": "user"}"#, "policyDocument is missing"),
        (#"{"principalId": 7, \#(allow)}"#, "principalId is a number, not a text"),
        (#"{"principalId": {}, \#(deny)}"#, "principalId is an object, not a text"),
        (#"{"principalId": "user", \#(allow), "context": []}"#, "context is a list, not an object"),
        (#"{"principalId": "user", \#(allow), "context": "x"}"#, "context is a string, not an object"),
    ])
    func `anything else is no answer`(_ text: String, _ reason: String) {
        #expect(throws: AuthorizerFault.notAnAnswer(reason)) { try answer(text) }
    }

    @Test(arguments: [("[\"hello\"]", "a list"), ("{\"b\": 1}", "an object"), ("[]", "a list"), ("{}", "an object")])
    func `a context value that is nested is a fault`(_ value: String, _ kind: String) {
        #expect(throws: AuthorizerFault.contextNotFlat(key: "a", kind: kind)) {
            try answer(#"{"principalId": "user", \#(Self.allow), "context": {"ok": 1, "a": \#(value)}}"#)
        }
    }

    @Test func `the name of a nested context value cannot forge a line of the log`() {
        let name = "a\n200 \u{202E}"
        #expect(
            AuthorizerFault.contextNotFlat(key: name, kind: "a list").description
                == #"the authorizer's context has "a\u{a}200 \u{202e}", which is a list; "#
                + "only texts, numbers and booleans are allowed"
        )
    }

    @Test(arguments: ["", #""principalId": null,"#, #""principalId": "","#])
    func `a denial needs no principal`(_ principal: String) throws {
        let answer = try answer("{\(principal) \(Self.deny)}")
        #expect(answer.principalId == nil)
        #expect(answer.policy?.verdict() == .explicitDeny(statement: 0))
    }

    @Test(arguments: ["", #""principalId": null,"#, #""principalId": "","#])
    func `whoever allows must say for whom`(_ principal: String) {
        #expect(throws: AuthorizerFault.principalIdMissing) { try answer("{\(principal) \(Self.allow)}") }
    }

    @Test func `a malformed policy is a fault`() {
        #expect(throws: AuthorizerFault.malformedPolicy("Statement is missing")) {
            try answer(#"{"principalId": "user", "policyDocument": {}}"#)
        }
        #expect(throws: AuthorizerFault.malformedPolicy("it is a string, not an object")) {
            try answer(#"{"principalId": "user", "policyDocument": "{}"}"#)
        }
    }

    @Test func `a TOKEN event has three members`() {
        let event = AuthorizerEvent.token(authorizationToken: "Bearer abc", methodArn: methodArn)
        #expect(
            event.json.compactText
                == #"{"type":"TOKEN","authorizationToken":"Bearer abc","methodArn":"\#(methodArn)"}"#
        )
    }
}
