// SPDX-License-Identifier: Apache-2.0

extension JSONPathParser {
    /// `?( … )`, and also `? …` without the parentheses, which are part of the expression then.
    mutating func readFilter() throws(Fault) -> Filter {
        cursor.position += 1
        cursor.skipWhitespace()
        return try readOr()
    }

    private mutating func readOr() throws(Fault) -> Filter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 32 else { throw fault("a filter is nested deeper than 32") }
        var left = try readAnd()
        var count = 0
        while skipOperator("||") {
            count += 1
            guard count <= 64 else { throw fault("a filter has more than 64 alternatives") }
            left = .or(left, try readAnd())
        }
        return left
    }

    private mutating func readAnd() throws(Fault) -> Filter {
        var left = try readTerm()
        var count = 0
        while skipOperator("&&") {
            count += 1
            guard count <= 64 else { throw fault("a filter has more than 64 conditions") }
            left = .and(left, try readTerm())
        }
        return left
    }

    private mutating func skipOperator(_ name: StaticString) -> Bool {
        cursor.skipWhitespace()
        return cursor.skip(name)
    }

    private mutating func readTerm() throws(Fault) -> Filter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 32 else { throw fault("a filter is nested deeper than 32") }
        cursor.skipWhitespace()
        if cursor.peek() == UInt8(ascii: "!"), cursor.peek(1) != UInt8(ascii: "=") {
            cursor.position += 1
            return .not(try readTerm())
        }
        if cursor.skip(UInt8(ascii: "(")) {
            let inner = try readOr()
            cursor.skipWhitespace()
            guard cursor.skip(UInt8(ascii: ")")) else { throw fault("a parenthesis is not closed") }
            return inner
        }
        let left = try readOperand()
        cursor.skipWhitespace()
        guard let comparison = readComparison() else { return .exists(left) }
        cursor.skipWhitespace()
        return .compare(comparison, left, try readOperand())
    }

    private mutating func readComparison() -> Filter.Comparison? {
        for (word, comparison) in Self.signs where cursor.skip(word) { return comparison }
        let start = cursor.position
        while cursor.peek() | 0x20 >= UInt8(ascii: "a"), cursor.peek() | 0x20 <= UInt8(ascii: "z") {
            cursor.position += 1
        }
        let word = cursor.text(start..<cursor.position).lowercased()
        if !word.isEmpty, let comparison = Filter.Comparison(rawValue: word) { return comparison }
        cursor.position = start
        return nil
    }

    private static let signs: [(StaticString, Filter.Comparison)] = [
        ("===", .same), ("!==", .notSame), ("==", .equal), ("!=", .notEqual), ("=~", .matches), ("<=", .lessOrEqual),
        (">=", .greaterOrEqual), ("<", .less), (">", .greater),
    ]

    private mutating func readOperand() throws(Fault) -> Filter.Operand {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 32 else { throw fault("a filter is nested deeper than 32") }
        cursor.skipWhitespace()
        switch cursor.peek() {
        case UInt8(ascii: "@"), UInt8(ascii: "$"):
            let isRoot = cursor.peek() == UInt8(ascii: "$")
            cursor.position += 1
            return .path(JSONPath(tokens: try readTokens()), fromRoot: isRoot)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try readQuoted())
        case UInt8(ascii: "/"): return .pattern(try readPattern())
        case UInt8(ascii: "["): return .list(try readList())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        default:
            for (word, operand) in Self.words where cursor.skip(word) { return operand }
            throw fault("a filter wants a value")
        }
    }

    private static let words: [(StaticString, Filter.Operand)] = [
        ("true", .bool(true)), ("false", .bool(false)), ("null", .null),
    ]

    private mutating func readList() throws(Fault) -> [Filter.Operand] {
        cursor.position += 1
        cursor.skipWhitespace()
        var elements: [Filter.Operand] = []
        if cursor.skip(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try readOperand())
            cursor.skipWhitespace()
            if cursor.skip(UInt8(ascii: "]")) { return elements }
            guard cursor.skip(UInt8(ascii: ",")) else { throw fault("a list is not closed") }
        }
    }

    private mutating func readNumber() throws(Fault) -> Filter.Operand {
        let start = cursor.position
        while isDigit(cursor.peek()) || "-+.eE".utf8.contains(cursor.peek()) { cursor.position += 1 }
        let text = cursor.text(start..<cursor.position)
        if let integer = Int64(text) { return .integer(integer) }
        guard let value = Double(text), value.isFinite else { throw fault("\(text.prefix(20)) is no number") }
        return .decimal(value)
    }

    /// `/expression/flags`, of which `i`, `m` and `s` are Java's and PCRE2's alike.
    private mutating func readPattern() throws(Fault) -> Filter.PatternText {
        cursor.position += 1
        var bytes: [UInt8] = []
        while cursor.peek() != UInt8(ascii: "/") {
            guard !cursor.isAtEnd else { throw fault("a pattern is not closed") }
            if cursor.peek() == UInt8(ascii: "\\"), cursor.peek(1) == UInt8(ascii: "/") {
                cursor.position += 1
            } else if cursor.peek() == UInt8(ascii: "\\") {
                bytes.append(cursor.peek())
                cursor.position += 1
            }
            guard !cursor.isAtEnd else { throw fault("a pattern is not closed") }
            bytes.append(cursor.peek())
            cursor.position += 1
        }
        cursor.position += 1
        let start = cursor.position
        while "ims".utf8.contains(cursor.peek()) { cursor.position += 1 }
        let flags = cursor.text(start..<cursor.position)
        let expression = String(decoding: bytes, as: UTF8.self)
        return Filter.PatternText(text: flags.isEmpty ? expression : "(?\(flags))\(expression)")
    }
}
