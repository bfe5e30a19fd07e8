// SPDX-License-Identifier: Apache-2.0

/// One operator applied to one key: a line of a Condition element.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators", "Conditions with multiple context keys or
///   values", "Single-valued vs. multivalued context keys".
struct Condition: Sendable, Hashable {
    let comparison: ConditionOperator
    /// The key as it was written.
    let keyName: String
    /// The key in small letters.
    let key: String
    let operands: [ConditionOperand]
    /// The values as they were written.
    let written: [String]

    func outcome(in context: some PolicyContext) -> Outcome {
        let values = context.values(ofConditionKey: key) ?? []
        if comparison.comparison == .null { return absence(of: values) }
        if values.isEmpty, comparison.ifExists { return .met }
        switch comparison.setOperator {
        case nil:
            // "If the condition requires that the key is not matched, and the key is not present, it is true."
            guard let value = values.first else { return Outcome(comparison.isNegated) }
            // "Multivalued context keys require a condition set operator": IAM does not say what comes without one.
            guard values.count == 1 else { return .undecidable }
            return outcome(of: value, in: context)
        case .forAllValues:
            // True "if there are no context keys in the request".
            return orOfNone(.met, values, Outcome.all(values) { outcome(of: $0, in: context) })
        case .forAnyValue:
            return orOfNone(.notMet, values, Outcome.any(values) { outcome(of: $0, in: context) })
        }
    }

    /// Whether the request is without the key, as `Null` wants it.
    private func absence(of values: [String]) -> Outcome {
        let (absent, present) = (operands.contains(.isAbsent(true)), operands.contains(.isAbsent(false)))
        if values.isEmpty { return Outcome(absent) }
        return orOfNone(Outcome(absent), values, Outcome(present))
    }

    /// What an empty text comes to, where it matters whether there is a value.
    ///
    /// IAM's guide once called it "a null dataset", which a key that is absent has as well; later texts leave that out.
    /// When the two readings differ, neither is certain.
    private func orOfNone(_ none: Outcome, _ values: [String], _ outcome: Outcome) -> Outcome {
        values.contains { !$0.isEmpty } || outcome == none ? outcome : values.isEmpty ? none : .undecidable
    }

    /// Several values of the policy are alternatives, and with a negated operator none of them may match.
    func outcome(of value: String, in context: some PolicyContext) -> Outcome {
        let matched = Outcome.any(operands) { operand in
            operand.match(value, in: context)?.outcome(negated: comparison.isNegated) ?? .undecidable
        }
        return comparison.isNegated ? matched.negated : matched
    }
}
