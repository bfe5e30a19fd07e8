// SPDX-License-Identifier: Apache-2.0

/// What a template is made of; an offset is that of a byte of the template, from which a fault gets its place.
indirect enum Node: Sendable {
    case text([UInt8])
    case reference(Reference)
    case set(Reference, Expression)
    case condition([Branch], otherwise: [Node])
    case loop(Loop)
    case define(variable: Int, Block)
    case call(MacroCall)
    case breakLoop
    case stop
}

struct Branch: Sendable {
    let test: Expression
    let body: [Node]
}

/// Nodes that somebody renders later: what `#define` names, or the body of a macro's call.
final class Block: Sendable {
    let nodes: [Node]

    init(_ nodes: [Node]) { self.nodes = nodes }
}

/// `#foreach($variable in source)`.
final class Loop: Sendable {
    let variable: Int
    let source: Expression
    let body: [Node]
    let offset: Int

    init(variable: Int, source: Expression, body: [Node], offset: Int) {
        self.variable = variable
        self.source = source
        self.body = body
        self.offset = offset
    }
}

/// `#macro(name $parameter …)`.
final class Macro: Sendable {
    let parameters: [Int]
    let body: [Node]

    init(parameters: [Int], body: [Node]) {
        self.parameters = parameters
        self.body = body
    }
}

/// `#name(argument …)`, or `#@name(argument …) body #end`.
final class MacroCall: Sendable {
    let name: String
    let arguments: [Expression]
    let body: Block?
    /// As it was written: a call of what is no macro is text.
    let source: [UInt8]
    let offset: Int

    init(name: String, arguments: [Expression], body: Block?, source: [UInt8], offset: Int) {
        self.name = name
        self.arguments = arguments
        self.body = body
        self.source = source
        self.offset = offset
    }
}

/// `$name.property[index].method(argument)`.
///
/// `$!` makes no difference: what is missing prints nothing in API Gateway anyway.
final class Reference: Sendable {
    /// The number of the variable's name in ``SyntaxTree/names``.
    let variable: Int
    let steps: [Step]
    let offset: Int

    init(variable: Int, steps: [Step], offset: Int) {
        self.variable = variable
        self.steps = steps
        self.offset = offset
    }

    enum Step: Sendable {
        case property(String)
        case index(Expression)
        case method(String, [Expression])
    }
}

indirect enum Expression: Sendable {
    case bool(Bool)
    case integer(Int64)
    case decimal(Double)
    case text(String)
    /// A string in double quotes, which is a template of its own.
    case interpolated(Block)
    case reference(Reference)
    case list([Expression])
    case map([Pair])
    case range(Expression, Expression, offset: Int)
    case not(Expression)
    case binary(Operator, Expression, Expression, offset: Int)

    struct Pair: Sendable {
        let key: Expression
        let value: Expression
    }
}

enum Operator: Sendable {
    case or, and
    case equal, notEqual
    case less, lessOrEqual, greater, greaterOrEqual
    case add, subtract
    case multiply, divide, remainder

    /// How tightly it binds.
    var precedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .equal, .notEqual: 3
        case .less, .lessOrEqual, .greater, .greaterOrEqual: 4
        case .add, .subtract: 5
        case .multiply, .divide, .remainder: 6
        }
    }
}

/// A template that was read.
struct SyntaxTree: Sendable {
    let nodes: [Node]
    let macros: [String: Macro]
    /// The names of all variables; a reference has the index.
    let names: [String]
}
