// SPDX-License-Identifier: Apache-2.0

/// A whole number with a unit, as people write it: `20 MiB`, `30 s`.
///
/// Bytes are counted, not taken from Swift's `Int(_:)`, which reads `+5`.
struct Quantity {
    let number: Int
    let unit: String

    /// Reads digits, perhaps a space, and a unit; nothing else, and no number of more than 18 digits.
    init?(_ text: String) {
        let digits = text.utf8.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard 1...18 ~= digits.count else { return nil }
        let rest = text.utf8.dropFirst(digits.count).drop { $0 == UInt8(ascii: " ") }
        guard !rest.isEmpty, rest.allSatisfy({ $0.isLetterOrDigit }) else { return nil }
        number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        unit = String(decoding: Array(rest), as: UTF8.self)
    }

    /// Units of bytes, by IEC 80000-13; `MB` is not among them, because half of us mean 1000 by it.
    static let bytes = [(unit: "KiB", factor: 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("B", 1)]

    /// Units of time, each in milliseconds.
    static let times = [(unit: "ms", factor: 1), ("s", 1000), ("min", 60_000), ("h", 3_600_000)]

    /// The number in the smallest of some units, and no more than an `Int` holds; `nil` when its own is none of them.
    func counted(in units: [(unit: String, factor: Int)]) -> Int? {
        units.first { $0.unit == unit }.map { found in
            let (count, isTooLarge) = number.multipliedReportingOverflow(by: found.factor)
            return isTooLarge ? .max : count
        }
    }
}
