// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

struct JSONPathParser {
    var cursor: Cursor
    private let text: String
    var depth = 0

    init(_ text: String) {
        self.text = text
        cursor = Cursor(Array(text.utf8))
    }

    /// A path that does not begin with `$` begins there all the same: `name` is `$.name`.
    mutating func readWhole() throws(Fault) -> [JSONPath.Token] {
        cursor.skipWhitespace()
        guard !cursor.isAtEnd else { throw fault("it is empty") }
        let tokens: [JSONPath.Token]
        if cursor.skip(UInt8(ascii: "$")) || cursor.skip(UInt8(ascii: "@")) {
            tokens = try readTokens()
        } else if cursor.peek() == UInt8(ascii: "[") {
            tokens = try readTokens()
        } else {
            tokens = [try readDotted()] + (try readTokens())
        }
        cursor.skipWhitespace()
        guard cursor.isAtEnd else { throw fault("something follows it") }
        return tokens
    }

    mutating func readTokens() throws(Fault) -> [JSONPath.Token] {
        var tokens: [JSONPath.Token] = []
        while true {
            if cursor.skip("..") {
                tokens.append(.descend)
                guard cursor.peek() != UInt8(ascii: ".") else { throw fault("three dots") }
                tokens.append(cursor.peek() == UInt8(ascii: "[") ? try readBracketed() : try readDotted())
            } else if cursor.skip(UInt8(ascii: ".")) {
                // ".[" is written by some, and read by Jayway.
                tokens.append(cursor.peek() == UInt8(ascii: "[") ? try readBracketed() : try readDotted())
            } else if cursor.peek() == UInt8(ascii: "[") {
                tokens.append(try readBracketed())
            } else {
                return tokens
            }
            guard tokens.count <= 256 else { throw fault("it has more than 256 parts") }
        }
    }

    private mutating func readDotted() throws(Fault) -> JSONPath.Token {
        if cursor.skip(UInt8(ascii: "*")) { return .anything }
        let start = cursor.position
        while !cursor.isAtEnd, !Self.endOfName.contains(cursor.peek()) { cursor.position += 1 }
        guard cursor.position > start else { throw fault("a name is missing") }
        let name = cursor.text(start..<cursor.position)
        guard cursor.peek() == UInt8(ascii: "(") else { return .properties([name]) }
        return .function(try readFunction(name))
    }

    private mutating func readFunction(_ name: String) throws(Fault) -> JSONPath.Function {
        cursor.position += 1
        cursor.skipWhitespace()
        if name == "index" {
            let index = try readInteger()
            cursor.skipWhitespace()
            guard cursor.skip(UInt8(ascii: ")")) else { throw fault("a function wants \")\"") }
            return .index(index)
        }
        guard cursor.skip(UInt8(ascii: ")")) else { throw fault("arguments of functions are not supported") }
        switch name {
        case "length", "size": return .length
        case "keys": return .keys
        case "sum": return .sum
        case "min": return .min
        case "max": return .max
        case "avg": return .avg
        case "stddev": return .stddev
        case "first": return .first
        case "last": return .last
        default: throw fault("there is no function \(quotedExcerpt(name))")
        }
    }

    private mutating func readBracketed() throws(Fault) -> JSONPath.Token {
        cursor.position += 1
        cursor.skipWhitespace()
        let token: JSONPath.Token
        switch cursor.peek() {
        case UInt8(ascii: "*"):
            cursor.position += 1
            token = .anything
        case UInt8(ascii: "'"), UInt8(ascii: "\""): token = .properties(try readNames())
        case UInt8(ascii: "?"): token = .filter(try readFilter())
        default: token = try readIndexes()
        }
        cursor.skipWhitespace()
        guard cursor.skip(UInt8(ascii: "]")) else { throw fault("\"]\" is missing") }
        return token
    }

    private mutating func readNames() throws(Fault) -> [String] {
        var names: [String] = []
        repeat {
            cursor.skipWhitespace()
            names.append(try readQuoted())
            cursor.skipWhitespace()
        } while cursor.skip(UInt8(ascii: ","))
        return names
    }

    /// A text in either kind of quotes; a backslash takes the next character as itself.
    mutating func readQuoted() throws(Fault) -> String {
        let quote = cursor.peek()
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { throw fault("a name wants quotes") }
        cursor.position += 1
        var bytes: [UInt8] = []
        while cursor.peek() != quote || cursor.isAtEnd {
            guard !cursor.isAtEnd else { throw fault("a quote is not closed") }
            if cursor.peek() == UInt8(ascii: "\\") { cursor.position += 1 }
            guard !cursor.isAtEnd else { throw fault("a quote is not closed") }
            bytes.append(cursor.peek())
            cursor.position += 1
        }
        cursor.position += 1
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func readIndexes() throws(Fault) -> JSONPath.Token {
        var from: Int?
        if cursor.peek() != UInt8(ascii: ":") {
            let first = try readInteger()
            cursor.skipWhitespace()
            if cursor.peek() != UInt8(ascii: ":") {
                var indexes = [first]
                while cursor.skip(UInt8(ascii: ",")) {
                    cursor.skipWhitespace()
                    indexes.append(try readInteger())
                    cursor.skipWhitespace()
                }
                return .indexes(indexes)
            }
            from = first
        }
        cursor.position += 1
        let to = try readOptionalInteger()
        var step = 1
        cursor.skipWhitespace()
        if cursor.skip(UInt8(ascii: ":")) { step = try readOptionalInteger() ?? 1 }
        guard step > 0 else { throw fault("a step is greater than 0") }
        return .slice(from: from, to: to, step: step)
    }

    private mutating func readOptionalInteger() throws(Fault) -> Int? {
        cursor.skipWhitespace()
        return cursor.peek() == UInt8(ascii: "-") || isDigit(cursor.peek()) ? try readInteger() : nil
    }

    mutating func readInteger() throws(Fault) -> Int {
        let start = cursor.position
        _ = cursor.skip(UInt8(ascii: "-"))
        while isDigit(cursor.peek()) { cursor.position += 1 }
        guard let value = Int32(cursor.text(start..<cursor.position)) else { throw fault("a number is missing") }
        return Int(value)
    }

    func fault(_ message: String) -> Fault {
        Fault(.path("the JSONPath \(quotedExcerpt(text)) cannot be read: \(message), at byte \(cursor.position)"))
    }

    private static let endOfName = Set(".[]() \t\r\n,)=!<>&|'\"".utf8)
}
