// SPDX-License-Identifier: Apache-2.0

extension TemplateParser {
    mutating func readMacro(_ start: Int) throws(SyntaxFault) {
        try openParenthesis(of: "#macro")
        cursor.skipWhitespace()
        guard let name = readName() else { throw fault("\"#macro\" wants a name") }
        var parameters: [Int] = []
        while true {
            skipSeparator()
            guard cursor.peek() == UInt8(ascii: "$") else { break }
            guard let reference = try readReference(), reference.steps.isEmpty else {
                throw fault("\"#macro\" wants names of parameters")
            }
            parameters.append(reference.variable)
        }
        try closeParenthesis(of: "#macro")
        let body = try readBody(of: "#macro", at: fixedOffset ?? start)
        // A second definition changes nothing (velocimacro.permissions.allow.inline.to.replace.global is off).
        if macros[name] == nil { macros[name] = Macro(parameters: parameters, body: body) }
    }

    /// A name without parentheses is text; with them it may be a macro that is defined further down.
    mutating func readMacroCall(_ name: String, start: Int, hasBody: Bool) throws(SyntaxFault) -> Hash {
        guard opensParenthesis(), hasBody || macros[name] != nil || looksLikeCall() else {
            cursor.position = start + 1
            return .text
        }
        cursor.skipBlanks()
        cursor.position += 1
        var arguments: [Expression] = []
        while true {
            skipSeparator()
            if cursor.peek() == UInt8(ascii: ")") { break }
            arguments.append(try readExpression())
        }
        cursor.position += 1
        let end = cursor.position
        cursor.skipRestOfLine()
        let body = hasBody ? Block(try readBody(of: "#@\(name)", at: fixedOffset ?? start)) : nil
        let source = Array(cursor.bytes[start..<(hasBody ? cursor.position : end)])
        return .nodes(
            [
                .call(
                    MacroCall(
                        name: name,
                        arguments: arguments,
                        body: body,
                        source: source,
                        offset: fixedOffset ?? start
                    )
                )
            ],
            textEnd: nil
        )
    }

    /// Arguments of macros have spaces between them, or commas.
    private mutating func skipSeparator() {
        cursor.skipWhitespace()
        if cursor.skip(UInt8(ascii: ",")) { cursor.skipWhitespace() }
    }

    /// Whether arguments follow that can be read: "#1 (first)" in a text is not a call that is wrong.
    private func looksLikeCall() -> Bool {
        var ahead = self
        ahead.cursor.skipBlanks()
        ahead.cursor.position += 1
        do throws(SyntaxFault) {
            while true {
                ahead.skipSeparator()
                if ahead.cursor.peek() == UInt8(ascii: ")") { return true }
                _ = try ahead.readExpression()
            }
        } catch {
            return false
        }
    }
}
