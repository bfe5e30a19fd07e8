// SPDX-License-Identifier: Apache-2.0

import Testing

/// String operators.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators", "String condition operators"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
struct StringConditionTests {
    @Test(arguments: [
        ConditionClaim("StringEquals", #""a""#, ["a"], .met),
        ConditionClaim("StringEquals", #""a""#, ["A"], .notMet),
        ConditionClaim("StringEquals", #""a""#, ["ab"], .notMet),
        ConditionClaim("StringEquals", #""""#, [""], .met),
        ConditionClaim("StringEquals", #""a""#, [""], .notMet),
        ConditionClaim("StringEquals", #"["a", "b"]"#, ["b"], .met),
        ConditionClaim("StringEquals", #"["a", "b"]"#, ["c"], .notMet),
        ConditionClaim("StringEquals", #""a*""#, ["ab"], .notMet),
        ConditionClaim("StringEquals", #""a*""#, ["a*"], .met),
        ConditionClaim("StringEquals", #""?""#, ["a"], .notMet),
        // Numbers and booleans may stand without quotes: "Grammar of the IAM JSON policy language".
        ConditionClaim("StringEquals", "1.0", ["1.0"], .met),
        ConditionClaim("StringEquals", "1.0", ["1"], .notMet),
        ConditionClaim("StringEquals", "true", ["true"], .met),
        ConditionClaim("StringEquals", #"[true, 7, "x"]"#, ["7"], .met),
        // e with an accent, and e followed by one: the same to a reader, and to Swift's ==, but not in bytes.
        ConditionClaim("StringEquals", "\"\u{E9}\"", ["e\u{301}"], .notMet),
        ConditionClaim("StringNotEquals", "\"\u{E9}\"", ["e\u{301}"], .met),
        ConditionClaim("StringEquals", #""a""#, nil, .notMet),
        ConditionClaim("StringNotEquals", #""a""#, ["b"], .met),
        ConditionClaim("StringNotEquals", #""a""#, ["a"], .notMet),
        ConditionClaim("StringNotEquals", #"["a", "b"]"#, ["b"], .notMet),
        ConditionClaim("StringNotEquals", #"["a", "b"]"#, ["c"], .met),
        ConditionClaim("StringNotEquals", #""a""#, nil, .met),
    ])
    func `StringEquals is exact and case-sensitive`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim("StringEqualsIgnoreCase", #""johnDoe""#, ["JOHNDOE"], .met),
        ConditionClaim("StringEqualsIgnoreCase", #""johnDoe""#, ["johnDo"], .notMet),
        ConditionClaim("StringEqualsIgnoreCase", #""[""#, ["{"], .notMet),
        ConditionClaim("StringEqualsIgnoreCase", #""a*""#, ["AB"], .notMet),
        ConditionClaim("StringEqualsIgnoreCase", #""a""#, nil, .notMet),
        ConditionClaim("StringEqualsIgnoreCase", "\"\u{E9}a\"", ["\u{E9}A"], .met),
        ConditionClaim("StringNotEqualsIgnoreCase", #""a""#, ["A"], .notMet),
        ConditionClaim("StringNotEqualsIgnoreCase", #"["a", "b"]"#, ["C"], .met),
        ConditionClaim("StringNotEqualsIgnoreCase", #""a""#, nil, .met),
        // Beyond ASCII IAM does not say which letters are the same: neither answer is taken for certain.
        ConditionClaim("StringEqualsIgnoreCase", "\"\u{E9}\"", ["\u{C9}"], .undecidable),
        ConditionClaim("StringNotEqualsIgnoreCase", "\"\u{E9}\"", ["\u{C9}"], .undecidable),
        ConditionClaim("StringEqualsIgnoreCase", #""k""#, ["\u{212A}"], .undecidable),
        ConditionClaim("StringEqualsIgnoreCase", "\"stra\u{DF}e\"", ["STRASSE"], .undecidable),
        ConditionClaim("StringEqualsIgnoreCase", "[\"\u{E9}\", \"x\"]", ["X"], .met),
    ])
    func `StringEqualsIgnoreCase folds the letters of ASCII`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim("StringLike", #""a*""#, ["abc"], .met),
        ConditionClaim("StringLike", #""a*""#, ["ABC"], .notMet),
        ConditionClaim("StringLike", #""a?c""#, ["abc"], .met),
        ConditionClaim("StringLike", #""a?c""#, ["ac"], .notMet),
        ConditionClaim("StringLike", #""b""#, ["abc"], .notMet),
        ConditionClaim("StringLike", #""*b*""#, ["abc"], .met),
        ConditionClaim("StringLike", #""a.c""#, ["abc"], .notMet),
        ConditionClaim("StringLike", #""*""#, [""], .met),
        ConditionClaim("StringLike", #""?""#, ["\u{1F511}"], .met),
        ConditionClaim("StringLike", #"["x*", "*c"]"#, ["abc"], .met),
        ConditionClaim("StringLike", #""*""#, nil, .notMet),
        ConditionClaim("StringNotLike", #""a*""#, ["abc"], .notMet),
        ConditionClaim("StringNotLike", #"["x*", "y*"]"#, ["abc"], .met),
        ConditionClaim("StringNotLike", #"["x*", "a*"]"#, ["abc"], .notMet),
        ConditionClaim("StringNotLike", #""*""#, nil, .met),
    ])
    func `StringLike knows wildcards`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim(#"{"StringEquals": {"AWS:UserAgent": "a"}}"#, ["aws:useragent": ["a"]], .met),
        ConditionClaim(#"{"StringEquals": {"aws:useragent": "a"}}"#, ["aws:useragent": ["a"]], .met),
        ConditionClaim(#"{"StringEquals": {"aws:PrincipalTag/Team": "a"}}"#, ["aws:principaltag/team": ["a"]], .met),
    ])
    func `names of keys are not case-sensitive`(_ claim: ConditionClaim) throws {
        try claim.check()
    }
}
