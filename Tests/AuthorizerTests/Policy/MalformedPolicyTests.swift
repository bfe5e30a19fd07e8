// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel
import Testing

/// Policies that cannot be judged faithfully: each is a fault, none loses a statement in silence.
///
/// - Source: IAM user guide, "Grammar of the IAM JSON policy language"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
struct MalformedPolicyTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let text: String
        let reason: String

        init(_ text: String, _ reason: String) {
            self.text = text
            self.reason = reason
        }

        var testDescription: String { text }
    }

    private func expectRefusal(of value: JSONValue, _ reason: String, _ place: SourceLocation = #_sourceLocation) {
        #expect(throws: AuthorizerFault.malformedPolicy(reason), sourceLocation: place) {
            try PolicyDocument(reading: value)
        }
    }

    @Test(arguments: [
        Mistake("null", "it is null, not an object"),
        Mistake("[]", "it is a list, not an object"),
        Mistake(#""Allow""#, "it is a string, not an object"),
        Mistake("true", "it is a boolean, not an object"),
        Mistake("{}", "Statement is missing"),
        Mistake(#"{"statement": []}"#, #"unknown element "statement""#),
        Mistake(#"{"Principal": "*", "Statement": []}"#, #"unknown element "Principal""#),
        Mistake(#"{"Version": "2012-10-18", "Statement": []}"#, versionReason),
        Mistake(#"{"Version": 20121017, "Statement": []}"#, versionReason),
        Mistake(#"{"Version": null, "Statement": []}"#, versionReason),
        Mistake(#"{"Id": 1, "Statement": []}"#, "Id is a number, not a text"),
        Mistake(#"{"Statement": null}"#, "Statement is null, not a list"),
        Mistake(#"{"Statement": "Allow"}"#, "Statement is a string, not a list"),
        Mistake(#"{"Statement": [[]]}"#, "Statement[0] is a list, not an object"),
        Mistake(#"{"Statement": [null]}"#, "Statement[0] is null, not an object"),
        Mistake(#"{"Statement": {}}"#, effectReason),
        Mistake(
            #"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}, 1]}"#,
            "Statement[1] is a number, not an object"
        ),
    ])
    func `a malformed document is refused`(_ mistake: Mistake) throws {
        expectRefusal(of: try json(mistake.text), mistake.reason)
    }

    private static let versionReason = #"Version is neither "2012-10-17" nor "2008-10-17""#
    private static let effectReason = #"Statement[0].Effect is neither "Allow" nor "Deny""#
    private static let actionReason = "Statement[0] needs either Action or NotAction"
    private static let resourceReason = "Statement[0] needs either Resource or NotResource"
    private static let identityBased = "an authorizer's policy is identity-based and names no principal; remove it"
    private static let rest = #""Action": "*", "Resource": "*""#

    @Test(arguments: [
        Mistake(rest, effectReason),
        Mistake(#""Effect": "allow", \#(rest)"#, effectReason),
        Mistake(#""Effect": "ALLOW", \#(rest)"#, effectReason),
        Mistake(#""Effect": "Allow ", \#(rest)"#, effectReason),
        Mistake(#""Effect": true, \#(rest)"#, effectReason),
        Mistake(#""Effect": ["Allow"], \#(rest)"#, effectReason),
        Mistake(#""effect": "Deny", \#(rest)"#, #"Statement[0] has the unknown element "effect""#),
        Mistake(
            #""Effect": "Allow", \#(rest), "Principal": "*""#,
            "Statement[0].Principal: \(identityBased)"
        ),
        Mistake(
            #""Effect": "Deny", \#(rest), "NotPrincipal": {"AWS": "123456789012"}"#,
            "Statement[0].NotPrincipal: \(identityBased)"
        ),
        Mistake(#""Sid": 1, "Effect": "Allow", \#(rest)"#, "Statement[0].Sid is a number, not a text"),
        Mistake(#""Effect": "Allow", "Resource": "*""#, actionReason),
        Mistake(#""Effect": "Allow", "Action": "*", "NotAction": "s3:*", "Resource": "*""#, actionReason),
        Mistake(#""Effect": "Allow", "Action": "*""#, resourceReason),
        Mistake(#""Effect": "Allow", "Action": "*", "Resource": "*", "NotResource": "a""#, resourceReason),
        Mistake(#""Effect": "Allow", "Action": 1, "Resource": "*""#, "Statement[0].Action is a number, not a text"),
        Mistake(#""Effect": "Allow", "Action": {}, "Resource": "*""#, "Statement[0].Action is an object, not a text"),
        Mistake(#""Effect": "Allow", "Action": null, "Resource": "*""#, "Statement[0].Action is null, not a text"),
        Mistake(#""Effect": "Allow", "Action": [], "Resource": "*""#, "Statement[0].Action is an empty list"),
        Mistake(#""Effect": "Allow", "Action": ["*", 1], "Resource": "*""#, "Statement[0].Action holds a number"),
        Mistake(#""Effect": "Deny", "NotAction": [], "Resource": "*""#, "Statement[0].NotAction is an empty list"),
        Mistake(
            #""Effect": "Allow", "Action": "*", "Resource": true"#,
            "Statement[0].Resource is a boolean, not a text"
        ),
        Mistake(#""Effect": "Allow", "Action": "*", "Resource": [["*"]]"#, "Statement[0].Resource holds a list"),
        Mistake(#""Effect": "Deny", "Action": "*", "NotResource": []"#, "Statement[0].NotResource is an empty list"),
    ])
    func `a malformed statement is refused`(_ mistake: Mistake) throws {
        expectRefusal(of: try json(#"{"Statement": [{\#(mistake.text)}]}"#), mistake.reason)
    }

    /// IAM's grammar: an action is `service:action`, or `*`.
    ///
    /// A Deny that names no service would deny nothing.
    @Test(arguments: ["Action", "NotAction"], ["Invoke", "execute-api", "", "Inv*"])
    func `an action without a service is refused`(_ element: String, _ action: String) throws {
        expectRefusal(
            of: try json(#"{"Statement": [{"Effect": "Deny", "\#(element)": "\#(action)", "Resource": "*"}]}"#),
            #"Statement[0].\#(element) holds "\#(action)", which is neither "service:action" nor "*""#
        )
    }

    @Test func `an element that occurs twice never reaches a policy`() {
        #expect(throws: JSONError.self) { try json(#"{"Statement": [{"Effect": "Deny", "Effect": "Allow"}]}"#) }
    }

    // MARK: - How much a policy may hold

    @Test func `a document has at most 1000 statements`() throws {
        let statement = #"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#
        let most = [String](repeating: statement, count: 1000).joined(separator: ",")
        #expect(try policy(#"{"Statement": [\#(most)]}"#).verdict() == .allow(statement: 0))
        expectRefusal(
            of: try json(#"{"Statement": [\#(most), \#(statement)]}"#),
            "it has more than 1000 statements"
        )
    }

    @Test func `its resources and conditions have at most 65536 bytes`() throws {
        let resources = [String](repeating: "\"\(String(repeating: "a", count: 512))\"", count: 128)
        func document(_ more: String) throws -> JSONValue {
            try json(
                #"""
                {"Statement": {"Effect": "Deny", "Action": "*",
                    "Resource": [\#((resources + [more]).joined(separator: ","))]}}
                """#
            )
        }
        #expect(throws: Never.self) { try PolicyDocument(reading: document(#""""#)) }
        expectRefusal(of: try document(#""a""#), "its resources and conditions have more than 65536 bytes")
    }

    @Test func `it has at most 2000 resources and condition values`() throws {
        func document(_ count: Int) throws -> JSONValue {
            let addresses = [String](repeating: #""::1""#, count: count).joined(separator: ",")
            return try json(
                #"""
                {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
                    "Condition": {"IpAddress": {"aws:SourceIp": [\#(addresses)]}}}}
                """#
            )
        }
        #expect(throws: Never.self) { try PolicyDocument(reading: document(1999)) }
        expectRefusal(of: try document(2000), "it has more than 2000 resources and condition values")
    }

    @Test func `it has at most 64 policy variables`() throws {
        func document(_ count: Int) throws -> JSONValue {
            let variables = [String](repeating: #""*${aws:username}""#, count: count).joined(separator: ",")
            return try json(
                #"""
                {"Version": "2012-10-17",
                    "Statement": {"Effect": "Deny", "Action": "*", "Resource": [\#(variables)]}}
                """#
            )
        }
        #expect(throws: Never.self) { try PolicyDocument(reading: document(64)) }
        expectRefusal(
            of: try document(65),
            "Statement[0].Resource brings the policy variables to more than 64"
        )
    }

    @Test func `a Resource has at most 512 characters`() throws {
        let longest = String(repeating: "a", count: 511) + "*"
        #expect(try statement(resource: #""Resource": "\#(longest)""#).verdict(on: longest) == .allow(statement: 0))
        let wide = String(repeating: "\u{1F511}", count: 512)
        #expect(try statement(resource: #""Resource": ["\#(wide)"]"#).verdict(on: wide) == .allow(statement: 0))
        expectRefusal(
            of: try json(#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": ["*", "a\#(longest)"]}}"#),
            "Statement[0].Resource is longer than 512 characters"
        )
    }
}
