// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayPatterns

/// Renders one template once.
final class Interpreter {
    let tree: SyntaxTree
    let evaluation: TemplateEvaluation
    var meter = Meter()
    private(set) var output: [UInt8] = []
    /// The variables, by number.
    private var variables: [Value]
    /// Parameters of the macro that is being rendered.
    var frame: MacroFrame?
    var loop: LoopState?
    var macroDepth = 0
    /// Paths and patterns that were read already.
    var paths: [String: JSONPath] = [:]
    var patterns: [String: Pattern] = [:]

    private var contextMap: MapValue?
    /// The payload as a value: `$input.path` hands out parts of it, and what is set there shows in `$input.json`.
    var payload: Value?
    /// Lists and maps that hold others.
    ///
    /// They are emptied at the end, because a chain of them is taken apart
    /// recursively, and a ring of them never.
    private var nests: [Nest] = []
    /// Whether a list or a map has been changed, which may be a part of `$context`.
    var hasChanged = false

    init(_ tree: SyntaxTree, _ evaluation: TemplateEvaluation) {
        self.tree = tree
        self.evaluation = evaluation
        variables = Array(repeating: .null, count: tree.names.count)
        for (index, name) in tree.names.enumerated() {
            switch name {
            case "input": variables[index] = .input
            case "util": variables[index] = .util
            case "stageVariables": variables[index] = .map(MapValue(evaluation.stageVariables))
            case "context":
                let map = MapValue.requestContext(evaluation.context)
                contextMap = map
                variables[index] = .map(map)
            default: break
            }
        }
    }

    deinit {
        for nest in nests { nest.clear() }
    }

    func renderAll() throws(Fault) -> String {
        _ = try render(tree.nodes)
        return String(decoding: output, as: UTF8.self)
    }

    /// `$context` with all that was set in it, or nothing when nothing was.
    func changedContext() throws(Fault) -> JSONObject? {
        hasChanged ? try contextMap?.object(&meter) : nil
    }

    /// How rendering goes on behind a node.
    enum Flow {
        case next
        case breakLoop
        case stop
    }

    func render(_ nodes: [Node]) throws(Fault) -> Flow {
        try meter.enter()
        defer { meter.leave() }
        for node in nodes {
            try meter.step()
            let flow = try render(node)
            guard case .next = flow else { return flow }
        }
        return .next
    }

    private func render(_ node: Node) throws(Fault) -> Flow {
        switch node {
        case .text(let text): try write(text)
        case .reference(let reference):
            return try located(reference.offset) { () throws(Fault) in try print(reference) }
        case .set(let target, let expression):
            try located(target.offset) { () throws(Fault) in try assign(try evaluate(expression), to: target) }
        case .condition(let branches, let otherwise):
            for branch in branches where try evaluate(branch.test).isTrue { return try render(branch.body) }
            return try render(otherwise)
        case .loop(let loop): return try located(loop.offset) { () throws(Fault) in try render(loop) }
        case .define(let variable, let block): setVariable(variable, .block(DefinedBlock(block, frame: frame)))
        case .call(let call): return try located(call.offset) { () throws(Fault) in try render(call) }
        case .breakLoop: return .breakLoop
        case .stop: return .stop
        }
        return .next
    }

    private func print(_ reference: Reference) throws(Fault) -> Flow {
        let value = try value(of: reference)
        switch value {
        case .block(let block): return try render(block)
        case .text(let text): try write(text.utf8)
        default:
            var writer = ValueWriter()
            try writer.print(value, &meter)
            try write(writer.bytes)
        }
        return .next
    }

    func render(_ block: DefinedBlock) throws(Fault) -> Flow {
        let outer = frame
        defer { frame = outer }
        frame = block.frame
        return try render(block.block.nodes)
    }

    /// What nodes print, as a text: a string with references in it.
    func text(of nodes: [Node]) throws(Fault) -> String {
        let outer = output
        output = []
        defer { output = outer }
        _ = try render(nodes)
        try meter.text(output.count)
        return String(decoding: output, as: UTF8.self)
    }

    private func write(_ bytes: some Collection<UInt8>) throws(Fault) {
        try meter.look(at: bytes.count)
        guard output.count + bytes.count <= TemplateLimits.outputBytes else {
            throw .limit("the template renders more than \(TemplateLimits.outputBytes) bytes")
        }
        output.append(contentsOf: bytes)
    }

    /// The value's text, with a block rendered.
    func text(of value: Value) throws(Fault) -> String {
        guard case .block(let block) = value else { return try ValueWriter.text(of: value, &meter) }
        let outer = frame
        defer { frame = outer }
        frame = block.frame
        return try text(of: block.block.nodes)
    }

    // MARK: Variables

    func variable(_ number: Int) -> Value { variables[number] }
    func setVariable(_ number: Int, _ value: Value) { variables[number] = value }

    func number(of name: String) -> Int? { tree.names.firstIndex(of: name) }

    /// Gives a fault its place, unless it has one further in.
    func located<Result>(_ offset: Int, _ body: () throws(Fault) -> Result) throws(Fault) -> Result {
        do throws(Fault) {
            return try body()
        } catch {
            throw Fault(error.reason, at: error.offset ?? offset)
        }
    }

    // MARK: Lists and maps in one another

    func nest(_ list: ListValue, holding value: Value) {
        hasChanged = true
        if value.holdsOthers { nests.append(.list(list)) }
    }

    func nest(_ map: MapValue, holding value: Value) {
        hasChanged = true
        if value.holdsOthers { nests.append(.map(map)) }
    }

    /// A list or a map that was made elsewhere.
    func nest(_ value: Value) {
        switch value {
        case .list(let list): nests.append(.list(list))
        case .map(let map): nests.append(.map(map))
        default: break
        }
    }

    /// A macro's parameter can be set to a block that goes on in this very macro.
    func nest(_ frame: MacroFrame) {
        nests.append(.frame(frame))
    }

    private enum Nest {
        case list(ListValue)
        case map(MapValue)
        case frame(MacroFrame)

        func clear() {
            switch self {
            case .list(let list): list.elements = []
            case .map(let map): map.removeAll()
            case .frame(let frame): frame.removeAll()
            }
        }
    }
}

extension Value {
    fileprivate var holdsOthers: Bool {
        switch self {
        case .list, .map, .entry, .block: true
        default: false
        }
    }
}
