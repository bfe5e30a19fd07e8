// SPDX-License-Identifier: Apache-2.0

import GatewayPatterns

extension Selection {
    mutating func accepts(_ filter: Filter, _ element: Value) throws(Fault) -> Bool {
        try meter.step()
        switch filter {
        case .not(let inner): return try !accepts(inner, element)
        case .and(let left, let right):
            guard try accepts(left, element) else { return false }
            return try accepts(right, element)
        case .or(let left, let right):
            if try accepts(left, element) { return true }
            return try accepts(right, element)
        case .exists(let operand):
            // A member that is there counts, even when it is null or false.
            if case .bool(let value) = operand { return value }
            return try value(of: operand, element) != nil
        case .compare(let comparison, let left, let right):
            if case .matches = comparison { return try matches(left, right, element) }
            guard let left = try value(of: left, element), let right = try value(of: right, element) else {
                return try comparesMissing(comparison, left, right, element)
            }
            return try compares(comparison, left, right)
        }
    }

    /// What is missing differs from everything, but from what is missing too.
    private mutating func comparesMissing(
        _ comparison: Filter.Comparison,
        _ left: Filter.Operand,
        _ right: Filter.Operand,
        _ element: Value
    ) throws(Fault) -> Bool {
        let leftIsMissing = try value(of: left, element) == nil
        let rightIsMissing = try value(of: right, element) == nil
        let areBothMissing = leftIsMissing && rightIsMissing
        switch comparison {
        case .equal, .same: return areBothMissing
        case .notEqual, .notSame: return !areBothMissing
        case .notIn, .noneOf: return true
        default: return false
        }
    }

    private mutating func compares(
        _ comparison: Filter.Comparison,
        _ left: Value,
        _ right: Value
    ) throws(Fault) -> Bool {
        switch comparison {
        case .equal, .same: return try isSame(left, right)
        case .notEqual, .notSame: return try !isSame(left, right)
        case .less: return isLess(left, right)
        case .greater: return isLess(right, left)
        case .lessOrEqual:
            if isLess(left, right) { return true }
            return try isSame(left, right)
        case .greaterOrEqual:
            if isLess(right, left) { return true }
            return try isSame(left, right)
        case .isIn: return try holds(elements(right) ?? [], left)
        case .notIn: return try !holds(elements(right) ?? [], left)
        case .contains:
            if case .text(let text) = left, case .text(let part) = right {
                return ByteSearch(Array(part.utf8)).first(in: Array(text.utf8)) != nil
            }
            return try holds(elements(left) ?? [], right)
        case .subsetOf: return try count(of: left, in: right, wanted: nil)
        case .anyOf: return try count(of: left, in: right, wanted: true)
        case .noneOf: return try !count(of: left, in: right, wanted: true)
        case .size:
            guard let size = size(of: left), let wanted = right.numericValue else { return false }
            return Double(size) == wanted.double
        case .empty:
            guard let size = size(of: left), case .bool(let wanted) = right else { return false }
            return (size == 0) == wanted
        case .matches: return false
        }
    }

    /// Whether all elements of the left list are in the right one, or any of them.
    private mutating func count(of left: Value, in right: Value, wanted any: Bool?) throws(Fault) -> Bool {
        guard let left = elements(left), let right = elements(right) else { return false }
        for element in left {
            let isHeld = try holds(right, element)
            if any == true, isHeld { return true }
            if any == nil, !isHeld { return false }
        }
        return any == nil
    }

    private mutating func holds(_ list: [Value], _ value: Value) throws(Fault) -> Bool {
        for element in list where try isSame(element, value) { return true }
        return false
    }

    private mutating func isSame(_ left: Value, _ right: Value) throws(Fault) -> Bool {
        if let left = left.numericValue, let right = right.numericValue { return left.double == right.double }
        return try left.isEqual(right, &meter)
    }

    private func isLess(_ left: Value, _ right: Value) -> Bool {
        if case .text(let left) = left, case .text(let right) = right {
            return left.utf16.lexicographicallyPrecedes(right.utf16)
        }
        return compare(.less, left, right)
    }

    private func elements(_ value: Value) -> [Value]? {
        if case .list(let list) = value { list.elements } else { nil }
    }

    private func size(of value: Value) -> Int? {
        switch value {
        case .list(let list): list.elements.count
        case .map(let map): map.count
        case .text(let text): text.utf16.count
        default: nil
        }
    }

    private mutating func matches(
        _ left: Filter.Operand,
        _ right: Filter.Operand,
        _ element: Value
    ) throws(Fault) -> Bool {
        guard case .pattern(let pattern) = right, case .text(let text)? = try value(of: left, element) else {
            return false
        }
        try meter.step(1000)
        let compiled: Pattern
        do throws(PatternError) {
            compiled = try Pattern(pattern.text)
        } catch {
            throw Fault(.path("a JSONPath has a pattern that cannot be read: \(error)"))
        }
        switch compiled.matchesWhole(Array(text.utf8)[...]) {
        case .matches: return true
        case .differs: return false
        case .stopped(let reason): throw Fault.limit("a pattern in a JSONPath costs too much: \(reason)")
        }
    }

    /// The value of an operand, or nothing when a path leads nowhere.
    private mutating func value(of operand: Filter.Operand, _ element: Value) throws(Fault) -> Value? {
        switch operand {
        case .path(let path, let fromRoot): return try path.select(from: fromRoot ? root : element, &meter)
        case .null, .pattern: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .decimal(let value): return .decimal(value)
        case .text(let text): return .text(text)
        case .list(let operands):
            var elements: [Value] = []
            for operand in operands { elements.append(try value(of: operand, element) ?? .null) }
            return .list(ListValue(elements, style: .json))
        }
    }
}
