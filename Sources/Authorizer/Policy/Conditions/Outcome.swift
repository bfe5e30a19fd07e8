// SPDX-License-Identifier: Apache-2.0

/// What a test in a policy came to.
///
/// The third value is for what cannot be told: a value of the request that the operator cannot read, or a case that IAM
/// does not document. A statement that hangs on it never allows, and denies if it is a Deny. The rules are Kleene's, so
/// that a test which is certain decides beside one that is not.
enum Outcome: Sendable, Hashable {
    case met
    case notMet
    case undecidable

    init(_ isMet: Bool) {
        self = isMet ? .met : .notMet
    }

    var negated: Outcome {
        switch self {
        case .met: .notMet
        case .notMet: .met
        case .undecidable: .undecidable
        }
    }

    /// Whether one of several tests is met; none is, when there are none.
    static func any<Tests: Sequence>(_ tests: Tests, _ outcome: (Tests.Element) -> Outcome) -> Outcome {
        var result = Outcome.notMet
        for test in tests {
            switch outcome(test) {
            case .met: return .met
            case .undecidable: result = .undecidable
            case .notMet: break
            }
        }
        return result
    }

    /// Whether each of several tests is met; each is, when there are none.
    static func all<Tests: Sequence>(_ tests: Tests, _ outcome: (Tests.Element) -> Outcome) -> Outcome {
        any(tests) { outcome($0).negated }.negated
    }
}
