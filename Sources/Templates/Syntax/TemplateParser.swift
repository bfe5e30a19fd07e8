// SPDX-License-Identifier: Apache-2.0

/// Reads the Velocity Template Language into a tree, once, at start.
///
/// The language is that of Velocity 1.7, which was the current one when API Gateway came out, and whose rules the
/// recordings keep.
///
/// - Source: Apache Velocity Engine 1.7, "User Guide" and "VTL Reference".
struct TemplateParser {
    var cursor: Cursor
    var names = VariableNames()
    var macros: [String: Macro] = [:]
    var depth = 0
    /// The place of everything, for a string whose doubled quotes were taken out.
    var fixedOffset: Int?

    static func tree(of text: String) throws(SyntaxFault) -> SyntaxTree {
        var parser = TemplateParser(cursor: Cursor(Array(text.utf8)))
        let (nodes, end) = try parser.readNodes()
        guard case .endOfText = end else {
            throw SyntaxFault("\(end.name) without what it belongs to", parser.cursor.position)
        }
        return SyntaxTree(nodes: nodes, macros: parser.macros, names: parser.names.all)
    }

    /// What ended a run of nodes.
    enum End {
        case endOfText
        case end
        case otherwise
        case elseIf

        var name: String {
            switch self {
            case .endOfText: "the end of the template"
            case .end: "\"#end\""
            case .otherwise: "\"#else\""
            case .elseIf: "\"#elseif\""
            }
        }
    }

    mutating func readNodes() throws(SyntaxFault) -> ([Node], End) {
        try enter()
        defer { depth -= 1 }
        var run = TextRun(start: cursor.position)
        while !cursor.isAtEnd {
            switch cursor.peek() {
            case UInt8(ascii: "$"):
                let start = cursor.position
                if let reference = try readReference() {
                    run.add(.reference(reference), at: start, next: cursor)
                } else {
                    cursor.position = start + 1
                }
            case UInt8(ascii: "#"):
                let start = cursor.position
                switch try readHash(before: run) {
                case .text: break
                case .nodes(let nodes, let textEnd):
                    run.add(nodes, at: textEnd ?? start, next: cursor)
                case .end(let end):
                    run.flush(at: start, of: cursor)
                    return (run.nodes, end)
                }
            case UInt8(ascii: "\\"):
                try readBackslashes(into: &run)
            default:
                cursor.position += 1
            }
        }
        run.flush(at: cursor.position, of: cursor)
        return (run.nodes, .endOfText)
    }

    /// Reads what must end in `#end`.
    mutating func readBody(of directive: String, at offset: Int) throws(SyntaxFault) -> [Node] {
        let (nodes, end) = try readNodes()
        guard case .end = end else {
            throw SyntaxFault("\"\(directive)\" wants \"#end\", found \(end.name)", offset)
        }
        return nodes
    }

    /// `\$name` is the text `$name`; two backslashes before a reference or a directive are one.
    private mutating func readBackslashes(into run: inout TextRun) throws(SyntaxFault) {
        let start = cursor.position
        while cursor.peek() == UInt8(ascii: "\\") { cursor.position += 1 }
        let behind = cursor.position
        let count = behind - start
        switch cursor.peek() {
        case UInt8(ascii: "$"):
            guard try readReference() != nil else {
                cursor.position = behind
                return
            }
        case UInt8(ascii: "#"):
            guard let end = endOfDirectiveName() else { return }
            cursor.position = end
        default: return
        }
        let kept = Array(repeating: UInt8(ascii: "\\"), count: count / 2)
        if count % 2 == 1 {
            let literal = cursor.bytes[behind..<cursor.position]
            run.add(.text(kept + literal), at: start, next: cursor)
        } else {
            cursor.position = behind
            run.add(.text(kept), at: start, next: cursor)
        }
    }

    mutating func enter() throws(SyntaxFault) {
        depth += 1
        guard depth <= TemplateLimits.syntaxDepth else {
            throw SyntaxFault("nested deeper than \(TemplateLimits.syntaxDepth)", cursor.position)
        }
    }
}

/// Text that goes on until something else is found.
struct TextRun {
    private(set) var nodes: [Node] = []
    private(set) var start: Int

    init(start: Int) { self.start = start }

    mutating func add(_ node: Node, at end: Int, next cursor: Cursor) {
        add([node], at: end, next: cursor)
    }

    mutating func add(_ found: [Node], at end: Int, next cursor: Cursor) {
        flush(at: end, of: cursor)
        nodes += found
        start = cursor.position
    }

    mutating func flush(at end: Int, of cursor: Cursor) {
        if end > start { nodes.append(.text(Array(cursor.bytes[start..<end]))) }
    }
}

/// The variables of a template, numbered.
struct VariableNames {
    private(set) var all: [String] = []
    private var numbers: [String: Int] = [:]

    mutating func number(of name: String) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = all.count
        all.append(name)
        return all.count - 1
    }
}

/// A syntax error before its byte is a line and a column.
struct SyntaxFault: Error {
    let message: String
    let offset: Int

    init(_ message: String, _ offset: Int) {
        self.message = message
        self.offset = offset
    }
}
