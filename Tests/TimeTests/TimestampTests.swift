// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01", "00:00:00", 4), (-1, "1969-12-31", "23:59:59", 3), (86_399, "1970-01-01", "23:59:59", 4),
            (86_400, "1970-01-02", "00:00:00", 5), (-86_400, "1969-12-31", "00:00:00", 3),
            (-86_401, "1969-12-30", "23:59:59", 2),
            (951_782_400, "2000-02-29", "00:00:00", 2), (951_868_800, "2000-03-01", "00:00:00", 3),
            (1_709_164_800, "2024-02-29", "00:00:00", 4), (1_677_628_800, "2023-03-01", "00:00:00", 3),
            (4_107_542_400, "2100-03-01", "00:00:00", 1), (4_107_456_000, "2100-02-28", "00:00:00", 0),
            (-2_203_891_200, "1900-03-01", "00:00:00", 4), (-2_208_988_800, "1900-01-01", "00:00:00", 1),
            (1_000_000_000, "2001-09-09", "01:46:40", 0), (1_234_567_890, "2009-02-13", "23:31:30", 5),
            (2_147_483_647, "2038-01-19", "03:14:07", 2), (-2_147_483_648, "1901-12-13", "20:45:52", 5),
            (253_402_300_799, "9999-12-31", "23:59:59", 5), (-62_167_219_200, "0000-01-01", "00:00:00", 6),
        ] as [(Int64, String, String, Int)]
    )
    func `a number of seconds is a day of the Gregorian calendar`(
        seconds: Int64,
        date: String,
        time: String,
        weekday: Int
    ) {
        let civil = CivilTime(secondsSince1970: seconds)
        #expect(civil.dateText == date)
        #expect(civil.timeText == time)
        #expect(civil.weekday == weekday)
    }

    @Test func `four hundred years of days follow one another`() {
        var expected = (year: 1900, month: 1, day: 1)
        for day in 0..<146_097 {
            let civil = CivilTime(secondsSince1970: -2_208_988_800 + Int64(day) * 86_400)
            guard (civil.year, civil.month, civil.day) == expected else {
                Issue.record("\(civil.dateText), expected \(expected)")
                return
            }
            let isLeap = expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            expected.day += 1
            if expected.day > lengths[expected.month - 1] {
                expected = (expected.year, expected.month + 1, 1)
            }
            if expected.month > 12 {
                expected = (expected.year + 1, 1, 1)
            }
        }
        #expect(expected == (2300, 1, 1))
    }

    @Test func `the first and the last number of seconds are no trap`() {
        #expect(CivilTime(secondsSince1970: .max).second >= 0)
        #expect(CivilTime(secondsSince1970: .min).second >= 0)
        #expect(Timestamp(nanosecondsSince1970: .max).iso8601 == "2262-04-11T23:47:16.854Z")
        #expect(Timestamp(nanosecondsSince1970: .min).iso8601 == "1677-09-21T00:12:43.145Z")
    }

    @Test func `a moment that does not fit becomes the nearest that does`() {
        #expect(Timestamp(secondsSince1970: .max).nanosecondsSince1970 == .max)
        #expect(Timestamp(secondsSince1970: .min).nanosecondsSince1970 == .min)
        #expect(Timestamp(secondsSince1970: 9_223_372_036).nanosecondsSince1970 == 9_223_372_036_000_000_000)
        #expect(Timestamp(secondsSince1970: 9_223_372_037).nanosecondsSince1970 == .max)
    }

    @Test(
        arguments: [
            (0, 0, 0), (1, 0, 0), (999_999, 0, 0), (1_000_000, 0, 1), (999_999_999, 0, 999), (1_000_000_000, 1, 1000),
            (-1, -1, -1), (-1_000_000, -1, -1), (-1_000_001, -1, -2), (-1_000_000_000, -1, -1000),
            (-1_000_000_001, -2, -1001),
        ] as [(Int64, Int64, Int64)]
    )
    func `seconds and milliseconds are rounded down, before 1970 too`(
        nanoseconds: Int64,
        seconds: Int64,
        milliseconds: Int64
    ) {
        let time = Timestamp(nanosecondsSince1970: nanoseconds)
        #expect(time.secondsSince1970 == seconds)
        #expect(time.millisecondsSince1970 == milliseconds)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_795_356_131_040_000_000, "2026-11-22T14:02:11.040Z"),
            (1_795_356_131_999_999_999, "2026-11-22T14:02:11.999Z"),
        ] as [(Int64, String)]
    )
    func `a moment in the form of RFC 3339`(nanoseconds: Int64, text: String) {
        #expect(Timestamp(nanosecondsSince1970: nanoseconds).iso8601 == text)
    }

    // The first is RFC 9110's own example (§5.6.7).
    @Test(
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_795_356_131, "Sun, 22 Nov 2026 14:02:11 GMT"),
            (1_767_225_599, "Wed, 31 Dec 2025 23:59:59 GMT"),
        ] as [(Int64, String)]
    )
    func `a moment in the form of HTTP`(seconds: Int64, text: String) {
        #expect(Timestamp(secondsSince1970: seconds).httpDate == text)
    }

    @Test func `the time of day alone`() {
        #expect(Timestamp(secondsSince1970: 1_795_356_131).timeOfDay == "14:02:11Z")
    }

    @Test func `moments are in order`() {
        #expect(Timestamp(nanosecondsSince1970: -1) < Timestamp(nanosecondsSince1970: 0))
        #expect(Timestamp(secondsSince1970: 1) > Timestamp(nanosecondsSince1970: 999_999_999))
    }
}

@Suite struct SpanInWordsTests {
    @Test(
        arguments: [
            (0, "0 s"), (1, "1 s"), (40, "40 s"), (119, "119 s"), (120, "2 min"), (179, "2 min"), (180, "3 min"),
            (7199, "119 min"), (7200, "2 h"), (10_800, "3 h"), (172_799, "47 h"), (172_800, "2 days"),
            (432_000, "5 days"),
            (-40, "40 s"), (-180, "3 min"), (.min, "106751991167300 days"),
        ] as [(Int64, String)]
    )
    func `a span is told in the largest unit of which there are two`(seconds: Int64, words: String) {
        #expect(spanInWords(seconds: seconds) == words)
    }
}

@Suite struct TimeSourceTests {
    @Test func `the machine's time of day is later than this test`() {
        #expect(TimeSource.system.now() > Timestamp(secondsSince1970: 1_750_000_000))
    }

    @Test func `the machine's uptime never goes back`() {
        let readings = (0..<100).map { _ in TimeSource.system.uptime() }
        #expect(readings == readings.sorted())
        #expect(readings[0] > 0)
    }

    @Test func `a cancelled task does not sleep on`() async {
        let task = Task { try await TimeSource.system.sleep(.seconds(3600)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
