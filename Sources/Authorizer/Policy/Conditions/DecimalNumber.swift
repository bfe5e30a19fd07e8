// SPDX-License-Identifier: Apache-2.0

/// A decimal number of any length, compared exactly: binary fractions would make 0.1 + 0.2 of a policy's digits.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators", "Numeric condition operators": "an integer
///   or decimal value".
struct DecimalNumber: Sendable, Hashable, Comparable {
    private let isNegative: Bool
    /// The digits before the point, without leading zeros.
    private let whole: [UInt8]
    /// The digits behind it, without trailing zeros.
    private let fraction: [UInt8]

    /// Reads `-12.50`: digits, perhaps with a minus and with a point between digits. An exponent is no part of it.
    init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        let hasMinus = bytes.first == UInt8(ascii: "-")
        if hasMinus {
            bytes.removeFirst()
        }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }) else { return nil }
        let zero = UInt8(ascii: "0")
        whole = Array(parts[0].drop { $0 == zero })
        fraction = parts.count == 2 ? Array(parts[1].reversed().drop { $0 == zero }.reversed()) : []
        isNegative = hasMinus && !(whole.isEmpty && fraction.isEmpty)
    }

    static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
        switch (left.isNegative, right.isNegative) {
        case (true, false): true
        case (false, true): false
        case (false, false): left.isSmaller(than: right)
        case (true, true): right.isSmaller(than: left)
        }
    }

    /// Whether it is the smaller one when both are without their signs.
    private func isSmaller(than other: DecimalNumber) -> Bool {
        if whole.count != other.whole.count { return whole.count < other.whole.count }
        if whole != other.whole { return whole.lexicographicallyPrecedes(other.whole) }
        return fraction.lexicographicallyPrecedes(other.fraction)
    }
}

func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}
