// SPDX-License-Identifier: Apache-2.0

import Testing

/// Numeric operators and Bool.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators", "Numeric condition operators" and "Boolean
///   condition operators"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
struct NumericConditionTests {
    @Test(arguments: [
        ConditionClaim("NumericEquals", #""10""#, ["10"], .met),
        ConditionClaim("NumericEquals", "10", ["10.0"], .met),
        ConditionClaim("NumericEquals", "10", ["010"], .met),
        ConditionClaim("NumericEquals", "0", ["-0"], .met),
        ConditionClaim("NumericEquals", "0", ["-0.00"], .met),
        ConditionClaim("NumericEquals", "1.50", ["1.5"], .met),
        ConditionClaim("NumericEquals", "10", ["-10"], .notMet),
        ConditionClaim("NumericEquals", "10", ["10.000000000000000000000000000001"], .notMet),
        ConditionClaim("NumericEquals", "9007199254740993", ["9007199254740992"], .notMet),
        ConditionClaim("NumericEquals", #"["1", 2]"#, ["2"], .met),
        ConditionClaim("NumericEquals", "10", nil, .notMet),
        ConditionClaim("NumericNotEquals", "10", ["11"], .met),
        ConditionClaim("NumericNotEquals", "10", ["10.0"], .notMet),
        ConditionClaim("NumericNotEquals", "[10, 11]", ["11"], .notMet),
        ConditionClaim("NumericNotEquals", "10", nil, .met),
    ])
    func `equal numbers are equal, however they are written`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim("NumericLessThan", "10", ["9"], .met),
        ConditionClaim("NumericLessThan", "10", ["9.999999999999999999999"], .met),
        ConditionClaim("NumericLessThan", "10", ["10"], .notMet),
        ConditionClaim("NumericLessThan", "10", ["100"], .notMet),
        ConditionClaim("NumericLessThan", "-1", ["-2"], .met),
        ConditionClaim("NumericLessThan", "-2", ["-1"], .notMet),
        ConditionClaim("NumericLessThan", "1", ["-1"], .met),
        ConditionClaim("NumericLessThan", "0.5", ["0.45"], .met),
        ConditionClaim("NumericLessThan", "0.45", ["0.5"], .notMet),
        ConditionClaim("NumericLessThan", "[1, 10]", ["9"], .met),
        ConditionClaim("NumericLessThan", "10", nil, .notMet),
        ConditionClaim("NumericLessThanEquals", "10", ["10.0"], .met),
        ConditionClaim("NumericLessThanEquals", "10", ["10.1"], .notMet),
        ConditionClaim("NumericGreaterThan", "10", ["11"], .met),
        ConditionClaim("NumericGreaterThan", "10", ["10"], .notMet),
        ConditionClaim("NumericGreaterThan", "99999999999999999999", ["100000000000000000000"], .met),
        ConditionClaim("NumericGreaterThanEquals", "10", ["10"], .met),
        ConditionClaim("NumericGreaterThanEquals", "10", ["9"], .notMet),
        ConditionClaim("NumericGreaterThanEquals", "10", nil, .notMet),
    ])
    func `numbers have an order`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: ["", "abc", "1e3", "0x10", "+1", "1.", ".5", "1.2.3", "--1", " 1", "1 ", "1,5", "-", "\u{661}"])
    func `a value of the request that is no number decides nothing`(_ value: String) throws {
        try ConditionClaim("NumericEquals", "1", [value], .undecidable).check()
        try ConditionClaim("NumericNotEquals", "1", [value], .undecidable).check()
        try ConditionClaim("NumericLessThan", "1", [value], .undecidable).check()
        try ConditionMistake(
            #"{"NumericLessThan": {"aws:k": "\#(value)"}}"#,
            #".NumericLessThan.aws:k: "\#(value)" is not a decimal number"#
        ).check()
    }

    @Test(arguments: [
        ConditionClaim("Bool", #""true""#, ["true"], .met),
        ConditionClaim("Bool", "true", ["true"], .met),
        ConditionClaim("Bool", "false", ["true"], .notMet),
        ConditionClaim("Bool", #""False""#, ["false"], .met),
        ConditionClaim("Bool", "[true, false]", ["false"], .met),
        ConditionClaim("Bool", "true", nil, .notMet),
        ConditionClaim("Bool", "false", nil, .notMet),
        ConditionClaim("BoolIfExists", "true", nil, .met),
        ConditionClaim("Bool", "true", ["yes"], .undecidable),
        ConditionClaim("Bool", "false", [""], .undecidable),
        ConditionClaim(#"{"Bool": {"aws:a": "${aws:b}"}}"#, ["aws:a": ["true"], "aws:b": ["true"]], .met),
        ConditionClaim(#"{"Bool": {"aws:a": "${aws:b}"}}"#, ["aws:a": ["true"], "aws:b": ["x"]], .undecidable),
        ConditionClaim(#"{"Bool": {"aws:a": "${aws:b}"}}"#, ["aws:a": ["true"]], .notMet),
    ])
    func `a boolean is true or false`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: ["yes", "1", "", "truE ", "t"])
    func `a policy's boolean is nothing else`(_ value: String) throws {
        try ConditionMistake(
            #"{"Bool": {"aws:k": "\#(value)"}}"#,
            #".Bool.aws:k: "\#(value)" is not true or false"#
        ).check()
    }
}
