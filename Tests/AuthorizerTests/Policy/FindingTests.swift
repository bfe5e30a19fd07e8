// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayModel
import Testing

/// What `findings` says, in words for a developer.
struct FindingTests {
    struct Line: Sendable, CustomTestStringConvertible {
        let statement: String
        let context: [String: [String]]
        let matched: Bool
        let reason: String

        init(_ statement: String, _ matched: Bool, _ reason: String) {
            self.init(statement, [:], matched, reason)
        }

        init(_ statement: String, _ context: [String: [String]], _ matched: Bool, _ reason: String) {
            self.statement = statement
            self.context = context
            self.matched = matched
            self.reason = reason
        }

        var testDescription: String { reason }
    }

    private func finding(_ line: Line) throws -> StatementFinding {
        let document = try policy(#"{"Version": "2012-10-17", "Statement": [{\#(line.statement)}]}"#)
        return try #require(document.findings(on: Array(methodArn.utf8), in: StubContext(line.context)).first)
    }

    private static let allow = #""Effect": "Allow", "Action": "execute-api:Invoke""#
    private static let deny = #""Effect": "Deny", "Action": "execute-api:Invoke""#

    @Test(arguments: [
        Line(#"\#(allow), "Resource": "*""#, true, "covers execute-api:Invoke on *"),
        Line(
            #"\#(allow), "Resource": ["x", "arn:aws:execute-api:*/dev/*"]"#,
            true,
            "covers execute-api:Invoke on arn:aws:execute-api:*/dev/*"
        ),
        Line(#"\#(allow), "NotResource": ["x", "y"]"#, true, "covers execute-api:Invoke on all but x, y"),
        Line(#"\#(allow), "Resource": "arn:x/GET/other""#, false, #"Resource "arn:x/GET/other" does not match"#),
        Line(#"\#(allow), "Resource": ["x", "y", "z"]"#, false, #"none of 3 Resources matches, the first is "x""#),
        Line(#"\#(allow), "NotResource": ["x", "*/private"]"#, false, #"NotResource "*/private" leaves it out"#),
        Line(
            #""Effect": "Allow", "Action": "s3:GetObject", "Resource": "*""#,
            false,
            "Action speaks of s3:GetObject only"
        ),
        Line(
            #""Effect": "Allow", "Action": ["s3:a", "s3:b", "s3:c", "s3:d", "s3:e"], "Resource": "*""#,
            false,
            "Action speaks of s3:a, s3:b, s3:c and 2 more only"
        ),
        Line(
            #""Effect": "Allow", "NotAction": "*", "Resource": "*""#,
            false,
            "NotAction leaves out execute-api:Invoke"
        ),
        Line(
            #"\#(allow), "Resource": "*/${aws:UserName}""#,
            false,
            #"Resource "*/${aws:UserName}" does not match: the request has no aws:username"#
        ),
        Line(
            #"\#(deny), "NotResource": "*/${aws:username}""#,
            true,
            "denies, because it cannot be evaluated: "
                + #"NotResource "*/${aws:username}" does not match: the request has no aws:username"#
        ),
        Line(
            #"\#(allow), "Resource": "*/${aws:k}""#,
            ["aws:k": ["a", "b"]],
            false,
            #"cannot be evaluated: Resource "*/${aws:k}": the request has several values of aws:k"#
        ),
    ])
    func `a line names what covers, or what does not match`(_ line: Line) throws {
        let finding = try finding(line)
        #expect(finding.reason == line.reason)
        #expect(finding.matched == line.matched)
    }

    private static func condition(_ text: String, _ effect: String = allow) -> String {
        #"\#(effect), "Resource": "*", "Condition": \#(text)"#
    }

    private static let ip = condition(#"{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#)

    @Test(arguments: [
        Line(ip, ["aws:sourceip": ["203.0.113.9"]], true, "covers execute-api:Invoke on *; its Condition is met"),
        Line(
            ip,
            ["aws:sourceip": ["127.0.0.1"]],
            false,
            "Condition IpAddress aws:SourceIp: 127.0.0.1 is not in 203.0.113.0/24"
        ),
        Line(
            condition(#"{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "::1"]}}"#),
            ["aws:sourceip": ["127.0.0.1"]],
            false,
            "Condition IpAddress aws:SourceIp: 127.0.0.1 is in none of 203.0.113.0/24, ::1"
        ),
        Line(
            condition(#"{"NotIpAddress": {"aws:SourceIp": "127.0.0.0/8"}}"#),
            ["aws:sourceip": ["127.0.0.1"]],
            false,
            "Condition NotIpAddress aws:SourceIp: 127.0.0.1 is in 127.0.0.0/8"
        ),
        Line(
            condition(#"{"StringEquals": {"aws:sourcevpc": "vpc-1"}}"#),
            [:],
            false,
            "Condition StringEquals aws:sourcevpc: the request has no aws:SourceVpc"
        ),
        Line(
            condition(#"{"StringEquals": {"s3:prefix": "a"}}"#),
            [:],
            false,
            "Condition StringEquals s3:prefix: the request has no s3:prefix"
        ),
        Line(
            condition(#"{"StringEquals": {"aws:UserAgent": ["a b", "c"]}}"#),
            ["aws:useragent": ["curl 8"]],
            false,
            #"Condition StringEquals aws:UserAgent: "curl 8" is none of "a b", c"#
        ),
        Line(
            condition(#"{"StringNotLike": {"aws:UserAgent": "curl*"}}"#),
            ["aws:useragent": ["curl/8"]],
            false,
            "Condition StringNotLike aws:UserAgent: curl/8 is like curl*"
        ),
        Line(
            condition(#"{"NumericLessThan": {"aws:MultiFactorAuthAge": 60}}"#),
            ["aws:multifactorauthage": ["61"]],
            false,
            "Condition NumericLessThan aws:MultiFactorAuthAge: 61 is not below 60"
        ),
        Line(
            condition(#"{"DateLessThan": {"aws:CurrentTime": "2026-01-01"}}"#),
            ["aws:currenttime": ["2026-11-22T14:02:11Z"]],
            false,
            "Condition DateLessThan aws:CurrentTime: 2026-11-22T14:02:11Z is not below 2026-01-01"
        ),
        Line(
            condition(#"{"Null": {"aws:SourceIp": true}}"#),
            ["aws:sourceip": ["::1"]],
            false,
            "Condition Null aws:SourceIp: the request has ::1"
        ),
        Line(
            condition(#"{"Null": {"aws:SourceVpc": false}}"#),
            [:],
            false,
            "Condition Null aws:SourceVpc: the request has no aws:SourceVpc"
        ),
        Line(
            condition(#"{"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}"#),
            ["aws:tagkeys": ["a", "b"]],
            false,
            "Condition ForAllValues:StringEquals aws:TagKeys: b is not a"
        ),
        Line(
            condition(#"{"ForAnyValue:StringEquals": {"aws:Referer": "a"}}"#),
            ["aws:referer": [""]],
            false,
            #"Condition ForAnyValue:StringEquals aws:Referer: "" is not a"#
        ),
        Line(
            condition(#"{"StringEquals": {"aws:Referer": "${aws:username}"}}"#),
            ["aws:referer": ["a"]],
            false,
            "Condition StringEquals aws:Referer: the request has no aws:username"
        ),
        Line(
            condition(#"{"NumericLessThan": {"aws:EpochTime": 5}}"#),
            ["aws:epochtime": ["x"]],
            false,
            "cannot be evaluated: Condition NumericLessThan aws:EpochTime: x cannot be compared with 5"
        ),
        Line(
            condition(#"{"NumericLessThan": {"aws:EpochTime": 5}}"#, deny),
            ["aws:epochtime": ["x"]],
            true,
            "denies, because it cannot be evaluated: "
                + "Condition NumericLessThan aws:EpochTime: x cannot be compared with 5"
        ),
        Line(
            condition(#"{"StringEquals": {"aws:TagKeys": "a"}}"#),
            ["aws:tagkeys": ["a", "b"]],
            false,
            "cannot be evaluated: Condition StringEquals aws:TagKeys: "
                + "the request has 2 values, which need ForAllValues or ForAnyValue"
        ),
    ])
    func `a line names the condition and both values`(_ line: Line) throws {
        let finding = try finding(line)
        #expect(finding.reason == line.reason)
        #expect(finding.matched == line.matched)
    }

    @Test func `a line stays a line, whatever a client sends`() throws {
        let agent = "\u{1B}[2J\n" + String(repeating: "x", count: 200)
        let finding = try finding(
            Line(
                Self.condition(#"{"StringEquals": {"aws:UserAgent": "a"}}"#),
                ["aws:useragent": [agent]],
                false,
                ""
            )
        )
        let shown = "\\u{1b}[2J\\u{a}" + String(repeating: "x", count: 75) + "…"
        #expect(finding.reason == "Condition StringEquals aws:UserAgent: \"\(shown)\" is not a")
    }

    @Test func `there is a finding for each statement, with its name`() throws {
        let document = try policy(
            #"""
            {"Statement": [
                {"Sid": "Everyone", "Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
            """#
        )
        let findings = document.findings(on: Array(methodArn.utf8), in: NoPolicyContext())
        #expect(
            findings == [
                StatementFinding(
                    index: 0,
                    sid: "Everyone",
                    effect: .allow,
                    matched: true,
                    reason: "covers execute-api:Invoke on *"
                ),
                StatementFinding(
                    index: 1,
                    sid: nil,
                    effect: .deny,
                    matched: false,
                    reason: "Action speaks of s3:* only"
                ),
            ]
        )
    }

    // MARK: - Which ARN is allowed

    @Test(
        arguments: [
            (#"[{"Effect": "Allow", "Action": "*", "Resource": "arn:a"}]"#, "arn:a"),
            (#"[{"Effect": "Allow", "Action": "*", "Resource": ["arn:a", "arn:a"]}]"#, "arn:a"),
            (#"[{"Effect": "Allow", "Action": "*", "Resource": "arn:a/${*}"}]"#, "arn:a/*"),
            (
                #"""
                [{"Effect": "Allow", "Action": "*", "Resource": "arn:a"},
                    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
                    {"Effect": "Deny", "Action": "*", "Resource": "*/x"}]
                """#, "arn:a"
            ),
            (#"[{"Effect": "Allow", "Action": "*", "Resource": ["arn:a", "arn:b"]}]"#, nil),
            (#"[{"Effect": "Allow", "Action": "*", "Resource": "arn:*"}]"#, nil),
            (#"[{"Effect": "Allow", "Action": "*", "Resource": "arn:?"}]"#, nil),
            (#"[{"Effect": "Allow", "Action": "*", "Resource": "a:b:c:d:e:${aws:username}"}]"#, nil),
            (#"[{"Effect": "Allow", "Action": "*", "NotResource": "arn:a"}]"#, nil),
            (#"[{"Effect": "Deny", "Action": "*", "Resource": "arn:a"}]"#, nil),
            ("[]", nil),
        ] as [(String, String?)]
    )
    func `a policy that allows one ARN says which`(_ statements: String, _ arn: String?) throws {
        #expect(try policy(#"{"Version": "2012-10-17", "Statement": \#(statements)}"#).onlyAllowedArn == arn)
    }

    // MARK: - Keys

    @Test func `keys are asked for in small letters`() {
        #expect(ConditionKey.sourceIp.lowercased == "aws:sourceip")
        #expect(ConditionKey.viaAWSService.lowercased == "aws:viaawsservice")
    }

    /// - Source: IAM user guide, "AWS global condition context keys", "Value type".
    @Test func `few keys have several values`() {
        #expect(
            ConditionKey.allCases.filter(\.isMultivalued) == [
                .calledVia, .principalOrgPaths, .principalServiceNamesList, .tagKeys,
            ]
        )
    }
}
