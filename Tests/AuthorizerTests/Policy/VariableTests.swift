// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayModel
import Testing

/// Policy variables.
///
/// - Source: IAM user guide, "IAM policy elements: Variables and tags"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
struct VariableTests {
    static let prefix = "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/"

    struct Case: Sendable, CustomTestStringConvertible {
        let resource: String
        let path: String
        let context: [String: [String]]
        let expected: Expected

        init(_ resource: String, _ path: String, _ context: [String: [String]], _ expected: Expected) {
            self.resource = resource
            self.path = path
            self.context = context
            self.expected = expected
        }

        var testDescription: String { "\(resource) and \(path) for \(context): \(expected)" }

        func check(_ element: String, version: String = #""Version": "2012-10-17","#) throws {
            func verdict(_ effect: String) throws -> Verdict {
                let document = try policy(
                    #"""
                    {\#(version) "Statement": {"Effect": "\#(effect)", "Action": "execute-api:Invoke",
                        "\#(element)": "\#(prefix)\#(resource)"}}
                    """#
                )
                return document.verdict(on: Array((prefix + path).utf8), in: StubContext(context))
            }
            #expect(try verdict("Allow") == (expected == .met ? .allow(statement: 0) : .implicitDeny))
            #expect(try verdict("Deny") == (expected == .notMet ? .implicitDeny : .explicitDeny(statement: 0)))
        }
    }

    static let bob = ["aws:username": ["bob"]]

    @Test(arguments: [
        Case("${aws:username}", "bob", bob, .met),
        Case("${aws:username}", "alice", bob, .notMet),
        Case("${aws:username}/*", "bob/x", bob, .met),
        Case("*/${AWS:UserName}", "a/b/bob", bob, .met),
        Case("${aws:username}-${aws:username}", "bob-bob", bob, .met),
        Case("${aws:PrincipalTag/team}/x", "red/x", ["aws:principaltag/team": ["red"]], .met),
        // What the request says is no pattern.
        Case("${aws:username}", "bob", ["aws:username": ["*"]], .notMet),
        Case("${aws:username}", "*", ["aws:username": ["*"]], .met),
        Case("${aws:username}", "b", ["aws:username": ["?"]], .notMet),
        Case("${aws:username}", "bob", ["aws:username": ["${aws:userid}"], "aws:userid": ["bob"]], .notMet),
        Case("x${aws:username}", "x", ["aws:username": [""]], .met),
        // "The resource that includes a policy variable with no value will not match any resource."
        Case("${aws:username}", "bob", [:], .notMet),
        Case("${aws:username}", "${aws:username}", [:], .notMet),
        Case("*${aws:username}", "bob", [:], .notMet),
        Case("${aws:username}", "bob", ["aws:username": []], .notMet),
        // What comes of several values is not documented.
        Case("${aws:k}", "a", ["aws:k": ["a", "b"]], .undecidable),
    ])
    func `a variable in a Resource is the request's value`(_ claim: Case) throws {
        try claim.check("Resource")
    }

    @Test(arguments: [
        Case("${aws:username}", "bob", bob, .notMet),
        Case("${aws:username}", "alice", bob, .met),
        // Nothing matches a variable without a value, so everything is "not this": a Deny denies, as IAM has it. But no
        // Allow comes from what a request lacks.
        Case("${aws:username}", "alice", [:], .undecidable),
        Case("${aws:k}", "a", ["aws:k": ["a", "b"]], .undecidable),
    ])
    func `a variable in a NotResource is the request's value`(_ claim: Case) throws {
        try claim.check("NotResource")
    }

    @Test(arguments: [
        Case("${aws:username, 'nobody'}", "nobody", [:], .met),
        Case("${aws:username, 'nobody'}", "bob", bob, .met),
        Case("${aws:username, 'nobody'}", "nobody", bob, .notMet),
        Case("${aws:username,'nobody'}", "nobody", [:], .met),
        Case("${aws:username,   'no, body'}", "no, body", [:], .met),
        Case("x${aws:username, ''}", "x", [:], .met),
        Case("${aws:k, 'a'}", "a", ["aws:k": ["a", "b"]], .undecidable),
    ])
    func `a variable may have a default`(_ claim: Case) throws {
        try claim.check("Resource")
    }

    @Test(arguments: [
        Case("${*}", "*", [:], .met),
        Case("${*}", "a", [:], .notMet),
        Case("a${?}c", "a?c", [:], .met),
        Case("a${?}c", "abc", [:], .notMet),
        Case("${$}", "$", [:], .met),
        Case("${$}{aws:username}", "${aws:username}", bob, .met),
        Case("*${*}*", "a*b", [:], .met),
        Case("*${*}*", "ab", [:], .notMet),
        Case("$", "$", [:], .met),
        Case("$x{}", "$x{}", [:], .met),
        Case("a$", "a$", [:], .met),
        Case("$${*}", "$*", [:], .met),
    ])
    func `special characters have variables of their own`(_ claim: Case) throws {
        try claim.check("Resource")
    }

    /// IAM's guide: variables "are treated as literal strings in the policy".
    @Test(
        arguments: ["", #""Version": "2008-10-17","#],
        [
            Case("${aws:username}", "bob", bob, .notMet),
            Case("${aws:username}", "${aws:username}", bob, .met),
            Case("${*}", "${abc}", [:], .met),
            Case("${*}", "*", [:], .notMet),
            Case("${", "${", [:], .met),
        ]
    )
    func `before 2012 there were no variables`(_ version: String, _ claim: Case) throws {
        try claim.check("Resource", version: version)
    }

    @Test(arguments: [
        ConditionClaim(#"{"StringEquals": {"aws:a": "${aws:b}"}}"#, ["aws:a": ["x"], "aws:b": ["x"]], .met),
        ConditionClaim(#"{"StringEquals": {"aws:a": "${aws:b}"}}"#, ["aws:a": ["x"], "aws:b": ["y"]], .notMet),
        ConditionClaim(#"{"StringEquals": {"aws:a": "${aws:b}"}}"#, ["aws:a": ["x"]], .notMet),
        ConditionClaim(#"{"StringEquals": {"aws:a": ["${aws:b}", "x"]}}"#, ["aws:a": ["x"]], .met),
        ConditionClaim(#"{"StringEquals": {"aws:a": "${*}"}}"#, ["aws:a": ["*"]], .met),
        ConditionClaim(#"{"StringLike": {"aws:a": "${aws:b}*"}}"#, ["aws:a": ["*x"], "aws:b": ["*"]], .met),
        ConditionClaim(#"{"StringLike": {"aws:a": "${aws:b}*"}}"#, ["aws:a": ["ax"], "aws:b": ["*"]], .notMet),
        ConditionClaim(#"{"StringLike": {"aws:a": "${aws:b, 'y'}*"}}"#, ["aws:a": ["yx"]], .met),
        ConditionClaim(
            #"{"StringEqualsIgnoreCase": {"aws:a": "${aws:b}"}}"#,
            ["aws:a": ["x"], "aws:b": ["X"]],
            .met
        ),
        ConditionClaim(#"{"StringEqualsIgnoreCase": {"aws:a": "${aws:b}"}}"#, ["aws:a": ["x"]], .notMet),
        ConditionClaim(
            #"{"StringEquals": {"aws:a": "${aws:b}"}}"#,
            ["aws:a": ["x"], "aws:b": ["x", "y"]],
            .undecidable
        ),
        // "Inverted condition operators do match against a null value": so a Deny denies, and no Allow comes of it.
        ConditionClaim(#"{"StringNotEquals": {"aws:a": "${aws:b}"}}"#, ["aws:a": ["x"]], .undecidable),
        ConditionClaim(#"{"StringNotLike": {"aws:a": "${aws:b}*"}}"#, ["aws:a": ["x"]], .undecidable),
        ConditionClaim(#"{"StringNotEquals": {"aws:a": ["${aws:b}", "x"]}}"#, ["aws:a": ["x"]], .notMet),
        ConditionClaim(#"{"StringNotEquals": {"aws:a": "${aws:b}"}}"#, ["aws:a": ["x"], "aws:b": ["y"]], .met),
        ConditionClaim(#"{"StringNotEquals": {"aws:a": "${aws:b}"}}"#, [:], .met),
    ])
    func `a variable in a condition is the request's value`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim(#"{"StringEquals": {"aws:a": "${aws:b}"}}"#, ["aws:a": ["${aws:b}"]], .met),
        ConditionClaim(#"{"StringLike": {"aws:a": "${*}"}}"#, ["aws:a": ["${x}"]], .met),
    ])
    func `nor were there any in conditions`(_ claim: ConditionClaim) throws {
        try claim.check(version: "2008-10-17")
    }

    @Test(arguments: [
        ("${", #"has a "${" without "}"; a "$" before a brace is written "${$}""#),
        ("*${aws:username", #"has a "${" without "}"; a "$" before a brace is written "${$}""#),
        ("*${}", #"has "${}", which is no policy variable ("${service:key}")"#),
        ("*${username}", #"has "${username}", which is no policy variable ("${service:key}")"#),
        ("*${aws:}", #"has "${aws:}", which is no policy variable ("${service:key}")"#),
        ("*${:a}", #"has "${:a}", which is no policy variable ("${service:key}")"#),
        ("*${ aws:username}", #"has "${ aws:username}", which is no policy variable ("${service:key}")"#),
        ("*${**}", #"has "${**}", which is no policy variable ("${service:key}")"#),
        ("*${aws:username, x}", #"gives the variable "aws:username" a default that is not in single quotes"#),
        ("*${aws:username, }", #"gives the variable "aws:username" a default that is not in single quotes"#),
        ("*${aws:username, '}", #"gives the variable "aws:username" a default that is not in single quotes"#),
        ("*${aws:username, 'a'b'}", #"gives the variable "aws:username" a default that is not in single quotes"#),
        ("*${aws:username, '*'}", #"gives the variable "aws:username" a default with a wildcard; leave it out"#),
        ("*${AWS:TagKeys}", #"has the variable "AWS:TagKeys", a key of several values"#),
        ("${aws:username}", "has a policy variable before the fifth colon"),
        ("arn:aws:execute-api:${aws:RequestedRegion}:1:*", "has a policy variable before the fifth colon"),
    ])
    func `what is no variable is refused`(_ resource: String, _ reason: String) throws {
        let document = try json(
            #"""
            {"Version": "2012-10-17",
                "Statement": [{"Effect": "Deny", "Action": "*", "Resource": ["*", "\#(resource)"]}]}
            """#
        )
        #expect(throws: AuthorizerFault.malformedPolicy("Statement[0].Resource \(reason)")) {
            try PolicyDocument(reading: document)
        }
    }

    @Test func `an Action takes no variables`() throws {
        let document = try policy(
            #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "${aws:a}", "Resource": "*"}}"#
        )
        #expect(document.verdict(on: [], in: StubContext(["aws:a": ["execute-api:Invoke"]])) == .implicitDeny)
    }
}
