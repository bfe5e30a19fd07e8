// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

extension Condition {
    /// One line on why it is not met, or why that cannot be told:
    /// `Condition IpAddress aws:SourceIp: 127.0.0.1 is in none of 203.0.113.0/24`.
    func reason(in context: some PolicyContext) -> String {
        "Condition \(comparison.name) \(shown(keyName)): \(cause(in: context))"
    }

    private func cause(in context: some PolicyContext) -> String {
        let values = context.values(ofConditionKey: key) ?? []
        let name = shown(ConditionKey.documentedName(of: keyName))
        guard let first = values.first else { return "the request has no \(name)" }
        if comparison.comparison == .null {
            return values.allSatisfy(\.isEmpty) ? "the request's \(name) is empty" : "the request has \(shown(first))"
        }
        guard comparison.setOperator != nil || values.count == 1 else {
            return "the request has \(values.count) values, which need ForAllValues or ForAnyValue"
        }
        guard comparison.setOperator == nil || !values.allSatisfy(\.isEmpty) else {
            return "the request's \(name) is empty"
        }
        // The value that fails; for ForAnyValue each does, and the first stands for all.
        let outcome = outcome(in: context)
        let value = values.first { self.outcome(of: $0, in: context) == outcome } ?? first
        return outcome == .undecidable ? doubt(value, in: context) : mismatch(value, in: context)
    }

    private func mismatch(_ value: String, in context: some PolicyContext) -> String {
        for operand in operands {
            if case .noValue(let variable) = operand.match(value, in: context) {
                return "the request has no \(variable.shownName)"
            }
        }
        let relation = comparison.isNegated ? negatedRelation : relation
        return "\(shown(value)) \(relation) \(list(written))"
    }

    private func doubt(_ value: String, in context: some PolicyContext) -> String {
        for operand in operands {
            switch operand.match(value, in: context) {
            case .noValue(let variable): return "the request has no \(variable.shownName)"
            case .severalValues(let variable): return "the request has several values of \(variable.shownName)"
            case .matches, .doesNotMatch, nil: continue
            }
        }
        return "\(shown(value)) cannot be compared with \(list(written))"
    }

    /// How a value stands to the policy's when it does not meet the condition.
    private var relation: String {
        let isOne = written.count == 1
        return switch comparison.comparison {
        case .string, .stringIgnoringCase, .bool, .binary, .null: isOne ? "is not" : "is none of"
        case .stringLike, .arn: isOne ? "is not like" : "is like none of"
        case .ipAddress: isOne ? "is not in" : "is in none of"
        case .numeric(let order), .date(let order):
            switch order {
            case .equal: isOne ? "is not" : "is none of"
            case .less: "is not below"
            case .lessOrEqual: "is above"
            case .greater: "is not above"
            case .greaterOrEqual: "is below"
            }
        }
    }

    private var negatedRelation: String {
        let isOne = written.count == 1
        return switch comparison.comparison {
        case .stringLike, .arn: isOne ? "is like" : "is like one of"
        case .ipAddress: isOne ? "is in" : "is in one of"
        default: isOne ? "is" : "is one of"
        }
    }
}
