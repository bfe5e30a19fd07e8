// SPDX-License-Identifier: Apache-2.0

/// A pattern of a policy: compiled once when it has no variables, otherwise for each request.
struct PolicyPattern: Sendable, Hashable {
    let text: PolicyText
    /// The pattern, when it is the same for every request.
    private let compiled: Wildcard?

    init(_ text: PolicyText) {
        self.text = text
        if text.variableCount == 0, case .value(let elements) = text.pattern(in: NoPolicyContext()) {
            compiled = Wildcard(elements)
        } else {
            compiled = nil
        }
    }

    /// The only text that it matches for every request.
    var literal: [UInt8]? { compiled?.literal }

    /// What comes of matching a text.
    enum Match {
        case matches
        case doesNotMatch
        /// A variable has no value. "There is no equal or like value", says IAM's guide ("Policy variables with no
        /// value"): such a pattern matches nothing.
        case noValue(PolicyVariable)
        case severalValues(PolicyVariable)

        init(_ resolution: PolicyText.Resolution<Bool>) {
            switch resolution {
            case .value(true): self = .matches
            case .value(false): self = .doesNotMatch
            case .noValue(let variable): self = .noValue(variable)
            case .severalValues(let variable): self = .severalValues(variable)
            }
        }

        /// Whether there is a match, as far as the test that asks may rely on it.
        ///
        /// With a variable that has no value, a test that asks for a match fails, for Allow and Deny alike, as IAM
        /// documents it: a Deny on `…/${aws:username}` does not concern a request without a user name. A test that
        /// asks for none (`NotResource`, `StringNotEquals`) IAM calls met. For a Deny that is kept; but an Allow must
        /// not come from what a request lacks, and the same page says that such a statement may be "invalid". What is
        /// undecidable is both: the Deny denies, and the Allow does not allow.
        ///
        /// - Parameter negated: Whether the test asks for no match.
        /// - Returns: Whether there is one; the caller negates it.
        func outcome(negated: Bool) -> Outcome {
            switch self {
            case .matches: .met
            case .doesNotMatch: .notMet
            case .noValue: negated ? .undecidable : .notMet
            case .severalValues: .undecidable
            }
        }
    }

    func match(_ value: [UInt8], in context: some PolicyContext) -> Match {
        if let compiled { return compiled.matches(value) ? .matches : .doesNotMatch }
        return Match(text.pattern(in: context).map { Wildcard($0).matches(value) })
    }

    func match(_ value: some RandomAccessCollection<UInt8>, in context: some PolicyContext) -> Match {
        if let compiled { return compiled.matches(value) ? .matches : .doesNotMatch }
        return Match(text.pattern(in: context).map { Wildcard($0).matches(value) })
    }
}
