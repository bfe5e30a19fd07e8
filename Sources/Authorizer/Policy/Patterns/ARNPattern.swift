// SPDX-License-Identifier: Apache-2.0

/// An ARN of a condition, whose six parts between colons are matched one by one.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators", "Amazon Resource Name (ARN) condition
///   operators": "each of the six colon-delimited components of the ARN is checked separately".
struct ARNPattern: Sendable, Hashable {
    let text: PolicyText
    /// The parts, when they are the same for every request.
    private let compiled: [Wildcard]?

    /// - Returns: `nil` for a text that is no ARN of six parts, with whatever wildcards. `*` alone is any ARN.
    init?(_ text: PolicyText) {
        self.text = text
        guard text.variableCount == 0, case .value(let elements) = text.pattern(in: NoPolicyContext()) else {
            compiled = nil
            return
        }
        guard let parts = Self.parts(of: elements) else { return nil }
        compiled = parts
    }

    private static func parts(of elements: [Wildcard.Element]) -> [Wildcard]? {
        if !elements.isEmpty, elements.allSatisfy({ $0 == .anyRun }) {
            return [[Wildcard.Element]](repeating: [.anyRun], count: 6).map { Wildcard($0) }
        }
        let parts = elements.split(
            separator: .byte(UInt8(ascii: ":")),
            maxSplits: 5,
            omittingEmptySubsequences: false
        )
        return parts.count == 6 ? parts.map { Wildcard($0) } : nil
    }

    /// Matches a text that ought to be an ARN.
    ///
    /// - Returns: `nil` when either is none: what a variable stands for may make the pattern one, or not.
    func match(_ value: String, in context: some PolicyContext) -> PolicyPattern.Match? {
        let values = Array(value.utf8).split(
            separator: UInt8(ascii: ":"),
            maxSplits: 5,
            omittingEmptySubsequences: false
        )
        guard values.count == 6, values[0].elementsEqual("arn".utf8) else { return nil }
        if let compiled { return matches(compiled, values) ? .matches : .doesNotMatch }
        switch text.pattern(in: context).map(Self.parts) {
        case .value(let parts?): return matches(parts, values) ? .matches : .doesNotMatch
        case .value(nil): return nil
        case .noValue(let variable): return .noValue(variable)
        case .severalValues(let variable): return .severalValues(variable)
        }
    }

    private func matches(_ parts: [Wildcard], _ values: [ArraySlice<UInt8>]) -> Bool {
        zip(parts, values).allSatisfy { $0.matches($1) }
    }
}
