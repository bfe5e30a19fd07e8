// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTime

/// A moment as a JWT writes it: a number of seconds since 1970, whole or not (RFC 7519 §2).
///
/// It is read from the digits. A double would do for today's dates, but it rounds, and it makes infinity of a number
/// that is too large, which is a token that never expires.
struct NumericDate: Comparable {
    /// Nanoseconds since 1970; what is finer is cut off, and 64 bits would end in the year 2262.
    let nanoseconds: Int128

    private static let nanosecondsPerSecond: Int128 = 1_000_000_000

    /// The first second that no calendar with four digits has: 10000-01-01T00:00:00Z.
    private static let endOfTime: Int128 = 253_402_300_800 * nanosecondsPerSecond

    init(_ time: Timestamp) {
        nanoseconds = Int128(time.nanosecondsSince1970)
    }

    /// Returns nil for a number beyond the year 9999, in either direction.
    init?(_ number: JSONNumber) {
        guard let nanoseconds = number.int64.map({ Int128($0) * Self.nanosecondsPerSecond }) ?? Self.scaled(number),
            nanoseconds.magnitude < Self.endOfTime.magnitude
        else {
            return nil
        }
        self.nanoseconds = nanoseconds
    }

    private init(nanoseconds: Int128) {
        self.nanoseconds = nanoseconds
    }

    static func < (left: NumericDate, right: NumericDate) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    func advanced(bySeconds seconds: Int64) -> NumericDate {
        NumericDate(nanoseconds: nanoseconds + Int128(seconds) * Self.nanosecondsPerSecond)
    }

    /// The moment itself, or the nearest that a timestamp can hold.
    var timestamp: Timestamp {
        Timestamp(nanosecondsSince1970: Int64(clamping: nanoseconds))
    }

    /// The number times 10⁹, cut off; nil when it has more digits than any date.
    private static func scaled(_ number: JSONNumber) -> Int128? {
        var digits: [UInt8] = []
        var scale = 9
        var exponent = 0
        var isNegative = false
        var isExponentNegative = false
        var place = Place.whole
        for byte in number.text.utf8 {
            switch (byte, place) {
            case (UInt8(ascii: "."), _): place = .fraction
            case (UInt8(ascii: "e"), _), (UInt8(ascii: "E"), _): place = .exponent
            case (UInt8(ascii: "-"), .exponent): isExponentNegative = true
            case (UInt8(ascii: "-"), _): isNegative = true
            case (UInt8(ascii: "+"), _): break
            case (let digit, .exponent):
                exponent = min(exponent * 10 + Int(digit - UInt8(ascii: "0")), 1_000_000_000)
            case (let digit, _):
                digits.append(digit - UInt8(ascii: "0"))
                scale -= place == .fraction ? 1 : 0
            }
        }
        scale += isExponentNegative ? -exponent : exponent

        let significant = digits.drop { $0 == 0 }
        let length = significant.count + scale
        guard !significant.isEmpty, length > 0 else { return 0 }
        guard length <= 30 else { return nil }
        var value: Int128 = 0
        for index in 0..<length {
            let digit = index < significant.count ? significant[significant.startIndex + index] : 0
            value = value * 10 + Int128(digit)
        }
        return isNegative ? -value : value
    }

    private enum Place {
        case whole
        case fraction
        case exponent
    }
}
