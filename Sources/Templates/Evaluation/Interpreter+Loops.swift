// SPDX-License-Identifier: Apache-2.0

extension Interpreter {
    /// `#foreach`: at most 1000 rounds, and then on behind `#end`.
    ///
    /// Open question: the quota is documented, what happens beyond it is not. Velocity's own limit
    /// (directive.foreach.maxloops) ends the loop without a word, and `$foreach.hasNext` is false in the last round.
    func render(_ loop: Loop) throws(Fault) -> Flow {
        let elements = try elements(of: try evaluate(loop.source))
        guard !elements.isEmpty else { return .next }
        let state = LoopState(parent: self.loop)
        let scope = LoopScope(variable: loop.variable, of: self)
        self.loop = state
        defer {
            self.loop = state.parent
            scope.restore(in: self)
        }
        let rounds = min(elements.count, TemplateLimits.loopRounds)
        for index in 0..<rounds {
            state.index = index
            state.hasNext = index + 1 < rounds
            scope.begin(elements[index], state, in: self)
            switch try render(loop.body) {
            case .next: if state.isStopped { return .next }
            case .breakLoop: return .next
            case .stop: return .stop
            }
        }
        return .next
    }

    /// What can be gone through: a list's elements, and a map's values.
    private func elements(of source: Value) throws(Fault) -> [Value] {
        switch source {
        case .list(let list): return list.elements
        case .map(let map): return map.values
        default: return []
        }
    }
}

/// The variables that a loop sets, and what they were before.
private struct LoopScope {
    private let variable: Int
    private let state: Int?
    private let count: Int?
    private var before: [(number: Int, value: Value)] = []

    init(variable: Int, of interpreter: Interpreter) {
        self.variable = variable
        state = interpreter.number(of: "foreach")
        count = interpreter.number(of: "velocityCount")
        for number in [variable, state, count].compactMap({ $0 }) {
            before.append((number, interpreter.variable(number)))
        }
    }

    func begin(_ element: Value, _ loop: LoopState, in interpreter: Interpreter) {
        interpreter.setVariable(variable, element)
        if let state { interpreter.setVariable(state, .loop(loop)) }
        if let count { interpreter.setVariable(count, .integer(Int64(loop.index + 1))) }
    }

    func restore(in interpreter: Interpreter) {
        for (number, value) in before { interpreter.setVariable(number, value) }
    }
}

extension LoopState {
    func property(_ name: String) -> Value {
        switch name {
        case "index": return .integer(Int64(index))
        case "count": return .integer(Int64(index + 1))
        case "hasNext": return .bool(hasNext)
        case "first": return .bool(index == 0)
        case "last": return .bool(!hasNext)
        case "parent": return parent.map { .loop($0) } ?? .null
        case "topmost":
            var topmost = self
            while let parent = topmost.parent { topmost = parent }
            return .loop(topmost)
        default: return .null
        }
    }
}
