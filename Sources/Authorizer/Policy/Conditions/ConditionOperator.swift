// SPDX-License-Identifier: Apache-2.0

/// The name of a condition operator, taken apart: `ForAnyValue:StringNotLikeIfExists`.
///
/// Names are case-sensitive: IAM refuses `stringEquals` as an "Invalid Condition type".
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators" and "Set operators for multivalued context
///   keys".
struct ConditionOperator: Sendable, Hashable {
    let name: String
    let setOperator: SetOperator?
    let comparison: Comparison
    /// Whether it asks for no match: `StringNotEquals`.
    let isNegated: Bool
    /// Whether a request without the key meets it.
    let ifExists: Bool

    enum SetOperator: String, Sendable, Hashable, CaseIterable {
        case forAllValues = "ForAllValues:"
        case forAnyValue = "ForAnyValue:"
    }

    enum Comparison: Sendable, Hashable {
        case string
        case stringIgnoringCase
        case stringLike
        case numeric(Order)
        case date(Order)
        case bool
        case binary
        case ipAddress
        case arn
        case null
    }

    enum Order: Sendable, Hashable {
        case equal
        case less
        case lessOrEqual
        case greater
        case greaterOrEqual

        func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
            switch self {
            case .equal: left == right
            case .less: left < right
            case .lessOrEqual: left <= right
            case .greater: left > right
            case .greaterOrEqual: left >= right
            }
        }
    }

    /// - Returns: `nil` for a name that is no operator's.
    init?(_ name: String) {
        self.name = name
        let setOperator = SetOperator.allCases.first { name.utf8.starts(with: $0.rawValue.utf8) }
        var base = name.utf8.dropFirst(setOperator?.rawValue.utf8.count ?? 0)
        let suffix = "IfExists".utf8
        let ifExists = base.suffix(suffix.count).elementsEqual(suffix)
        if ifExists {
            base = base.dropLast(suffix.count)
        }
        guard let entry = Self.operators.first(where: { $0.name.utf8.elementsEqual(base) }) else { return nil }
        // "You can add IfExists to the end of any condition operator name except the Null condition", and with a set
        // operator Null would be true or false whatever the request is (Access Analyzer, "Null with qualifier").
        guard entry.comparison != .null || !ifExists && setOperator == nil else { return nil }
        self.setOperator = setOperator
        self.ifExists = ifExists
        comparison = entry.comparison
        isNegated = entry.isNegated
    }

    private static let operators: [(name: String, comparison: Comparison, isNegated: Bool)] = [
        ("StringEquals", .string, false),
        ("StringNotEquals", .string, true),
        ("StringEqualsIgnoreCase", .stringIgnoringCase, false),
        ("StringNotEqualsIgnoreCase", .stringIgnoringCase, true),
        ("StringLike", .stringLike, false),
        ("StringNotLike", .stringLike, true),
        ("NumericEquals", .numeric(.equal), false),
        ("NumericNotEquals", .numeric(.equal), true),
        ("NumericLessThan", .numeric(.less), false),
        ("NumericLessThanEquals", .numeric(.lessOrEqual), false),
        ("NumericGreaterThan", .numeric(.greater), false),
        ("NumericGreaterThanEquals", .numeric(.greaterOrEqual), false),
        ("DateEquals", .date(.equal), false),
        ("DateNotEquals", .date(.equal), true),
        ("DateLessThan", .date(.less), false),
        ("DateLessThanEquals", .date(.lessOrEqual), false),
        ("DateGreaterThan", .date(.greater), false),
        ("DateGreaterThanEquals", .date(.greaterOrEqual), false),
        ("Bool", .bool, false),
        ("BinaryEquals", .binary, false),
        ("IpAddress", .ipAddress, false),
        ("NotIpAddress", .ipAddress, true),
        // "The ArnEquals and ArnLike condition operators behave identically."
        ("ArnEquals", .arn, false),
        ("ArnLike", .arn, false),
        ("ArnNotEquals", .arn, true),
        ("ArnNotLike", .arn, true),
        ("Null", .null, false),
    ]

    /// An operator's name that differs from a text in letter case only.
    static func differingInCase(from text: String) -> String? {
        let wanted = asciiLowercased(text)
        for setOperator in [""] + SetOperator.allCases.map(\.rawValue) {
            for entry in operators {
                for suffix in ["", "IfExists"] {
                    let name = setOperator + entry.name + suffix
                    if asciiLowercased(name).utf8.elementsEqual(wanted.utf8), Self(name) != nil { return name }
                }
            }
        }
        return nil
    }
}
