// SPDX-License-Identifier: Apache-2.0

extension TemplateParser {
    mutating func readExpression() throws(SyntaxFault) -> Expression {
        try readBinary(minimum: 1)
    }

    /// Precedence climbing: what binds tighter is read first.
    private mutating func readBinary(minimum: Int) throws(SyntaxFault) -> Expression {
        try enter()
        defer { depth -= 1 }
        var left = try readUnary()
        // Each operator nests its left side one deeper, and whoever walks the tree goes as deep.
        var chain = 0
        while true {
            let start = cursor.position
            cursor.skipWhitespace()
            let offset = fixedOffset ?? cursor.position
            guard let found = readOperator(), found.precedence >= minimum else {
                cursor.position = start
                return left
            }
            chain += 1
            guard chain <= TemplateLimits.chainedOperators else {
                throw SyntaxFault("more than \(TemplateLimits.chainedOperators) operators in a row", offset)
            }
            left = .binary(found, left, try readBinary(minimum: found.precedence + 1), offset: offset)
        }
    }

    private mutating func readOperator() -> Operator? {
        switch cursor.peek() {
        case UInt8(ascii: "|"): return cursor.skip("||") ? .or : nil
        case UInt8(ascii: "&"): return cursor.skip("&&") ? .and : nil
        case UInt8(ascii: "="): return cursor.skip("==") ? .equal : nil
        case UInt8(ascii: "!"): return cursor.skip("!=") ? .notEqual : nil
        case UInt8(ascii: "<"): return cursor.skip("<=") ? .lessOrEqual : cursor.skip("<") ? .less : nil
        case UInt8(ascii: ">"): return cursor.skip(">=") ? .greaterOrEqual : cursor.skip(">") ? .greater : nil
        case UInt8(ascii: "+"): return cursor.skip("+") ? .add : nil
        case UInt8(ascii: "-"): return cursor.skip("-") ? .subtract : nil
        case UInt8(ascii: "*"): return cursor.skip("*") ? .multiply : nil
        case UInt8(ascii: "/"): return cursor.skip("/") ? .divide : nil
        case UInt8(ascii: "%"): return cursor.skip("%") ? .remainder : nil
        default:
            switch readName() {
            case "or": return .or
            case "and": return .and
            case "eq": return .equal
            case "ne": return .notEqual
            case "lt": return .less
            case "le": return .lessOrEqual
            case "gt": return .greater
            case "ge": return .greaterOrEqual
            default: return nil
            }
        }
    }

    private mutating func readUnary() throws(SyntaxFault) -> Expression {
        try enter()
        defer { depth -= 1 }
        cursor.skipWhitespace()
        if cursor.skip(UInt8(ascii: "!")) { return .not(try readUnary()) }
        let start = cursor.position
        if readName() == "not" { return .not(try readUnary()) }
        cursor.position = start
        return try readPrimary()
    }

    private mutating func readPrimary() throws(SyntaxFault) -> Expression {
        switch cursor.peek() {
        case UInt8(ascii: "$"):
            guard let reference = try readReference() else { throw fault("\"$\" wants a name") }
            return .reference(reference)
        case UInt8(ascii: "("):
            cursor.position += 1
            let inner = try readExpression()
            cursor.skipWhitespace()
            guard cursor.skip(UInt8(ascii: ")")) else { throw fault("a parenthesis wants \")\"") }
            return inner
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try readString()
        case UInt8(ascii: "["): return try readList()
        case UInt8(ascii: "{"): return try readMap()
        case UInt8(ascii: "-") where isDigit(cursor.peek(1)): return try readNumber()
        case let byte where isDigit(byte): return try readNumber()
        default:
            let start = cursor.position
            switch readName() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default:
                cursor.position = start
                throw fault("expected a value")
            }
        }
    }
}
