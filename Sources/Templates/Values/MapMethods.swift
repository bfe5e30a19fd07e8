// SPDX-License-Identifier: Apache-2.0

extension Interpreter {
    /// Methods of java.util.Map, in which a key that is no text becomes one.
    func callMap(_ name: String, _ arguments: [Value], on map: MapValue) throws(Fault) -> Value? {
        switch (name, arguments.count) {
        case ("size", 0): return .integer(Int64(map.count))
        case ("isEmpty", 0): return .bool(map.isEmpty)
        case ("get", 1): return map[try text(of: arguments[0])] ?? .null
        case ("getOrDefault", 2): return map[try text(of: arguments[0])] ?? arguments[1]
        case ("containsKey", 1): return .bool(map[try text(of: arguments[0])] != nil)
        case ("containsValue", 1):
            for value in map.values where try value.isEqual(arguments[0], &meter) { return .bool(true) }
            return .bool(false)
        case ("keySet", 0):
            try meter.element(map.count)
            let style: ListValue.Style = if case .plain = map.role { .java } else { .contextNames }
            return .list(ListValue(map.keys.map { .text($0) }, style: style))
        case ("values", 0): return .list(try copy(map.values[...]))
        case ("entrySet", 0):
            return .list(try copy(zip(map.keys, map.values).map { .entry(Value.Entry(key: $0, value: $1)) }[...]))
        case ("put", 2): return try put(arguments[1], as: try text(of: arguments[0]), in: map)
        case ("putIfAbsent", 2):
            let key = try text(of: arguments[0])
            if let value = map[key], !value.isMissing { return value }
            return try put(arguments[1], as: key, in: map)
        case ("putAll", 1):
            guard case .map(let other) = arguments[0] else { return nil }
            for (key, value) in zip(other.keys, other.values) { try put(value, as: key, in: map) }
            return .null
        case ("remove", 1):
            try meter.look(at: map.count * 16)
            try keepFinal(map)
            hasChanged = true
            return map.remove(try text(of: arguments[0]))
        case ("clear", 0):
            try keepFinal(map)
            hasChanged = true
            map.removeAll()
            return .null
        default: return nil
        }
    }

    /// Overrides are final, so they cannot be taken back, either.
    private func keepFinal(_ map: MapValue) throws(Fault) {
        if case .overrides(let name) = map.role, !map.isEmpty { throw Fault(.overriddenTwice(name)) }
    }
}
