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
        if comparison.comparison == .null {
            // "The key exists and its value is not null": IAM counts an empty text as null.
            return Outcome(operands.contains(.isAbsent(values.allSatisfy(\.isEmpty))))
        }
        if values.isEmpty, comparison.ifExists { return .met }
        switch comparison.setOperator {
        case nil:
            // "If the condition requires that the key is not matched, and the key is not present, it is true."
            guard let value = values.first else { return Outcome(comparison.isNegated) }
            // "Multivalued context keys require a condition set operator": IAM does not say what comes without one.
            guard values.count == 1 else { return .undecidable }
            return outcome(of: value, in: context)
        case .forAllValues:
            // True "if there are no context keys in the request, or if the context key value resolves to a null
            // dataset, such as an empty string".
            guard !values.allSatisfy(\.isEmpty) else { return .met }
            return Outcome.all(values) { outcome(of: $0, in: context) }
        case .forAnyValue:
            guard !values.allSatisfy(\.isEmpty) else { return .notMet }
            return Outcome.any(values) { outcome(of: $0, in: context) }
        }
    }

    /// Several values of the policy are alternatives, and with a negated operator none of them may match.
    func outcome(of value: String, in context: some PolicyContext) -> Outcome {
        let matched = Outcome.any(operands) { operand in
            operand.match(value, in: context)?.outcome(negated: comparison.isNegated) ?? .undecidable
        }
        return comparison.isNegated ? matched.negated : matched
    }
}
