// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import TestSupport
import Testing

/// Date operators.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators", "Date condition operators"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html); W3C,
///   "Date and Time Formats" (https://www.w3.org/TR/NOTE-datetime).
struct DateConditionTests {
    /// 2026-11-22T14:02:11Z.
    static let seconds = "1795356131"

    @Test(arguments: [
        "2026-11-22T14:02:11Z", "2026-11-22T14:02:11.0Z", "2026-11-22T14:02:11.000000000Z", "2026-11-22T15:02:11+01:00",
        "2026-11-22T04:32:11-09:30", "2026-11-23T00:02:11+10:00", "1795356131",
    ])
    func `a moment can be written in many ways`(_ text: String) throws {
        try ConditionClaim("DateEquals", "\"\(text)\"", [Self.seconds], .met).check()
        try ConditionClaim("DateEquals", "\"\(Self.seconds)\"", [text], .met).check()
        try ConditionClaim("DateNotEquals", "\"\(text)\"", [Self.seconds], .notMet).check()
    }

    @Test(arguments: [
        ("1970-01-01", "0"), ("1970-01-01T00:00Z", "0"), ("1970-01", "0"), ("1969-12-31T23:59:59Z", "-1"),
        ("2000-02-29", "951782400"), ("2000-03", "951868800"), ("2024-02-29T00:00:00Z", "1709164800"),
        ("1900-03-01", "-2203891200"), ("9999-12-31T23:59:59Z", "253402300799"), ("0001-01-01", "-62135596800"),
        ("0000-01-01", "-62167219200"),
    ])
    func `a date is the beginning of its day, a month that of its first`(_ text: String, _ seconds: String) throws {
        try ConditionClaim("DateEquals", "\"\(text)\"", [seconds], .met).check()
    }

    @Test(arguments: [
        ConditionClaim("DateLessThan", #""2026-11-22T14:02:12Z""#, [seconds], .met),
        ConditionClaim("DateLessThan", #""2026-11-22T14:02:11Z""#, [seconds], .notMet),
        ConditionClaim("DateLessThan", #""2026-11-22T14:02:11.000000001Z""#, [seconds], .met),
        ConditionClaim("DateLessThan", #""2026-11-22T15:02:11+02:00""#, [seconds], .notMet),
        ConditionClaim("DateLessThan", #""9999-12-31T23:59:59Z""#, [seconds], .met),
        ConditionClaim("DateLessThan", "1795356132", [seconds], .met),
        ConditionClaim("DateLessThanEquals", #""2026-11-22T14:02:11Z""#, [seconds], .met),
        ConditionClaim("DateLessThanEquals", #""2026-11-22""#, [seconds], .notMet),
        ConditionClaim("DateGreaterThan", #""2026-11-22""#, [seconds], .met),
        ConditionClaim("DateGreaterThan", #""2026-11-23""#, [seconds], .notMet),
        ConditionClaim("DateGreaterThan", #""2026-11-22T14:02:11Z""#, ["2026-11-22T14:02:11.040Z"], .met),
        ConditionClaim("DateGreaterThanEquals", #""2026-11-22T14:02:11Z""#, [seconds], .met),
        ConditionClaim("DateGreaterThanEquals", #""2026-11-22T14:02:12Z""#, [seconds], .notMet),
        ConditionClaim("DateGreaterThan", #""2026-11-22""#, nil, .notMet),
        ConditionClaim("DateNotEquals", #""2026-11-22""#, nil, .met),
        ConditionClaim("DateNotEquals", #""2026-11-22""#, [seconds], .met),
        ConditionClaim(
            #"{"DateGreaterThan": {"aws:CurrentTime": "2026-11-01"}, "DateLessThan": {"aws:CurrentTime": "2026-12-01"}}"#,
            ["aws:currenttime": ["2026-11-22T14:02:11Z"]],
            .met
        ),
    ])
    func `moments have an order`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    /// Among them `2026`: the year, or the seconds after the beginning of 1970?
    @Test(arguments: [
        "", "2026", "abc", "2026-13-01", "2026-00-01", "2026-11-00", "2026-11-31", "2026-02-29", "1900-02-29",
        "2026-11-22T", "2026-11-22T14", "2026-11-22T14:02", "2026-11-22T14:02:11", "2026-11-22T24:00Z",
        "2026-11-22T14:60Z", "2026-11-22T14:02:60Z", "2026-11-22T14:02:11.Z", "2026-11-22T14:02:11.0000000001Z",
        "2026-11-22t14:02:11Z", "2026-11-22T14:02:11z", "2026-11-22 14:02:11Z", "2026-11-22T14:02:11+0100",
        "2026-11-22T14:02:11+24:00", "2026-11-22T14:02:11+01:60", "2026-11-22T14:02:11Z ", "2026-11T14:02Z", "2026-1-2",
        "26-11-22", "20261122T140211Z", "12.5", "1e9", "+1795356131", "99999999999999999999",
        "Sun, 22 Nov 2026 14:02:11 GMT", "2026-11-*",
    ])
    func `anything else is no date`(_ text: String) throws {
        try ConditionMistake(
            #"{"DateLessThan": {"aws:k": "\#(text)"}}"#,
            ".DateLessThan.aws:k: \"\(text)\" is not a date like 2026-11-22T14:02:11Z or a number of seconds since 1970"
        ).check()
        try ConditionClaim("DateLessThan", #""2026-11-22""#, [text], .undecidable).check()
        try ConditionClaim("DateNotEquals", #""2026-11-22""#, [text], .undecidable).check()
    }

    @Test func `every day of four centuries is read as the calendar writes it`() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let seconds = Int64.random(in: -12_000_000_000...12_000_000_000, using: &random)
            let civil = CivilTime(secondsSince1970: seconds)
            let text = "\(civil.dateText)T\(civil.timeText)Z"
            try ConditionClaim("DateEquals", "\"\(text)\"", [String(seconds)], .met).check()
        }
    }
}
