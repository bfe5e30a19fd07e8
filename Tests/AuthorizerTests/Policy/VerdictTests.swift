// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayModel
import Testing

/// What a policy that can be read says about a request: elements, actions, resources, precedence.
///
/// - Source: IAM user guide, "IAM JSON policy elements reference"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html) and "Policy evaluation logic"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
struct VerdictTests {
    struct Claim: Sendable, CustomTestStringConvertible {
        let given: String
        let isAllowed: Bool

        init(_ given: String, _ isAllowed: Bool) {
            self.given = given
            self.isAllowed = isAllowed
        }

        var testDescription: String { "\(given) \(isAllowed ? "allows" : "does not allow")" }
    }

    static let api = "arn:aws:execute-api:us-east-1:123456789012:localapi01"

    @Test(arguments: [
        Claim("*", true),
        Claim("arn:aws:execute-api:*:*:*", true),
        Claim("arn:aws:execute-api:*", true),
        Claim("arn:*/private", true),
        Claim("arn:aws:execute-api:*:localapi01/dev/GET/private", true),
        Claim("*:123456789012:*", true),
        Claim("*:12345678901:*", false),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/private", true),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/*/GET/private", true),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/*/private", true),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/*", true),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/priv?te", true),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/*", true),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01*private", true),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/POST/private", false),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/Private", false),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/DEV/GET/private", false),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/priv", false),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/private/", false),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/priva?te", false),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/priv??te", false),
        Claim("arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/.......", false),
        Claim("arn:aws:execute-api:us-east-1:123456789012:other00001/*", false),
        Claim("dev/GET/private", false),
        Claim(" *", false),
        Claim("", false),
    ])
    func `a Resource is matched whole, case-sensitively, dots literally`(_ claim: Claim) throws {
        let document = try statement(resource: #""Resource": "\#(claim.given)""#)
        #expect(document.verdict() == (claim.isAllowed ? .allow(statement: 0) : .implicitDeny))
    }

    @Test func `a dot in a Resource is a dot`() throws {
        let document = try statement(resource: #""Resource": "arn:x/GET/v1.0""#)
        #expect(document.verdict(on: "arn:x/GET/v1.0") == .allow(statement: 0))
        #expect(document.verdict(on: "arn:x/GET/v1x0") == .implicitDeny)
    }

    @Test(arguments: [
        Claim(#""execute-api:Invoke""#, true),
        Claim(#""execute-api:invoke""#, true),
        Claim(#""EXECUTE-API:INVOKE""#, true),
        Claim(#""execute-api:*""#, true),
        Claim(#""execute-api:Inv*""#, true),
        Claim(#""execute-api:Invok?""#, true),
        Claim(#""*""#, true),
        Claim(#"["s3:GetObject", "execute-api:Invoke"]"#, true),
        Claim(#""s3:*""#, false),
        Claim(#""execute-api:ManageConnections""#, false),
        Claim(#""execute-api:InvokeX""#, false),
        Claim(#""execute-api:Invok""#, false),
        Claim(#""execute*:*""#, true),
        Claim(#""*:Invoke""#, true),
        Claim(#""*:*oke""#, true),
        Claim(#""?xecute-api:*""#, true),
        Claim(#""execute-ap\u0131:invoke""#, false),
        Claim(#"["s3:*", "sqs:*"]"#, false),
    ])
    func `an Action is matched without regard to case`(_ claim: Claim) throws {
        let document = try statement(action: #""Action": \#(claim.given)"#)
        #expect(document.verdict() == (claim.isAllowed ? .allow(statement: 0) : .implicitDeny))
    }

    @Test(arguments: [
        Claim(#""execute-api:ManageConnections""#, true),
        Claim(#"["s3:*", "sqs:*"]"#, true),
        Claim(#""execute-api:Invoke""#, false),
        Claim(#""EXECUTE-API:*""#, false),
        Claim(#""*""#, false),
        Claim(#"["s3:*", "execute-api:Invoke"]"#, false),
    ])
    func `NotAction covers every other action`(_ claim: Claim) throws {
        let document = try statement(action: #""NotAction": \#(claim.given)"#)
        #expect(document.verdict() == (claim.isAllowed ? .allow(statement: 0) : .implicitDeny))
    }

    @Test func `a Deny by NotAction denies`() throws {
        let document = try statement(effect: #""Deny""#, action: #""NotAction": "execute-api:ManageConnections""#)
        #expect(document.verdict() == .explicitDeny(statement: 0))
    }

    @Test(arguments: [
        Claim(#""arn:aws:execute-api:*/dev/GET/admin""#, true),
        Claim(#"["arn:aws:execute-api:*/dev/GET/admin", "arn:aws:execute-api:*/dev/POST/*"]"#, true),
        Claim(#""*""#, false),
        Claim(#"["arn:aws:execute-api:*/dev/GET/admin", "arn:aws:execute-api:*/private"]"#, false),
    ])
    func `NotResource covers every other resource`(_ claim: Claim) throws {
        let document = try statement(resource: #""NotResource": \#(claim.given)"#)
        #expect(document.verdict() == (claim.isAllowed ? .allow(statement: 0) : .implicitDeny))
    }

    @Test func `any Resource of a list will do`() throws {
        let document = try statement(resource: #""Resource": ["arn:aws:s3:::b", "*/private"]"#)
        #expect(document.verdict() == .allow(statement: 0))
    }

    static let allow = #"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#
    static let deny = #"{"Effect": "Deny", "Action": "execute-api:Invoke", "Resource": "*/private"}"#
    static let denyOther = #"{"Effect": "Deny", "Action": "execute-api:Invoke", "Resource": "*/admin"}"#
    static let denyS3 = #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#

    @Test(arguments: [
        ([allow], Verdict.allow(statement: 0)),
        ([deny], .explicitDeny(statement: 0)),
        ([allow, deny], .explicitDeny(statement: 1)),
        ([deny, allow], .explicitDeny(statement: 0)),
        ([allow, denyOther, deny, allow], .explicitDeny(statement: 2)),
        ([denyOther, allow], .allow(statement: 1)),
        ([denyS3, allow], .allow(statement: 1)),
        ([denyOther], .implicitDeny),
        ([], .implicitDeny),
    ])
    func `an explicit Deny beats any Allow in any order, and silence denies`(
        _ statements: [String],
        _ verdict: Verdict
    ) throws {
        let document = try policy(#"{"Statement": [\#(statements.joined(separator: ","))]}"#)
        #expect(document.verdict() == verdict)
    }

    static let allowHere = #"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": \#(here)}"#
    static let denyHere = #"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": \#(here)}"#
    static let here = #"{"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}"#

    @Test(arguments: [
        ([allowHere], "127.0.0.1", Verdict.allow(statement: 0)),
        ([allowHere], "10.0.0.1", .implicitDeny),
        ([allowHere], "unknown", .implicitDeny),
        ([allow, denyHere], "127.0.0.1", .explicitDeny(statement: 1)),
        ([allow, denyHere], "10.0.0.1", .allow(statement: 0)),
        // A condition that cannot be evaluated does not allow, and denies.
        ([allow, denyHere], "unknown", .explicitDeny(statement: 1)),
        ([allowHere, allow], "unknown", .allow(statement: 1)),
        ([allowHere, denyHere], "127.0.0.1", .explicitDeny(statement: 1)),
    ])
    func `a statement takes effect under its conditions`(
        _ statements: [String],
        _ address: String,
        _ verdict: Verdict
    ) throws {
        let document = try policy(#"{"Statement": [\#(statements.joined(separator: ","))]}"#)
        let context = StubContext(["aws:sourceip": [address]])
        #expect(document.verdict(on: Array(methodArn.utf8), in: context) == verdict)
    }

    @Test func `a condition does not widen a statement`() throws {
        let document = try policy(
            #"{"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": \#(Self.here)}]}"#
        )
        let context = StubContext(["aws:sourceip": ["unknown"]])
        #expect(document.verdict(on: Array(methodArn.utf8), in: context) == .implicitDeny)
    }

    @Test func `one statement need not be in a list`() throws {
        #expect(
            try policy(#"{"Version": "2012-10-17", "Statement": \#(Self.allow)}"#).verdict() == .allow(statement: 0)
        )
        #expect(try policy(#"{"Statement": \#(Self.deny)}"#).verdict() == .explicitDeny(statement: 0))
    }

    @Test(arguments: ["2012-10-17", "2008-10-17"])
    func `both versions of the language are read, with Id and Sid`(_ version: String) throws {
        let document = try policy(
            #"""
            {"Version": "\#(version)", "Id": "x", "Statement":
                [{"Sid": "s", "Effect": "Allow", "Action": "*", "Resource": "*"}]}
            """#
        )
        #expect(document.verdict() == .allow(statement: 0))
    }

    @Test func `a policy of our own making speaks of its resource only`() {
        let document = PolicyDocument(.allow, resource: "arn:x/dev/*")
        #expect(document.verdict(on: "arn:x/dev/GET/a/b") == .allow(statement: 0))
        #expect(document.verdict(on: "arn:x/prod/GET/a") == .implicitDeny)
        #expect(PolicyDocument(.deny, resource: "*").verdict(on: "x") == .explicitDeny(statement: 0))
    }
}
