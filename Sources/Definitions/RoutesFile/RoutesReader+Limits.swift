// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `limits:`, a map of what differs from API Gateway's quotas.
extension RoutesReader {
    static let limitKeys = Limits.Amount.allCases.map(\.rawValue) + Limits.Time.allCases.map(\.rawValue)

    mutating func readLimits(_ node: YAMLNode?) -> Limits {
        var limits = Limits()
        guard let node, !node.isNull, let mapping = problems.mapping(node, for: "limits", of: "limits and numbers")
        else { return limits }
        _ = problems.unknownKeys(in: mapping, known: Self.limitKeys, place: " in \"limits\"")
        for amount in Limits.Amount.allCases {
            guard let value = mapping[amount.rawValue]?.value else { continue }
            limits.amounts[amount] =
                amount.isBytes
                ? bytes(value, for: amount) : problems.wholeNumber(value, for: amount.rawValue, in: amount.range)
        }
        for time in Limits.Time.allCases {
            guard let value = mapping[time.rawValue]?.value else { continue }
            limits.times[time] = duration(value, for: time.rawValue, in: Self.timeRange)
        }
        return limits
    }

    /// A plain number of bytes, or a text such as `20 MiB`.
    private mutating func bytes(_ node: YAMLNode, for amount: Limits.Amount) -> Int? {
        let key = amount.rawValue
        if node.scalar?.isInteger == true { return problems.wholeNumber(node, for: key, in: amount.range) }
        guard let count = counted(node, for: key, in: Quantity.bytes, wanted: "bytes, such as 65536 or \"64 KiB\"")
        else { return nil }
        guard amount.range.contains(count) else {
            let (low, high) = (amount.range.lowerBound, amount.range.upperBound)
            return outOfRange(node, key, "\(low) to \(high) bytes")
        }
        return count
    }

    /// A plain number of seconds, as everywhere in this file, or a text such as `500 ms`.
    mutating func duration(_ node: YAMLNode, for key: String, in range: DurationRange) -> Duration? {
        let milliseconds: Int
        if let scalar = node.scalar, scalar.isInteger {
            guard let seconds = scalar.integer, 0...3600 ~= seconds else { return outOfRange(node, key, range.text) }
            milliseconds = seconds * 1000
        } else {
            guard let count = counted(node, for: key, in: Quantity.times, wanted: "seconds, such as 30 or \"500 ms\"")
            else { return nil }
            milliseconds = count
        }
        guard range.milliseconds.contains(milliseconds) else { return outOfRange(node, key, range.text) }
        return .milliseconds(milliseconds)
    }

    private static let timeRange = DurationRange(milliseconds: 10...3_600_000, text: "10 ms to 1 h")

    private mutating func counted(
        _ node: YAMLNode,
        for key: String,
        in units: [(unit: String, factor: Int)],
        wanted: String
    ) -> Int? {
        guard let scalar = node.scalar, !scalar.isNull, let quantity = Quantity(scalar.text) else {
            return problems.wrongType(node, key, wanted: wanted)
        }
        guard let count = quantity.counted(in: units) else {
            problems.note(
                "\(quoted(key)) is \(quoted(scalar.text)), whose unit \(quoted(quantity.unit)) is unknown",
                at: node.position,
                suggestion: didYouMean(quantity.unit, among: units.map(\.unit), plural: "units")
            )
            return nil
        }
        return count
    }

    private mutating func outOfRange<Value>(_ node: YAMLNode, _ key: String, _ range: String) -> Value? {
        problems.note("\(quoted(key)) is \(node.scalar?.text ?? ""), it must be \(range)", at: node.position)
        return nil
    }
}

/// How long something may be, and how a message says it.
struct DurationRange {
    let milliseconds: ClosedRange<Int>
    let text: String
}
