// SPDX-License-Identifier: Apache-2.0

extension Interpreter {
    func evaluate(_ expression: Expression) throws(Fault) -> Value {
        try meter.step()
        switch expression {
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .decimal(let value): return .decimal(value)
        case .text(let text): return .text(text)
        case .reference(let reference): return try value(of: reference)
        default: break
        }
        try meter.enter()
        defer { meter.leave() }
        switch expression {
        case .interpolated(let block): return .text(try text(of: block.nodes))
        case .list(let elements): return try list(elements)
        case .map(let pairs): return try map(pairs)
        case .range(let first, let last, let offset):
            return try located(offset) { () throws(Fault) in try range(first, last) }
        case .not(let operand): return .bool(!(try evaluate(operand).isTrue))
        case .binary(let operation, let left, let right, let offset):
            return try located(offset) { () throws(Fault) in try binary(operation, left, right) }
        default: return .null
        }
    }

    private func binary(_ operation: Operator, _ left: Expression, _ right: Expression) throws(Fault) -> Value {
        switch operation {
        case .and:
            guard try evaluate(left).isTrue else { return .bool(false) }
            return .bool(try evaluate(right).isTrue)
        case .or:
            if try evaluate(left).isTrue { return .bool(true) }
            return .bool(try evaluate(right).isTrue)
        default: break
        }
        let left = try withoutBlock(try evaluate(left))
        let right = try withoutBlock(try evaluate(right))
        switch operation {
        case .equal: return .bool(try left.equals(right, &meter))
        case .notEqual: return .bool(!(try left.equals(right, &meter)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return .bool(compare(operation, left, right))
        case .add: return try add(left, right)
        default: return try calculate(operation, left, right)
        }
    }

    /// What `#define` named counts as the text that it renders.
    private func withoutBlock(_ value: Value) throws(Fault) -> Value {
        guard case .block = value else { return value }
        return .text(try text(of: value))
    }

    /// A sum, or both texts joined when one of them is a text.
    private func add(_ left: Value, _ right: Value) throws(Fault) -> Value {
        switch (left, right) {
        case (.text, _), (_, .text):
            let joined = try text(of: left) + text(of: right)
            try meter.text(joined.utf8.count)
            return .text(joined)
        default: return try calculate(.add, left, right)
        }
    }

    private func list(_ elements: [Expression]) throws(Fault) -> Value {
        let list = ListValue()
        for element in elements {
            try meter.element()
            let value = try evaluate(element)
            list.elements.append(value)
            nest(list, holding: value)
        }
        return .list(list)
    }

    private func map(_ pairs: [Expression.Pair]) throws(Fault) -> Value {
        let map = MapValue()
        for pair in pairs {
            try meter.element()
            let key = try text(of: try evaluate(pair.key))
            let value = try evaluate(pair.value)
            try map.put(key, value)
            nest(map, holding: value)
        }
        return .map(map)
    }

    /// The integers from one to the other, upwards or downwards; what is no integer makes no list.
    private func range(_ first: Expression, _ last: Expression) throws(Fault) -> Value {
        guard case .integer(let first) = try evaluate(first), case .integer(let last) = try evaluate(last) else {
            return .null
        }
        let (distance, overflow) = last.subtractingReportingOverflow(first)
        guard !overflow, distance.magnitude < TemplateLimits.elements else {
            throw .limit("the range [\(first)..\(last)] has too many elements")
        }
        try meter.element(Int(distance.magnitude) + 1)
        return .list(ListValue(stride(from: first, through: last, by: distance < 0 ? -1 : 1).map { .integer($0) }))
    }
}
