// SPDX-License-Identifier: Apache-2.0

/// What a `#` begins.
enum Hash {
    case text
    /// Nodes, and where the text before them ends, when that is not at the `#`.
    case nodes([Node], textEnd: Int?)
    case end(TemplateParser.End)
}

extension TemplateParser {
    mutating func readHash(before run: TextRun) throws(SyntaxFault) -> Hash {
        switch cursor.peek(1) {
        case UInt8(ascii: "#"):
            skipLineComment()
            return .nodes([], textEnd: nil)
        case UInt8(ascii: "*"):
            try skip(to: "*#", of: "a comment")
            return .nodes([], textEnd: nil)
        case UInt8(ascii: "[") where cursor.peek(2) == UInt8(ascii: "["):
            let start = cursor.position + 3
            try skip(to: "]]#", of: "a literal block")
            return .nodes([.text(Array(cursor.bytes[start..<cursor.position - 3]))], textEnd: nil)
        default:
            return try readDirective(before: run)
        }
    }

    /// A comment takes the end of its line with it.
    private mutating func skipLineComment() {
        while !cursor.isAtEnd, cursor.peek() != UInt8(ascii: "\n"), cursor.peek() != UInt8(ascii: "\r") {
            cursor.position += 1
        }
        cursor.skipRestOfLine()
    }

    private mutating func skip(to end: StaticString, of what: String) throws(SyntaxFault) {
        let start = cursor.position
        cursor.position += 2
        while !cursor.starts(with: end) {
            guard !cursor.isAtEnd else { throw SyntaxFault("\(what) is not closed", fixedOffset ?? start) }
            cursor.position += 1
        }
        cursor.position += end.utf8CodeUnitCount
    }

    private mutating func readDirective(before run: TextRun) throws(SyntaxFault) -> Hash {
        let start = cursor.position
        cursor.position += 1
        let hasBody = cursor.skip(UInt8(ascii: "@"))
        let isFormal = cursor.skip(UInt8(ascii: "{"))
        guard let name = readName(), !isFormal || cursor.skip(UInt8(ascii: "}")) else {
            cursor.position = start + 1
            return .text
        }
        if hasBody { return try readMacroCall(name, start: start, hasBody: true) }
        switch name {
        case "set": return try readSet(start, textStart: run.start)
        case "if": return .nodes([try readCondition(start)], textEnd: nil)
        case "foreach": return .nodes([try readLoop(start)], textEnd: nil)
        case "define": return .nodes([try readDefine(start)], textEnd: nil)
        case "macro":
            try readMacro(start)
            return .nodes([], textEnd: nil)
        case "break", "stop":
            cursor.skipRestOfLine()
            return .nodes([name == "stop" ? .stop : .breakLoop], textEnd: nil)
        case "end":
            cursor.skipRestOfLine()
            return .end(.end)
        case "else":
            cursor.skipRestOfLine()
            return .end(.otherwise)
        case "elseif": return .end(.elseIf)
        case "include", "parse", "evaluate":
            guard opensParenthesis() else { return .text }
            throw SyntaxFault(
                "API Gateway has no \"#\(name)\": a mapping template stands alone",
                fixedOffset ?? start
            )
        default: return try readMacroCall(name, start: start, hasBody: false)
        }
    }

    /// `#set` is invisible: it takes the blanks before it along, and the end of its line.
    private mutating func readSet(_ start: Int, textStart: Int) throws(SyntaxFault) -> Hash {
        try openParenthesis(of: "#set")
        cursor.skipWhitespace()
        guard cursor.peek() == UInt8(ascii: "$"), let target = try readReference() else {
            throw fault("\"#set\" wants a variable to set")
        }
        if case .method = target.steps.last { throw fault("\"#set\" cannot set a method's result") }
        cursor.skipWhitespace()
        guard cursor.skip(UInt8(ascii: "=")) else { throw fault("\"#set\" wants \"=\"") }
        let value = try readExpression()
        try closeParenthesis(of: "#set")
        var textEnd = start
        while textEnd > textStart, isBlank(cursor.bytes[textEnd - 1]) { textEnd -= 1 }
        return .nodes([.set(target, value)], textEnd: textEnd)
    }

    private mutating func readCondition(_ start: Int) throws(SyntaxFault) -> Node {
        var branches: [Branch] = []
        var directive = "#if"
        while true {
            try openParenthesis(of: directive)
            let test = try readExpression()
            try closeParenthesis(of: directive)
            let (body, end) = try readNodes()
            branches.append(Branch(test: test, body: body))
            switch end {
            case .end: return .condition(branches, otherwise: [])
            case .otherwise: return .condition(branches, otherwise: try readBody(of: "#else", at: start))
            case .elseIf: directive = "#elseif"
            case .endOfText:
                throw SyntaxFault("\"\(directive)\" wants \"#end\", found \(end.name)", fixedOffset ?? start)
            }
        }
    }

    private mutating func readLoop(_ start: Int) throws(SyntaxFault) -> Node {
        try openParenthesis(of: "#foreach")
        let variable = try readVariable(of: "#foreach")
        cursor.skipWhitespace()
        guard readName() == "in" else { throw fault("\"#foreach\" wants \"in\"") }
        let source = try readExpression()
        try closeParenthesis(of: "#foreach")
        let body = try readBody(of: "#foreach", at: fixedOffset ?? start)
        return .loop(Loop(variable: variable, source: source, body: body, offset: fixedOffset ?? start))
    }

    private mutating func readDefine(_ start: Int) throws(SyntaxFault) -> Node {
        try openParenthesis(of: "#define")
        let variable = try readVariable(of: "#define")
        try closeParenthesis(of: "#define")
        return .define(variable: variable, Block(try readBody(of: "#define", at: fixedOffset ?? start)))
    }

    /// `$name`, without anything behind it.
    private mutating func readVariable(of directive: String) throws(SyntaxFault) -> Int {
        cursor.skipWhitespace()
        guard cursor.peek() == UInt8(ascii: "$"), let reference = try readReference(), reference.steps.isEmpty else {
            throw fault("\"\(directive)\" wants a variable")
        }
        return reference.variable
    }

    func opensParenthesis() -> Bool {
        var ahead = cursor
        ahead.skipBlanks()
        return ahead.peek() == UInt8(ascii: "(")
    }

    mutating func openParenthesis(of directive: String) throws(SyntaxFault) {
        cursor.skipWhitespace()
        guard cursor.skip(UInt8(ascii: "(")) else { throw fault("\"\(directive)\" wants \"(\"") }
    }

    mutating func closeParenthesis(of directive: String) throws(SyntaxFault) {
        cursor.skipWhitespace()
        guard cursor.skip(UInt8(ascii: ")")) else { throw fault("\"\(directive)\" wants \")\"") }
        cursor.skipRestOfLine()
    }

    /// Where the name of a directive or a macro ends that begins here; nothing for a `#` that is text.
    func endOfDirectiveName() -> Int? {
        var ahead = self
        ahead.cursor.position += 1
        _ = ahead.cursor.skip(UInt8(ascii: "@"))
        let isFormal = ahead.cursor.skip(UInt8(ascii: "{"))
        guard let name = ahead.readName(), !isFormal || ahead.cursor.skip(UInt8(ascii: "}")),
            Self.directives.contains(name) || macros[name] != nil
        else { return nil }
        return ahead.cursor.position
    }

    private static let directives: Set<String> = [
        "set", "if", "elseif", "else", "end", "foreach", "define", "macro", "break", "stop", "include", "parse",
        "evaluate",
    ]
}
