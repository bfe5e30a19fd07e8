// SPDX-License-Identifier: Apache-2.0

/// What a macro's parameters stand for in one call.
final class MacroFrame {
    private var arguments: [Int: Argument]
    let depth: Int

    enum Argument {
        case expression(Expression, MacroFrame?)
        /// Set inside the macro, which the caller does not see.
        case value(Value)
    }

    init(_ arguments: [Int: Argument], depth: Int) {
        self.arguments = arguments
        self.depth = depth
    }

    func argument(of variable: Int) -> Argument? { arguments[variable] }
    func set(_ variable: Int, _ value: Value) { arguments[variable] = .value(value) }
    func removeAll() { arguments = [:] }
}

extension Interpreter {
    func render(_ call: MacroCall) throws(Fault) -> Flow {
        guard let macro = tree.macros[call.name] else {
            // What no macro is called is text.
            return try render([.text(call.source)])
        }
        let outer = frame
        macroDepth += 1
        defer {
            macroDepth -= 1
            frame = outer
        }
        // The second is for blocks (#define) that call the macro which defines them.
        guard macroDepth <= TemplateLimits.macroDepth, (outer?.depth ?? 0) < TemplateLimits.evaluationDepth else {
            throw .limit("macros call each other more than \(TemplateLimits.macroDepth) deep")
        }
        frame = MacroFrame(arguments(of: macro, in: call, outer: outer), depth: (outer?.depth ?? 0) + 1)
        let flow = try render(macro.body)
        // #break ends a macro, too; #stop ends everything.
        if case .stop = flow { return .stop }
        return .next
    }

    private func arguments(of macro: Macro, in call: MacroCall, outer: MacroFrame?) -> [Int: MacroFrame.Argument] {
        var arguments: [Int: MacroFrame.Argument] = [:]
        for (index, parameter) in macro.parameters.enumerated() {
            arguments[parameter] =
                index < call.arguments.count ? .expression(call.arguments[index], outer) : .value(.null)
        }
        if let body = call.body, let content = number(of: "bodyContent") {
            arguments[content] = .value(.block(DefinedBlock(body, frame: outer)))
        }
        return arguments
    }
}
