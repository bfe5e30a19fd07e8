// SPDX-License-Identifier: Apache-2.0

extension TemplateParser {
    /// `[a, b]` or `[1..5]`.
    mutating func readList() throws(SyntaxFault) -> Expression {
        let offset = fixedOffset ?? cursor.position
        cursor.position += 1
        cursor.skipWhitespace()
        if cursor.skip(UInt8(ascii: "]")) { return .list([]) }
        var elements = [try readExpression()]
        cursor.skipWhitespace()
        if cursor.skip("..") {
            let last = try readExpression()
            cursor.skipWhitespace()
            guard cursor.skip(UInt8(ascii: "]")) else { throw fault("a range wants \"]\"") }
            return .range(elements[0], last, offset: offset)
        }
        while !cursor.skip(UInt8(ascii: "]")) {
            guard cursor.skip(UInt8(ascii: ",")) else { throw fault("a list wants \",\" or \"]\"") }
            elements.append(try readExpression())
            cursor.skipWhitespace()
        }
        return .list(elements)
    }

    /// `{"key" : value, …}`.
    mutating func readMap() throws(SyntaxFault) -> Expression {
        cursor.position += 1
        cursor.skipWhitespace()
        var pairs: [Expression.Pair] = []
        if cursor.skip(UInt8(ascii: "}")) { return .map(pairs) }
        while true {
            let key = try readExpression()
            cursor.skipWhitespace()
            guard cursor.skip(UInt8(ascii: ":")) else { throw fault("a key wants \":\"") }
            pairs.append(Expression.Pair(key: key, value: try readExpression()))
            cursor.skipWhitespace()
            if cursor.skip(UInt8(ascii: "}")) { return .map(pairs) }
            guard cursor.skip(UInt8(ascii: ",")) else { throw fault("a map wants \",\" or \"}\"") }
        }
    }

    mutating func readNumber() throws(SyntaxFault) -> Expression {
        let start = cursor.position
        _ = cursor.skip(UInt8(ascii: "-"))
        while isDigit(cursor.peek()) { cursor.position += 1 }
        var isDecimal = false
        // "1..5" is a range.
        if cursor.peek() == UInt8(ascii: "."), isDigit(cursor.peek(1)) {
            isDecimal = true
            cursor.position += 1
            while isDigit(cursor.peek()) { cursor.position += 1 }
        }
        let sign = cursor.peek(1) == UInt8(ascii: "+") || cursor.peek(1) == UInt8(ascii: "-") ? 1 : 0
        if cursor.peek() | 0x20 == UInt8(ascii: "e"), isDigit(cursor.peek(1 + sign)) {
            isDecimal = true
            cursor.position += 1 + sign
            while isDigit(cursor.peek()) { cursor.position += 1 }
        }
        let text = cursor.text(start..<cursor.position)
        if isDecimal, let value = Double(text), value.isFinite { return .decimal(value) }
        if !isDecimal, let value = Int64(text) { return .integer(value) }
        throw SyntaxFault("the number \(text.prefix(40)) is too large", fixedOffset ?? start)
    }

    /// A string in double quotes is a template of its own, one in single quotes is itself; a quote inside is doubled.
    mutating func readString() throws(SyntaxFault) -> Expression {
        let quote = cursor.peek()
        let start = cursor.position
        cursor.position += 1
        var hasDoubledQuote = false
        var isTemplate = false
        while true {
            guard !cursor.isAtEnd else { throw SyntaxFault("a string is not closed", fixedOffset ?? start) }
            let byte = cursor.peek()
            if byte == quote {
                guard cursor.peek(1) == quote else { break }
                hasDoubledQuote = true
                cursor.position += 1
            }
            isTemplate = isTemplate || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "#")
            cursor.position += 1
        }
        let range = start + 1..<cursor.position
        cursor.position += 1
        let inner = hasDoubledQuote ? withoutDoubled(quote, range) : nil
        guard isTemplate, quote == UInt8(ascii: "\"") else {
            return .text(inner.map { String(decoding: $0, as: UTF8.self) } ?? cursor.text(range))
        }
        return try readInterpolated(inner, range)
    }

    private mutating func readInterpolated(_ inner: [UInt8]?, _ range: Range<Int>) throws(SyntaxFault) -> Expression {
        var parser = self
        parser.cursor = inner.map { Cursor($0) } ?? Cursor(cursor.bytes, range)
        if inner != nil { parser.fixedOffset = fixedOffset ?? range.lowerBound }
        let (nodes, end) = try parser.readNodes()
        guard case .endOfText = end else {
            throw SyntaxFault("\(end.name) in a string without what it belongs to", fixedOffset ?? range.lowerBound)
        }
        names = parser.names
        macros = parser.macros
        return .interpolated(Block(nodes))
    }

    private func withoutDoubled(_ quote: UInt8, _ range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            bytes.append(cursor.bytes[index])
            index += cursor.bytes[index] == quote ? 2 : 1
        }
        return bytes
    }
}
