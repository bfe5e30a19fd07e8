// SPDX-License-Identifier: Apache-2.0

extension Interpreter {
    func value(of reference: Reference) throws(Fault) -> Value {
        try located(reference.offset) { () throws(Fault) in
            var value = try root(reference.variable)
            for step in reference.steps { value = try follow(step, from: value) }
            return value
        }
    }

    /// A macro's parameter is evaluated anew each time, where the macro was called ("call by name").
    private func root(_ number: Int) throws(Fault) -> Value {
        guard let argument = frame?.argument(of: number) else { return variable(number) }
        switch argument {
        case .value(let value): return value
        case .expression(let expression, let outer):
            let inner = frame
            defer { frame = inner }
            frame = outer
            return try evaluate(expression)
        }
    }

    private func follow(_ step: Reference.Step, from value: Value) throws(Fault) -> Value {
        try meter.step()
        switch step {
        case .property(let name): return try property(name, of: value)
        case .index(let expression): return try element(try evaluate(expression), of: value)
        case .method(let name, let expressions):
            try meter.enter()
            defer { meter.leave() }
            var arguments: [Value] = []
            for expression in expressions { arguments.append(try evaluate(expression)) }
            return try call(name, arguments, on: value)
        }
    }

    /// A member of a map, or what Java's `getName()` and `isName()` would give.
    func property(_ name: String, of value: Value) throws(Fault) -> Value {
        switch value {
        case .map(let map): return map[name] ?? .null
        case .loop(let loop): return loop.property(name)
        case .entry(let entry): return name == "key" ? .text(entry.key) : name == "value" ? entry.value : .null
        case .input: return name == "body" ? inputBody : .null
        case .text(let text): return name == "empty" ? .bool(text.isEmpty) : .null
        case .list(let list): return name == "empty" ? .bool(list.elements.isEmpty) : .null
        default: return .null
        }
    }

    private func element(_ index: Value, of value: Value) throws(Fault) -> Value {
        switch value {
        case .list(let list):
            guard let place = try place(index, in: list) else { return .null }
            return list.elements[place]
        case .map(let map): return map[try text(of: index)] ?? .null
        default: return .null
        }
    }

    /// An index from the start, or below zero from the end.
    private func place(_ index: Value, in list: ListValue) throws(Fault) -> Int? {
        guard case .integer(let index) = index else { return nil }
        let count = list.elements.count
        let place = index < 0 ? index + Int64(count) : index
        guard place >= 0, place < count else {
            throw .call("index \(index) of a list of \(count) (IndexOutOfBoundsException)")
        }
        return Int(place)
    }

    // MARK: Assignment

    /// Sets what `#set` names; what cannot be set stays as it is, as in Velocity, which only logs it.
    func assign(_ value: Value, to target: Reference) throws(Fault) {
        guard let last = target.steps.last else {
            if let frame, frame.argument(of: target.variable) != nil {
                try meter.element()
                frame.set(target.variable, value)
                nest(frame)
            } else {
                setVariable(target.variable, value)
            }
            return
        }
        var container = try root(target.variable)
        for step in target.steps.dropLast() { container = try follow(step, from: container) }
        switch (container, last) {
        case (.map(let map), .property(let name)): try put(value, as: name, in: map)
        case (.map(let map), .index(let index)): try put(value, as: try text(of: try evaluate(index)), in: map)
        case (.list(let list), .index(let index)):
            guard let place = try place(try evaluate(index), in: list) else { return }
            list.elements[place] = value
            nest(list, holding: value)
        default: break
        }
    }

    @discardableResult
    func put(_ value: Value, as name: String, in map: MapValue) throws(Fault) -> Value {
        try meter.element()
        nest(map, holding: value)
        return try map.put(name, value)
    }
}
