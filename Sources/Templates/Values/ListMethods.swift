// SPDX-License-Identifier: Apache-2.0

extension Interpreter {
    /// Methods of java.util.List.
    func callList(_ name: String, _ arguments: [Value], on list: ListValue) throws(Fault) -> Value? {
        switch (name, arguments.count) {
        case ("size", 0): return .integer(Int64(list.elements.count))
        case ("isEmpty", 0): return .bool(list.elements.isEmpty)
        case ("get", 1):
            guard let index = try index(arguments[0], in: list, upTo: list.elements.count - 1) else { return nil }
            return list.elements[index]
        case ("contains", 1): return .bool(try firstIndex(of: arguments[0], in: list) != nil)
        case ("containsAll", 1):
            guard case .list(let others) = arguments[0] else { return nil }
            for other in others.elements where try firstIndex(of: other, in: list) == nil { return .bool(false) }
            return .bool(true)
        case ("indexOf", 1): return .integer(Int64(try firstIndex(of: arguments[0], in: list) ?? -1))
        case ("lastIndexOf", 1):
            for index in list.elements.indices.reversed()
            where try list.elements[index].isEqual(arguments[0], &meter) {
                return .integer(Int64(index))
            }
            return .integer(-1)
        case ("subList", 2):
            guard let start = try index(arguments[0], in: list, upTo: list.elements.count),
                let end = try index(arguments[1], in: list, upTo: list.elements.count)
            else { return nil }
            guard start <= end else { throw .call("subList(\(start), \(end)) (IllegalArgumentException)") }
            return .list(try copy(list.elements[start..<end]))
        case ("iterator", 0), ("toArray", 0): return .list(try copy(list.elements[...]))
        default: return try changeList(name, arguments, list)
        }
    }

    private func changeList(_ name: String, _ arguments: [Value], _ list: ListValue) throws(Fault) -> Value? {
        switch (name, arguments.count) {
        case ("add", 1):
            try insert(arguments[0], at: list.elements.count, into: list)
            return .bool(true)
        case ("add", 2):
            guard let index = try index(arguments[0], in: list, upTo: list.elements.count) else { return nil }
            try insert(arguments[1], at: index, into: list)
            return .null
        case ("addAll", 1):
            guard case .list(let others) = arguments[0] else { return nil }
            for other in others.elements { try insert(other, at: list.elements.count, into: list) }
            return .bool(!others.elements.isEmpty)
        case ("set", 2):
            guard let index = try index(arguments[0], in: list, upTo: list.elements.count - 1) else { return nil }
            let previous = list.elements[index]
            list.elements[index] = arguments[1]
            nest(list, holding: arguments[1])
            return previous
        case ("remove", 1):
            try meter.look(at: list.elements.count)
            if case .integer = arguments[0] {
                guard let index = try index(arguments[0], in: list, upTo: list.elements.count - 1) else { return nil }
                hasChanged = true
                return list.elements.remove(at: index)
            }
            guard let index = try firstIndex(of: arguments[0], in: list) else { return .bool(false) }
            list.elements.remove(at: index)
            hasChanged = true
            return .bool(true)
        case ("removeAll", 1), ("retainAll", 1):
            guard case .list(let others) = arguments[0] else { return nil }
            let before = list.elements.count
            var kept: [Value] = []
            for element in list.elements
            where try (firstIndex(of: element, in: others) != nil) == (name == "retainAll") {
                kept.append(element)
            }
            list.elements = kept
            hasChanged = true
            return .bool(kept.count != before)
        case ("clear", 0):
            list.elements = []
            hasChanged = true
            return .null
        default: return nil
        }
    }

    private func insert(_ value: Value, at index: Int, into list: ListValue) throws(Fault) {
        try meter.element()
        try meter.look(at: list.elements.count - index)
        list.elements.insert(value, at: index)
        nest(list, holding: value)
    }

    func copy(_ elements: ArraySlice<Value>) throws(Fault) -> ListValue {
        try meter.element(elements.count)
        let copy = ListValue(Array(elements))
        for element in elements { nest(copy, holding: element) }
        return copy
    }

    private func firstIndex(of value: Value, in list: ListValue) throws(Fault) -> Int? {
        for (index, element) in list.elements.enumerated() where try element.isEqual(value, &meter) { return index }
        return nil
    }

    private func index(_ value: Value, in list: ListValue, upTo last: Int) throws(Fault) -> Int? {
        guard case .integer(let index) = value else { return nil }
        guard index >= 0, index <= last else {
            throw .call("index \(index) of a list of \(list.elements.count) (IndexOutOfBoundsException)")
        }
        return Int(index)
    }
}
