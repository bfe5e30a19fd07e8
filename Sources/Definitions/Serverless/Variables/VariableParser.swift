// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// Takes a text apart into what stands there and its variables.
package struct VariableParser {
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    /// How deep variables may stand inside one another; a person writes three.
    private static let depthLimit = 16

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Whether a text can have a variable at all; most have none.
    static func mayHaveVariables(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if previous == UInt8(ascii: "$"), byte == UInt8(ascii: "{") { return true }
            previous = byte
        }
        return false
    }

    /// Takes a text apart.
    ///
    /// - Parameter text: What stands in the file.
    /// - Returns: Its pieces; what they were written as, one after the other, is the text.
    /// - Throws: Why a variable cannot be read.
    package static func parse(_ text: String) throws(VariableSyntaxError) -> VariableText {
        var parser = VariableParser(text)
        return try parser.text(until: [], isNested: false)
    }

    /// Reads up to one of the given bytes, which is not taken.
    private mutating func text(until ends: [UInt8], isNested: Bool) throws(VariableSyntaxError) -> VariableText {
        var pieces: [VariableText.Piece] = []
        var start = index
        while index < bytes.count, !ends.contains(bytes[index]) {
            if !isNested, bytes[index] == UInt8(ascii: "\\") {
                // What a backslash stands before is no variable; the backslash stays.
                index = min(index + 2, bytes.count)
            } else if isOpening(at: index) {
                guard isVariable(at: index + 2) else {
                    if isNested { throw foreign() }
                    index += 2
                    continue
                }
                if start < index { pieces.append(.text(string(start..<index))) }
                pieces.append(.variable(try variable()))
                start = index
            } else {
                index += 1
            }
        }
        if start < index { pieces.append(.text(string(start..<index))) }
        return VariableText(pieces: isNested ? Self.trimmed(pieces) : pieces)
    }

    private func isOpening(at index: Int) -> Bool {
        index + 1 < bytes.count && bytes[index] == UInt8(ascii: "$") && bytes[index + 1] == UInt8(ascii: "{")
    }

    /// Whether a source stands here: a name that begins with a small letter, and `:` (not `::`) or `(`.
    private func isVariable(at start: Int) -> Bool {
        guard start < bytes.count, bytes[start].isSmallLetter else { return false }
        let end = bytes[start...].firstIndex { !$0.isOfSourceName } ?? bytes.count
        guard end < bytes.count else { return false }
        if bytes[end] == UInt8(ascii: "(") { return true }
        return bytes[end] == UInt8(ascii: ":") && !(end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: ":"))
    }

    private func foreign() -> VariableSyntaxError {
        let rest = bytes[index...]
        let end = rest.firstIndex(of: UInt8(ascii: "}")) ?? rest.endIndex - 1
        return VariableSyntaxError(
            message: "\(quoted(string(index..<end + 1))) inside of a variable has no source",
            suggestion: "write one, such as ${self:custom.name}"
        )
    }

    private mutating func variable() throws(VariableSyntaxError) -> Variable {
        let start = index
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw VariableSyntaxError(
                message: "variables stand inside one another more than \(Self.depthLimit) times",
                suggestion: "make it flatter"
            )
        }
        index += 2
        var sources: [VariableSource] = []
        while true {
            sources.append(try source(in: start))
            skipSpaces()
            guard index < bytes.count else { throw unterminated(from: start) }
            index += 1
            if bytes[index - 1] == UInt8(ascii: "}") {
                return Variable(sources: sources, written: string(start..<index))
            }
            guard bytes[index - 1] == UInt8(ascii: ",") else { throw stray(at: index - 1, in: start) }
        }
    }

    private mutating func source(in variable: Int) throws(VariableSyntaxError) -> VariableSource {
        skipSpaces()
        guard index < bytes.count else { throw unterminated(from: variable) }
        if let text = try quotedText(in: variable) {
            return .literal(YAMLScalar(text: text, style: .doubleQuoted))
        }
        if isOpening(at: index) {
            guard isVariable(at: index + 2) else { throw foreign() }
            return .variable(try self.variable())
        }
        if isVariable(at: index) { return .reference(try reference(in: variable)) }
        return .literal(try word(in: variable))
    }

    /// `true`, `null`, `1.5`: whatever else is meant as a text wants quotes.
    private mutating func word(in variable: Int) throws(VariableSyntaxError) -> YAMLScalar {
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: ","), bytes[index] != UInt8(ascii: "}") { index += 1 }
        guard index < bytes.count else { throw unterminated(from: variable) }
        let written = string(start..<index)
        let text = String(written.reversed().drop { $0 == " " }.reversed())
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isNumber = 1...2 ~= parts.count && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isDigit) }
        guard isNumber || ["true", "false", "null"].contains(text) else {
            let what = text.isEmpty ? "nothing" : quoted(text)
            throw VariableSyntaxError(
                message: "\(quoted(wholeVariable(from: variable))) has \(what) where a source is wanted",
                suggestion: text.isEmpty ? "remove the comma" : "put a text in quotes: '\(oneLine(text))'"
            )
        }
        return YAMLScalar(text: text, style: .plain)
    }

    private mutating func reference(in variable: Int) throws(VariableSyntaxError) -> VariableReference {
        let start = index
        while bytes[index].isOfSourceName { index += 1 }
        let type = string(start..<index)
        var parameters: [VariableText]?
        if bytes[index] == UInt8(ascii: "(") {
            parameters = try self.parameters(in: variable)
            skipSpaces()
        }
        var address: VariableText?
        if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            index += 1
            skipSpaces()
            if let text = try quotedText(in: variable) {
                address = VariableText(pieces: [.text(text)])
            } else {
                let text = try self.text(until: [UInt8(ascii: ","), UInt8(ascii: "}")], isNested: true)
                address = text.pieces.isEmpty ? nil : text
            }
        }
        return VariableReference(type: type, parameters: parameters, address: address)
    }

    private mutating func parameters(in variable: Int) throws(VariableSyntaxError) -> [VariableText] {
        var parameters: [VariableText] = []
        repeat {
            index += 1
            skipSpaces()
            if let text = try quotedText(in: variable) {
                parameters.append(VariableText(pieces: [.text(text)]))
                skipSpaces()
            } else {
                let ends = [UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "}")]
                parameters.append(try text(until: ends, isNested: true))
            }
            guard index < bytes.count else { throw unterminated(from: variable) }
        } while bytes[index] == UInt8(ascii: ",")
        guard bytes[index] == UInt8(ascii: ")") else { throw stray(at: index, in: variable) }
        index += 1
        return parameters == [VariableText(pieces: [])] ? [] : parameters
    }

    /// `'as it is'`, or `"with\tJSON's escapes"`; `nil` when no quote stands here.
    private mutating func quotedText(in variable: Int) throws(VariableSyntaxError) -> String? {
        let quote = index < bytes.count ? bytes[index] : 0
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
        let start = index
        index += 1
        while index < bytes.count, bytes[index] != quote {
            index += quote == UInt8(ascii: "\"") && bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < bytes.count else { throw unterminated(from: variable) }
        index += 1
        guard quote == UInt8(ascii: "\"") else { return string(start + 1..<index - 1) }
        guard let text = Self.unescaped(string(start..<index)) else {
            throw VariableSyntaxError(
                message: "\(oneLine(string(start..<index))) has an escape that JSON does not know",
                suggestion: "write it in single quotes, where nothing is an escape"
            )
        }
        return text
    }

    private mutating func skipSpaces() {
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\n") {
            index += 1
        }
    }

    private func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    private func wholeVariable(from start: Int) -> String {
        let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? bytes.count
        return string(start..<end)
    }

    private func unterminated(from start: Int) -> VariableSyntaxError {
        VariableSyntaxError(message: "\(quoted(string(start..<bytes.count))) has no end", suggestion: "close it with }")
    }

    private func stray(at index: Int, in start: Int) -> VariableSyntaxError {
        VariableSyntaxError(
            message: "\(quoted(wholeVariable(from: start))) has something behind \(quoted(string(start..<index)))",
            suggestion: "write \",\" before a fallback, and \"}\" at the end"
        )
    }

    private static func unescaped(_ text: String) -> String? {
        do throws(JSONError) {
            guard case .string(let value) = try JSONValue(parsing: text) else { return nil }
            return value
        } catch {
            return nil
        }
    }

    /// Without the spaces at both ends.
    private static func trimmed(_ pieces: [VariableText.Piece]) -> [VariableText.Piece] {
        var pieces = pieces
        if case .text(let text)? = pieces.first { pieces[0] = .text(String(text.drop { $0 == " " || $0 == "\n" })) }
        if case .text(let text)? = pieces.last {
            let kept = text.reversed().drop { $0 == " " || $0 == "\n" }.reversed()
            pieces[pieces.count - 1] = .text(String(kept))
        }
        return pieces.filter { $0 != .text("") }
    }
}

extension UInt8 {
    fileprivate var isSmallLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self }

    /// Version 2 had names such as `cf.eu-west-1`.
    fileprivate var isOfSourceName: Bool {
        isLetterOrDigit || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
    }
}
