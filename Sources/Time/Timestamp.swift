// SPDX-License-Identifier: Apache-2.0

/// A moment in UTC, to the nanosecond.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Nanoseconds since 1970-01-01T00:00:00Z; negative before that.
    package let nanosecondsSince1970: Int64

    package init(nanosecondsSince1970: Int64) {
        self.nanosecondsSince1970 = nanosecondsSince1970
    }

    /// The moment of a number of seconds; one beyond the years 1677…2262 becomes the last or the first that fits.
    package init(secondsSince1970: Int64) {
        let (nanoseconds, overflow) = secondsSince1970.multipliedReportingOverflow(by: 1_000_000_000)
        self.init(nanosecondsSince1970: overflow ? (secondsSince1970 < 0 ? .min : .max) : nanoseconds)
    }

    /// Whole seconds since 1970, rounded down: what JWT calls a NumericDate (RFC 7519 §2).
    package var secondsSince1970: Int64 {
        let (quotient, remainder) = nanosecondsSince1970.quotientAndRemainder(dividingBy: 1_000_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Whole milliseconds since 1970, rounded down.
    package var millisecondsSince1970: Int64 {
        let (quotient, remainder) = nanosecondsSince1970.quotientAndRemainder(dividingBy: 1_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanosecondsSince1970 < right.nanosecondsSince1970
    }

    /// The calendar's view of this moment.
    package var civil: CivilTime {
        CivilTime(secondsSince1970: secondsSince1970)
    }

    /// `2026-11-22T14:02:11.040Z`, as RFC 3339 has it.
    package var iso8601: String {
        let milliseconds = Int((millisecondsSince1970 % 1000 + 1000) % 1000)
        let civil = self.civil
        return "\(civil.dateText)T\(civil.timeText).\(padded(milliseconds, to: 3))Z"
    }

    /// `Sun, 22 Nov 2026 14:02:11 GMT`, the IMF-fixdate of RFC 9110 §5.6.7.
    package var httpDate: String {
        let civil = self.civil
        let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][civil.weekday]
        let month = Self.monthNames[civil.month - 1]
        return "\(day), \(padded(civil.day, to: 2)) \(month) \(padded(civil.year, to: 4)) \(civil.timeText) GMT"
    }

    /// `22/Nov/2026:14:02:11 +0000`, as the Common Log Format of web servers has it.
    package var commonLogFormat: String {
        let month = Self.monthNames[civil.month - 1]
        return "\(padded(civil.day, to: 2))/\(month)/\(padded(civil.year, to: 4)):\(civil.timeText) +0000"
    }

    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `14:02:11Z`: enough for a line that is read on the same day.
    package var timeOfDay: String {
        civil.timeText + "Z"
    }
}

/// A moment as the Gregorian calendar and a clock on the wall in Greenwich show it.
package struct CivilTime: Sendable, Hashable {
    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    /// 0 is Sunday.
    package let weekday: Int

    /// Counts days in eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
    package init(secondsSince1970: Int64) {
        let (quotient, remainder) = secondsSince1970.quotientAndRemainder(dividingBy: 86_400)
        let days = Int(remainder < 0 ? quotient - 1 : quotient)
        let secondOfDay = Int(remainder < 0 ? remainder + 86_400 : remainder)
        hour = secondOfDay / 3600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        weekday = ((days + 4) % 7 + 7) % 7

        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The date as RFC 3339 has it: `2026-11-22`.
    package var dateText: String { "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))" }

    /// The time of day as RFC 3339 has it: `14:02:11`.
    package var timeText: String { "\(padded(hour, to: 2)):\(padded(minute, to: 2)):\(padded(second, to: 2))" }
}

private func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
