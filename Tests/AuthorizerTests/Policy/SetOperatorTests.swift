// SPDX-License-Identifier: Apache-2.0

import Testing

/// Several operators, keys and values; set operators, IfExists, Null.
///
/// - Source: IAM user guide, "Conditions with multiple context keys or values"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html),
///   "Single-valued vs. multivalued context keys"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html)
///   and "Condition operators", "...IfExists" and "Condition operator to check existence of condition keys".
struct SetOperatorTests {
    static let two = #"{"StringEquals": {"aws:a": "1", "aws:b": "2"}}"#
    static let both = #"{"StringEquals": {"aws:a": "1"}, "NumericLessThan": {"aws:b": "2"}}"#

    @Test(arguments: [
        ConditionClaim(two, ["aws:a": ["1"], "aws:b": ["2"]], .met),
        ConditionClaim(two, ["aws:a": ["1"], "aws:b": ["3"]], .notMet),
        ConditionClaim(two, ["aws:a": ["1"]], .notMet),
        ConditionClaim(both, ["aws:a": ["1"], "aws:b": ["1"]], .met),
        ConditionClaim(both, ["aws:a": ["1"], "aws:b": ["2"]], .notMet),
        ConditionClaim(both, ["aws:a": ["2"], "aws:b": ["1"]], .notMet),
        // What is certain decides beside what is not.
        ConditionClaim(both, ["aws:a": ["2"], "aws:b": ["x"]], .notMet),
        ConditionClaim(both, ["aws:a": ["1"], "aws:b": ["x"]], .undecidable),
        ConditionClaim(
            #"{"NotIpAddress": {"aws:a": "10.0.0.0/8"}, "StringNotEquals": {"aws:b": "1"}}"#,
            ["aws:a": ["127.0.0.1"], "aws:b": ["2"]],
            .met
        ),
        // Two negated keys: both have to differ, which is not "not both are the same".
        ConditionClaim(
            #"{"StringNotEquals": {"aws:a": "1", "aws:b": "1"}}"#,
            ["aws:a": ["2"], "aws:b": ["1"]],
            .notMet
        ),
    ])
    func `operators and keys are all to be met`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim("ForAllValues:StringEquals", #"["a", "b", "c"]"#, ["a", "b"], .met),
        ConditionClaim("ForAllValues:StringEquals", #"["a", "b", "c"]"#, ["a", "d"], .notMet),
        ConditionClaim("ForAllValues:StringEquals", #"["a", "b"]"#, ["d"], .notMet),
        ConditionClaim("ForAllValues:StringEquals", #""a""#, ["a"], .met),
        ConditionClaim("ForAllValues:StringEquals", #""a""#, nil, .met),
        ConditionClaim("ForAllValues:StringEquals", #""a""#, [], .met),
        ConditionClaim("ForAllValues:StringEquals", #""a""#, [""], .undecidable),
        ConditionClaim("ForAllValues:StringEquals", #""""#, [""], .met),
        ConditionClaim("ForAllValues:StringNotEquals", #""a""#, [""], .met),
        ConditionClaim("ForAllValues:StringEquals", #""a""#, ["", "a"], .notMet),
        ConditionClaim("ForAllValues:StringNotEquals", #"["a", "b"]"#, ["c", "d"], .met),
        ConditionClaim("ForAllValues:StringNotEquals", #"["a", "b"]"#, ["a", "d"], .notMet),
        ConditionClaim("ForAllValues:StringNotEquals", #""a""#, nil, .met),
        ConditionClaim("ForAllValues:StringLike", #"["key1*", "key2*"]"#, ["key1:x", "key2"], .met),
        ConditionClaim("ForAllValues:NumericLessThan", "10", ["1", "9"], .met),
        ConditionClaim("ForAllValues:NumericLessThan", "10", ["1", "x"], .undecidable),
        ConditionClaim("ForAllValues:NumericLessThan", "10", ["11", "x"], .notMet),
    ])
    func `ForAllValues asks each value of the request`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim("ForAnyValue:StringEquals", #"["a", "b"]"#, ["c", "b"], .met),
        ConditionClaim("ForAnyValue:StringEquals", #"["a", "b"]"#, ["c", "d"], .notMet),
        ConditionClaim("ForAnyValue:StringEquals", #""a""#, ["a"], .met),
        ConditionClaim("ForAnyValue:StringEquals", #""a""#, nil, .notMet),
        ConditionClaim("ForAnyValue:StringEquals", #""a""#, [], .notMet),
        ConditionClaim("ForAnyValue:StringEquals", #""""#, [""], .undecidable),
        ConditionClaim("ForAnyValue:StringEquals", #""a""#, [""], .notMet),
        ConditionClaim("ForAnyValue:StringNotEquals", #""a""#, [""], .undecidable),
        ConditionClaim("ForAnyValue:StringNotEquals", #"["a", "b"]"#, ["a", "c"], .met),
        ConditionClaim("ForAnyValue:StringNotEquals", #"["a", "b"]"#, ["a", "b"], .notMet),
        ConditionClaim("ForAnyValue:StringNotEquals", #""a""#, nil, .notMet),
        ConditionClaim("ForAnyValue:IpAddress", #""10.0.0.0/8""#, ["127.0.0.1", "10.1.1.1"], .met),
        ConditionClaim("ForAnyValue:IpAddress", #""10.0.0.0/8""#, ["x", "10.1.1.1"], .met),
        ConditionClaim("ForAnyValue:IpAddress", #""10.0.0.0/8""#, ["x", "127.0.0.1"], .undecidable),
    ])
    func `ForAnyValue asks for one value of the request`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim("StringEquals", #""a""#, ["a", "a"], .undecidable),
        ConditionClaim("StringNotEquals", #""a""#, ["b", "c"], .undecidable),
        ConditionClaim("StringEquals", #""a""#, [], .notMet),
        ConditionClaim("StringNotEquals", #""a""#, [], .met),
    ])
    func `several values need a set operator`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim("StringEqualsIfExists", #""a""#, nil, .met),
        ConditionClaim("StringEqualsIfExists", #""a""#, [], .met),
        ConditionClaim("StringEqualsIfExists", #""a""#, ["a"], .met),
        ConditionClaim("StringEqualsIfExists", #""a""#, ["b"], .notMet),
        ConditionClaim("StringEqualsIfExists", #""a""#, [""], .notMet),
        // "The request is still denied even if the tag is missing."
        ConditionClaim("StringNotEqualsIfExists", #""a""#, nil, .met),
        ConditionClaim("StringNotEqualsIfExists", #""a""#, ["a"], .notMet),
        ConditionClaim("IpAddressIfExists", #""10.0.0.0/8""#, nil, .met),
        ConditionClaim("IpAddressIfExists", #""10.0.0.0/8""#, ["127.0.0.1"], .notMet),
        ConditionClaim("NumericLessThanIfExists", "1", nil, .met),
        ConditionClaim("DateLessThanIfExists", "1", nil, .met),
        ConditionClaim("ArnLikeIfExists", #""*""#, nil, .met),
        ConditionClaim("StringEqualsIgnoreCaseIfExists", #""a""#, ["A"], .met),
        ConditionClaim("ForAnyValue:StringEqualsIfExists", #""a""#, nil, .met),
        ConditionClaim("ForAnyValue:StringEqualsIfExists", #""a""#, ["b"], .notMet),
        ConditionClaim("ForAllValues:StringLikeIfExists", #""a*""#, nil, .met),
    ])
    func `IfExists is met without the key`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim("Null", #""true""#, nil, .met),
        ConditionClaim("Null", "true", nil, .met),
        ConditionClaim("Null", "true", ["a"], .notMet),
        ConditionClaim("Null", #""false""#, ["a"], .met),
        ConditionClaim("Null", "false", nil, .notMet),
        ConditionClaim("Null", "false", [], .notMet),
        ConditionClaim("Null", "false", [""], .undecidable),
        ConditionClaim("Null", "true", [""], .undecidable),
        ConditionClaim("Null", "[true, false]", [""], .met),
        ConditionClaim("Null", "false", ["a", "b"], .met),
        ConditionClaim("Null", "[true, false]", ["a"], .met),
        ConditionClaim("Null", "[true, false]", nil, .met),
        ConditionClaim(
            #"{"Null": {"aws:TagKeys": "false"}, "ForAllValues:StringLike": {"aws:TagKeys": "a*"}}"#,
            [:],
            .notMet
        ),
    ])
    func `Null asks whether the key is absent`(_ claim: ConditionClaim) throws {
        try claim.check()
    }
}
