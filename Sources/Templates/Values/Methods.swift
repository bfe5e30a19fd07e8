// SPDX-License-Identifier: Apache-2.0

extension Interpreter {
    /// Calls a method; one that does not exist, or not for these arguments, gives nothing, as in Velocity.
    func call(_ name: String, _ arguments: [Value], on value: Value) throws(Fault) -> Value {
        switch value {
        // What is missing is as the empty text, which it equals [rest-vtl-011].
        case .null: return try callText(name, arguments, on: "") ?? .null
        case .text(let text): if let result = try callText(name, arguments, on: text) { return result }
        case .list(let list): if let result = try callList(name, arguments, on: list) { return result }
        case .map(let map): if let result = try callMap(name, arguments, on: map) { return result }
        case .entry(let entry):
            switch (name, arguments.count) {
            case ("getKey", 0): return .text(entry.key)
            case ("getValue", 0): return entry.value
            default: break
            }
        case .loop(let loop): return callLoop(name, arguments, on: loop)
        case .input: return try callInput(name, arguments)
        case .util: return try callUtil(name, arguments)
        case .block: return try callText(name, arguments, on: try text(of: value)) ?? .null
        case .bool, .integer, .decimal, .exact:
            if let result = try callNumber(name, arguments, on: value) { return result }
        }
        return try callAny(name, arguments, on: value)
    }

    /// What every object of Java has.
    private func callAny(_ name: String, _ arguments: [Value], on value: Value) throws(Fault) -> Value {
        switch (name, arguments.count) {
        case ("toString", 0): return .text(try text(of: value))
        case ("equals", 1): return .bool(try value.isEqual(arguments[0], &meter))
        case ("hashCode", 0): return .integer(Int64(javaHash(of: try text(of: value))))
        default: return .null
        }
    }

    private func callLoop(_ name: String, _ arguments: [Value], on loop: LoopState) -> Value {
        guard arguments.isEmpty else { return .null }
        switch name {
        case "getIndex": return loop.property("index")
        case "getCount": return loop.property("count")
        case "hasNext", "getHasNext": return loop.property("hasNext")
        case "isFirst": return loop.property("first")
        case "isLast": return loop.property("last")
        case "getParent": return loop.property("parent")
        case "getTopmost": return loop.property("topmost")
        case "stop":
            loop.isStopped = true
            return .null
        default: return .null
        }
    }

    /// Methods of java.lang.Number and java.lang.Boolean.
    private func callNumber(_ name: String, _ arguments: [Value], on value: Value) throws(Fault) -> Value? {
        switch (value, name, arguments.count) {
        case (.bool(let value), "booleanValue", 0): return .bool(value)
        case (.bool, _, _): return nil
        case (_, "compareTo", 1):
            guard let left = value.numericValue?.double, let right = arguments[0].numericValue?.double else {
                return nil
            }
            return .integer(left < right ? -1 : left > right ? 1 : 0)
        default:
            guard arguments.isEmpty, let number = value.numericValue else { return nil }
            return convert(number, name)
        }
    }

    /// Java's narrowing: doubles are cut and kept in range, integers wrap around.
    private func convert(_ number: Number, _ name: String) -> Value? {
        let long: Int64 =
            if case .integer(let value) = number {
                value
            } else {
                number.double.isNaN ? 0 : Int64(exactly: number.double.rounded(.towardZero)) ?? saturated(number.double)
            }
        let isInteger = if case .integer = number { true } else { false }
        let int = isInteger ? Int32(truncatingIfNeeded: long) : Int32(clamping: long)
        switch name {
        case "longValue": return .integer(long)
        case "intValue": return .integer(Int64(int))
        case "shortValue": return .integer(Int64(Int16(truncatingIfNeeded: int)))
        case "byteValue": return .integer(Int64(Int8(truncatingIfNeeded: int)))
        case "doubleValue": return .decimal(number.double)
        case "isNaN": return isInteger ? nil : .bool(number.double.isNaN)
        case "isInfinite": return isInteger ? nil : .bool(number.double.isInfinite)
        case "hashCode" where isInteger:
            return .integer(Int64(Int32(truncatingIfNeeded: long ^ (long >> 32 & 0xFFFF_FFFF))))
        default: return nil
        }
    }

    private func saturated(_ value: Double) -> Int64 {
        value < 0 ? .min : .max
    }
}
