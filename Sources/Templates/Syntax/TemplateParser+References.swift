// SPDX-License-Identifier: Apache-2.0

extension TemplateParser {
    /// Reads `$name…`, `$!name…`, `${name…}` or `$!{name…}`.
    ///
    /// - Returns: Nothing when what begins here is text, such as a price; the cursor may have moved then.
    mutating func readReference() throws(SyntaxFault) -> Reference? {
        let start = cursor.position
        cursor.position += 1
        _ = cursor.skip(UInt8(ascii: "!"))
        let isFormal = cursor.skip(UInt8(ascii: "{"))
        guard let name = readName() else { return nil }
        let variable = names.number(of: name)
        var steps: [Reference.Step] = []
        while let step = try readStep() { steps.append(step) }
        if isFormal {
            if cursor.peek() == UInt8(ascii: "|") {
                throw fault("alternate values (\"${name|'…'}\") came with Velocity 2.1 and are not supported")
            }
            guard cursor.skip(UInt8(ascii: "}")) else {
                throw fault("\"${\(name)\" wants \"}\"")
            }
        }
        return Reference(variable: variable, steps: steps, offset: fixedOffset ?? start)
    }

    mutating func readName() -> String? {
        guard isNameStart(cursor.peek()) else { return nil }
        let start = cursor.position
        while isNamePart(cursor.peek()) { cursor.position += 1 }
        return cursor.text(start..<cursor.position)
    }

    private mutating func readStep() throws(SyntaxFault) -> Reference.Step? {
        switch cursor.peek() {
        case UInt8(ascii: ".") where isNameStart(cursor.peek(1)):
            cursor.position += 1
            guard let name = readName() else { return nil }
            guard cursor.skip(UInt8(ascii: "(")) else { return .property(name) }
            return .method(name, try readArguments())
        case UInt8(ascii: "["):
            cursor.position += 1
            let index = try readExpression()
            cursor.skipWhitespace()
            guard cursor.skip(UInt8(ascii: "]")) else { throw fault("an index wants \"]\"") }
            return .index(index)
        default:
            return nil
        }
    }

    /// Reads what is between parentheses, of which the first was read.
    private mutating func readArguments() throws(SyntaxFault) -> [Expression] {
        var arguments: [Expression] = []
        cursor.skipWhitespace()
        if cursor.skip(UInt8(ascii: ")")) { return arguments }
        while true {
            arguments.append(try readExpression())
            cursor.skipWhitespace()
            if cursor.skip(UInt8(ascii: ")")) { return arguments }
            guard cursor.skip(UInt8(ascii: ",")) else {
                throw fault("the arguments of a method want \",\" or \")\"")
            }
        }
    }

    func fault(_ message: String) -> SyntaxFault {
        let found = cursor.isAtEnd ? "the end" : "\"\(character())\""
        return SyntaxFault("\(message), found \(found)", fixedOffset ?? cursor.position)
    }

    /// The character here, as it may be shown.
    private func character() -> String {
        let bytes = cursor.bytes[cursor.position..<min(cursor.position + 4, cursor.end)]
        guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else { return "" }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return "\\u{\(String(scalar.value, radix: 16))}"
        default: return String(scalar)
        }
    }
}
