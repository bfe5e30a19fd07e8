// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayModel
import Testing

/// Conditions that cannot be judged faithfully.
///
/// - Source: IAM user guide, "Grammar of the IAM JSON policy language"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html) and "Access Analyzer policy check
///   reference" (https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html). IAM
///   itself answers `MalformedPolicyDocument: Invalid Condition type : stringEquals`.
struct MalformedConditionTests {
    private static let notNull = "; Null takes neither a set operator nor IfExists"

    @Test(arguments: [
        ConditionMistake("[]", " is a list, not an object"),
        ConditionMistake(#""aws:SourceIp""#, " is a string, not an object"),
        ConditionMistake(#"{"StringEquals": {}}"#, ".StringEquals is empty; leave it out"),
        ConditionMistake(#"{"StringEquals": "a"}"#, ".StringEquals is a string, not an object"),
        ConditionMistake(#"{"StringEquals": [{"aws:a": "b"}]}"#, ".StringEquals is a list, not an object"),
        ConditionMistake(#"{"StringEquals": {"aws:a": []}}"#, ".StringEquals.aws:a is an empty list"),
        ConditionMistake(#"{"StringEquals": {"aws:a": null}}"#, ".StringEquals.aws:a is null, not a text"),
        ConditionMistake(#"{"StringEquals": {"aws:a": {}}}"#, ".StringEquals.aws:a is an object, not a text"),
        ConditionMistake(#"{"StringEquals": {"aws:a": ["b", null]}}"#, ".StringEquals.aws:a holds null"),
        ConditionMistake(#"{"StringEquals": {"aws:a": [["b"]]}}"#, ".StringEquals.aws:a holds a list"),
        ConditionMistake(
            #"{"StringEquals": {"aws:a": "b", "AWS:A": "c"}}"#,
            #".StringEquals: "AWS:A" stands there twice, in different letter case"#
        ),
        ConditionMistake(#"{"StringEquals": {"a": "b"}}"#, #".StringEquals: "a" is no condition key ("service:key")"#),
        ConditionMistake(#"{"StringEquals": {"": "b"}}"#, #".StringEquals: "" is no condition key ("service:key")"#),
        ConditionMistake(
            #"{"StringEquals": {"aws:": "b"}}"#,
            #".StringEquals: "aws:" is no condition key ("service:key")"#
        ),
        ConditionMistake(
            #"{"StringEquals": {":a": "b"}}"#,
            #".StringEquals: ":a" is no condition key ("service:key")"#
        ),
        ConditionMistake(
            #"{"StringEquals": {"${aws:a}": "b"}}"#,
            #".StringEquals: "${aws:a}" is no condition key ("service:key")"#
        ),
        ConditionMistake(
            #"{"StringEquals": {"aws:a": "${"}}"#,
            #".StringEquals.aws:a has a "${" without "}"; a "$" before a brace is written "${$}""#
        ),
        ConditionMistake(
            #"{"NumericEquals": {"aws:a": "${aws:b}"}}"#,
            #".NumericEquals.aws:a: "${aws:b}" is not a decimal number"#
        ),
        ConditionMistake(#"{"Null": {"aws:a": "${aws:b}"}}"#, #".Null.aws:a: "${aws:b}" is not true or false"#),
        ConditionMistake(#"{"Null": {"aws:a": "yes"}}"#, #".Null.aws:a: "yes" is not true or false"#),
        ConditionMistake(
            #"{"NumericEquals": {"aws:a": [1, true]}}"#,
            #".NumericEquals.aws:a: "true" is not a decimal number"#
        ),
    ])
    func `a malformed condition is refused`(_ mistake: ConditionMistake) throws {
        try mistake.check()
    }

    @Test(arguments: [
        ConditionMistake(#"{"StringIs": {"aws:a": "b"}}"#, #": "StringIs" is no condition operator"#),
        ConditionMistake(#"{"": {"aws:a": "b"}}"#, #": "" is no condition operator"#),
        ConditionMistake(#"{"IfExists": {"aws:a": "b"}}"#, #": "IfExists" is no condition operator"#),
        ConditionMistake(
            #"{"stringEquals": {"aws:a": "b"}}"#,
            #": "stringEquals" is no condition operator; did you mean "StringEquals"?"#
        ),
        ConditionMistake(
            #"{"forAnyValue:StringLike": {"aws:a": "b"}}"#,
            #": "forAnyValue:StringLike" is no condition operator; did you mean "ForAnyValue:StringLike"?"#
        ),
        ConditionMistake(
            #"{"StringLikeIfexists": {"aws:a": "b"}}"#,
            #": "StringLikeIfexists" is no condition operator; did you mean "StringLikeIfExists"?"#
        ),
        ConditionMistake(#"{"bool": {"aws:a": "b"}}"#, #": "bool" is no condition operator; did you mean "Bool"?"#),
        ConditionMistake(
            #"{"StringLikeIgnoreCase": {"aws:a": "b"}}"#,
            #": "StringLikeIgnoreCase" is no condition operator"#
        ),
        ConditionMistake(#"{"BinaryNotEquals": {"aws:a": "b"}}"#, #": "BinaryNotEquals" is no condition operator"#),
        ConditionMistake(
            #"{"StringEqualsIfExistsIfExists": {"aws:a": "b"}}"#,
            #": "StringEqualsIfExistsIfExists" is no condition operator"#
        ),
        ConditionMistake(
            #"{"ForAllValues:ForAnyValue:StringLike": {"aws:a": "b"}}"#,
            #": "ForAllValues:ForAnyValue:StringLike" is no condition operator"#
        ),
        ConditionMistake(#"{"ForAllValues": {"aws:a": "b"}}"#, #": "ForAllValues" is no condition operator"#),
        ConditionMistake(#"{"ForAllValues:": {"aws:a": "b"}}"#, #": "ForAllValues:" is no condition operator"#),
        ConditionMistake(#"{" StringLike": {"aws:a": "b"}}"#, #": " StringLike" is no condition operator"#),
        ConditionMistake(
            #"{"NullIfExists": {"aws:a": "true"}}"#,
            #": "NullIfExists" is no condition operator\#(notNull)"#
        ),
        ConditionMistake(
            #"{"ForAllValues:Null": {"aws:a": "true"}}"#,
            #": "ForAllValues:Null" is no condition operator\#(notNull)"#
        ),
    ])
    func `an unknown operator is refused`(_ mistake: ConditionMistake) throws {
        try mistake.check()
    }

    @Test func `the place is that of the statement`() throws {
        let document = try json(
            #"""
            {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "s3:*", "Resource": "*",
                    "Condition": {"IpAddress": {"aws:SourceIp": ["127.0.0.1", "10.0.0/8"]}}}]}
            """#
        )
        let reason =
            #"Statement[1].Condition.IpAddress.aws:SourceIp: "10.0.0/8" is not an IP address or a range like "#
            + "203.0.113.0/24"
        #expect(throws: AuthorizerFault.malformedPolicy(reason)) { try PolicyDocument(reading: document) }
    }

    @Test func `what a stranger wrote does not reach the terminal as it is`() throws {
        let document = try json(
            #"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"\u001b[2J": {"aws:a": 1}}}}"#
        )
        #expect(
            throws: AuthorizerFault.malformedPolicy(
                #"Statement[0].Condition: "\u{1b}[2J" is no condition operator"#
            )
        ) { try PolicyDocument(reading: document) }
    }
}
