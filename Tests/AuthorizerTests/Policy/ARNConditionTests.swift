// SPDX-License-Identifier: Apache-2.0

import Testing

/// ARN operators, and BinaryEquals.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators", "Amazon Resource Name (ARN) condition
///   operators" and "Binary condition operators"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
struct ARNConditionTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let pattern: String
        let value: String
        let matches: Bool

        init(_ pattern: String, _ value: String, _ matches: Bool) {
            self.pattern = pattern
            self.value = value
            self.matches = matches
        }

        var testDescription: String { "\(pattern) \(matches ? "matches" : "does not match") \(value)" }
    }

    @Test(arguments: [
        Pair("arn:aws:sns:us-east-1:123456789012:topic", "arn:aws:sns:us-east-1:123456789012:topic", true),
        Pair("arn:aws:sns:us-east-1:123456789012:topic", "arn:aws:sns:us-east-1:123456789012:Topic", false),
        Pair("arn:aws:sns:us-east-1:123456789012:t*", "arn:aws:sns:us-east-1:123456789012:topic", true),
        Pair("arn:aws:sns:us-east-1:123456789012:topi?", "arn:aws:sns:us-east-1:123456789012:topic", true),
        Pair("arn:aws:sns:*:*:*", "arn:aws:sns:us-east-1:123456789012:topic", true),
        Pair("arn:*:sns:us-*:*12:*", "arn:aws:sns:us-east-1:123456789012:topic", true),
        Pair("arn:aws:iam::*:role/*", "arn:aws:iam::123456789012:role/a/b:c", true),
        Pair("arn:aws:iam::*:role/*", "arn:aws:iam::123456789012:user/a", false),
        Pair("arn:aws:iam:?:*:role/*", "arn:aws:iam::123456789012:role/a", false),
        Pair("*", "arn:aws:iam::123456789012:role/a", true),
        Pair("**", "arn:aws:iam::123456789012:role/a", true),
        // The guide's own example of what StringLike matches and ArnLike does not.
        Pair(
            "arn:aws:someservice:*:111122223333:finance/*",
            "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt",
            false
        ),
        Pair(
            "arn:aws:someservice:*:111122223333:finance/*",
            "arn:aws:someservice:us-east-2:111122223333:finance/document.txt",
            true
        ),
    ])
    func `the six parts of an ARN are matched one by one`(_ pair: Pair) throws {
        for name in ["ArnLike", "ArnEquals"] {
            try ConditionClaim(name, "\"\(pair.pattern)\"", [pair.value], pair.matches ? .met : .notMet).check()
        }
        for name in ["ArnNotLike", "ArnNotEquals"] {
            try ConditionClaim(name, "\"\(pair.pattern)\"", [pair.value], pair.matches ? .notMet : .met).check()
        }
    }

    @Test(arguments: [
        ConditionClaim("ArnLike", #""arn:aws:iam::*:*""#, nil, .notMet),
        ConditionClaim("ArnNotLike", #""arn:aws:iam::*:*""#, nil, .met),
        ConditionClaim("ArnLike", #"["arn:aws:s3:::a", "arn:aws:s3:::b"]"#, ["arn:aws:s3:::b"], .met),
        ConditionClaim("ArnNotLike", #"["arn:aws:s3:::a", "arn:aws:s3:::b"]"#, ["arn:aws:s3:::b"], .notMet),
        ConditionClaim("ArnLike", #""*""#, ["no ARN"], .undecidable),
        ConditionClaim("ArnNotLike", #""arn:aws:s3:::a""#, ["a:b:c:d:e:f"], .undecidable),
        ConditionClaim("ArnNotLike", #""arn:aws:s3:::a""#, ["arn:aws:s3"], .undecidable),
        ConditionClaim(
            #"{"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::${aws:k}"}}"#,
            ["aws:sourcearn": ["arn:aws:s3:::b"], "aws:k": ["b"]],
            .met
        ),
        ConditionClaim(
            #"{"ArnEquals": {"aws:SourceArn": "${aws:PrincipalArn}"}}"#,
            ["aws:sourcearn": ["arn:aws:s3:::b"], "aws:principalarn": ["arn:aws:s3:::b"]],
            .met
        ),
        // What a variable stands for has no wildcards, and may be no ARN.
        ConditionClaim(
            #"{"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::${aws:k}"}}"#,
            ["aws:sourcearn": ["arn:aws:s3:::b"], "aws:k": ["*"]],
            .notMet
        ),
        ConditionClaim(
            #"{"ArnEquals": {"aws:SourceArn": "${aws:k}"}}"#,
            ["aws:sourcearn": ["arn:aws:s3:::b"], "aws:k": ["*"]],
            .undecidable
        ),
        ConditionClaim(
            #"{"ArnNotEquals": {"aws:SourceArn": "${aws:PrincipalArn}"}}"#,
            ["aws:sourcearn": ["arn:aws:s3:::b"]],
            .undecidable
        ),
    ])
    func `an ARN may be missing, or be none`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: ["", "a", "arn:aws:s3", "arn:aws:s3:*", "arn:aws:s3::", "arn*", "arn:aws:s3:::a*"])
    func `a policy's ARN has six parts`(_ text: String) throws {
        guard text != "arn:aws:s3:::a*" else {
            try ConditionClaim("ArnLike", "\"\(text)\"", ["arn:aws:s3:::ab"], .met).check()
            return
        }
        try ConditionMistake(
            #"{"ArnLike": {"aws:SourceArn": "\#(text)"}}"#,
            #".ArnLike.aws:SourceArn: "\#(text)" is not an ARN, whose six parts have colons between them"#
        ).check()
    }

    @Test(arguments: [
        ConditionClaim("BinaryEquals", #""QmluYXJ5VmFsdWVJbkJhc2U2NA==""#, ["QmluYXJ5VmFsdWVJbkJhc2U2NA=="], .met),
        ConditionClaim("BinaryEquals", #""QQ==""#, ["Qg=="], .notMet),
        ConditionClaim("BinaryEquals", #""QQ==""#, nil, .notMet),
        ConditionClaim("BinaryEquals", #""QQ==""#, ["A"], .undecidable),
        ConditionClaim("BinaryEqualsIfExists", #""QQ==""#, nil, .met),
    ])
    func `binary values are compared byte for byte`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: ["A", "QQ", "QQ=", "QR==", "Q Q=", "-_8="])
    func `a policy's binary value is base64`(_ text: String) throws {
        try ConditionMistake(
            #"{"BinaryEquals": {"aws:k": "\#(text)"}}"#,
            #".BinaryEquals.aws:k: "\#(text)" is not base64"#
        ).check()
    }
}
