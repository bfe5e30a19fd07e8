// SPDX-License-Identifier: Apache-2.0

/// A value that one can count with.
enum Number {
    case integer(Int64)
    case decimal(Double)
    /// More digits than fit (`Value.exact`).
    case exact(String)

    var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let value): value
        case .exact(let text): Double(text) ?? .infinity
        }
    }
}

extension Value {
    var numericValue: Number? {
        switch self {
        case .integer(let value): .integer(value)
        case .decimal(let value): .decimal(value)
        case .exact(let text): .exact(text)
        default: nil
        }
    }
}

/// Arithmetic of Velocity (MathUtils): integers stay integers, and a double makes doubles.
///
/// What is no number, and a division by zero, give nothing, as in Velocity, which only logs it.
func calculate(_ operation: Operator, _ left: Value, _ right: Value) throws(Fault) -> Value {
    guard let left = left.numericValue, let right = right.numericValue else { return .null }
    if case .integer(let left) = left, case .integer(let right) = right {
        return try calculate(operation, left, right)
    }
    // Java would go on with a BigInteger or BigDecimal.
    if case .exact = left { throw .call("arithmetic with numbers beyond 64 bits is not supported") }
    if case .exact = right { throw .call("arithmetic with numbers beyond 64 bits is not supported") }
    switch operation {
    case .add: return .decimal(left.double + right.double)
    case .subtract: return .decimal(left.double - right.double)
    case .multiply: return .decimal(left.double * right.double)
    case .divide: return right.double == 0 ? .null : .decimal(left.double / right.double)
    case .remainder:
        return right.double == 0 ? .null : .decimal(left.double.truncatingRemainder(dividingBy: right.double))
    default: return .null
    }
}

private func calculate(_ operation: Operator, _ left: Int64, _ right: Int64) throws(Fault) -> Value {
    let (value, overflow): (Int64, Bool)
    switch operation {
    case .add: (value, overflow) = left.addingReportingOverflow(right)
    case .subtract: (value, overflow) = left.subtractingReportingOverflow(right)
    case .multiply: (value, overflow) = left.multipliedReportingOverflow(by: right)
    case .divide where right != 0: (value, overflow) = left.dividedReportingOverflow(by: right)
    case .remainder where right != 0: (value, overflow) = left.remainderReportingOverflow(dividingBy: right)
    default: return .null
    }
    guard !overflow else { throw .call("arithmetic with numbers beyond 64 bits is not supported") }
    return .integer(value)
}

/// `<` and its kin: for numbers only, and false for all else, as in Velocity 1.x.
func compare(_ operation: Operator, _ left: Value, _ right: Value) -> Bool {
    guard let left = left.numericValue, let right = right.numericValue else { return false }
    if case .integer(let left) = left, case .integer(let right) = right {
        return holds(operation, left, right)
    }
    return holds(operation, left.double, right.double)
}

private func holds<Operand: Comparable>(_ operation: Operator, _ left: Operand, _ right: Operand) -> Bool {
    switch operation {
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    default: false
    }
}
