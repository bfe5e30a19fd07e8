// SPDX-License-Identifier: Apache-2.0

import GatewayTime

/// A moment in a condition.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators", "Date condition operators": "one of the
///   W3C implementations of the ISO 8601 date formats" (https://www.w3.org/TR/NOTE-datetime) "or in epoch (UNIX) time".
struct PolicyDate: Sendable, Hashable, Comparable {
    let secondsSince1970: Int64
    /// Nanoseconds of the second.
    let nanoseconds: Int64

    /// Reads `2026-11-22T14:02:11.5+01:00`, with minutes only, as a date or a month alone, or as seconds since 1970.
    ///
    /// Four digits are none of it: `2026` could be the year or half an hour after midnight of 1970.
    init?(_ text: String) {
        var reader = DigitReader(rest: Array(text.utf8)[...])
        if let seconds = Int64(text), text.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "-") }) {
            guard text.utf8.count != 4 || seconds < 0 else { return nil }
            self.init(secondsSince1970: seconds, nanoseconds: 0)
            return
        }
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2) else {
            return nil
        }
        let hasDay = reader.skip("-")
        guard let day = hasDay ? reader.number(digits: 2) : 1, let midnight = Self.midnight(year, month, day) else {
            return nil
        }
        guard !reader.isAtEnd else {
            self.init(secondsSince1970: midnight, nanoseconds: 0)
            return
        }
        // A time of day has its zone: without one it would be another moment for each reader.
        guard hasDay, let time = reader.timeOfDay(), let zone = reader.zone(), reader.isAtEnd else {
            return nil
        }
        self.init(secondsSince1970: midnight + Int64(time.seconds - zone), nanoseconds: time.nanoseconds)
    }

    private init(secondsSince1970: Int64, nanoseconds: Int64) {
        self.secondsSince1970 = secondsSince1970
        self.nanoseconds = nanoseconds
    }

    static func < (left: PolicyDate, right: PolicyDate) -> Bool {
        (left.secondsSince1970, left.nanoseconds) < (right.secondsSince1970, right.nanoseconds)
    }

    /// The beginning of a day in Greenwich; `nil` when the calendar has no such day.
    private static func midnight(_ year: Int, _ month: Int, _ day: Int) -> Int64? {
        guard (1...12).contains(month) else { return nil }
        // Years begin in March here, so that the leap day is the last of its year.
        let shifted = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let leapDays = shifted >= 0 ? shifted / 4 - shifted / 100 + shifted / 400 : -1
        let days = shifted * 365 + leapDays + (153 * monthFromMarch + 2) / 5 + day - 1 - 719_468
        let seconds = Int64(days) * 86_400
        let civil = CivilTime(secondsSince1970: seconds)
        return (civil.year, civil.month, civil.day) == (year, month, day) ? seconds : nil
    }
}

/// Reads the parts of a date one after the other.
private struct DigitReader {
    var rest: ArraySlice<UInt8>

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy(isDigit) else { return nil }
        rest.removeFirst(digits)
        return text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// `T14:02`, `T14:02:11` or `T14:02:11.040`, to the nanosecond.
    mutating func timeOfDay() -> (seconds: Int, nanoseconds: Int64)? {
        guard skip("T"), let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2), minute < 60
        else { return nil }
        guard skip(":") else { return (hour * 3600 + minute * 60, 0) }
        guard let second = number(digits: 2), second < 60 else { return nil }
        let seconds = hour * 3600 + minute * 60 + second
        guard skip(".") else { return (seconds, 0) }
        let digits = rest.prefix(while: isDigit)
        guard (1...9).contains(digits.count) else { return nil }
        rest.removeFirst(digits.count)
        let padded = digits + [UInt8](repeating: UInt8(ascii: "0"), count: 9 - digits.count)
        return (seconds, padded.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) })
    }

    /// `Z`, or how far a clock is ahead of Greenwich, in seconds.
    mutating func zone() -> Int? {
        if skip("Z") { return 0 }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hours = number(digits: 2), hours < 24, skip(":"),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isAhead ? 1 : -1)
    }
}
