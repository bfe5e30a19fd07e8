// SPDX-License-Identifier: Apache-2.0

/// A `.env` file: names and values, as the package dotenv for Node reads them.
///
/// - Source: dotenv, README, "What rules does the parsing engine follow?".
package struct DotenvFile: Sendable, Hashable {
    package let entries: [Entry]
    /// Lines that say nothing.
    package let warnings: [DefinitionProblem]

    package struct Entry: Sendable, Hashable {
        package let name: String
        /// Without quotes and with their escapes carried out; `$NAME` is still in it.
        package let value: String
        package let position: SourcePosition
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - bytes: What the file holds.
    ///   - file: Its path, for the messages.
    /// - Throws: Where a quote has no end.
    package init(parsing bytes: [UInt8], file: String) throws(DefinitionProblems) {
        var parser = DotenvParser(bytes, file: file)
        parser.parse()
        try parser.problems.throwIfAny()
        entries = parser.entries
        warnings = parser.warnings.problems
    }
}

/// One reading of a `.env` file.
private struct DotenvParser {
    var problems = ProblemCollector()
    var warnings = ProblemCollector()
    var entries: [DotenvFile.Entry] = []
    private let text: [Unicode.Scalar]
    private let file: String
    private var index = 0
    private var line = 1
    private var lineStart = 0

    init(_ bytes: [UInt8], file: String) {
        var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        text = scalars
        self.file = file
    }

    private var position: SourcePosition {
        SourcePosition(file: file, line: line, column: index - lineStart + 1)
    }

    private var current: Unicode.Scalar? { index < text.count ? text[index] : nil }

    mutating func parse() {
        while index < text.count {
            skipSpaces()
            if let current, current != "#", !current.isLineEnd { readAssignment() }
            skipLine()
        }
    }

    private mutating func readAssignment() {
        let position = position
        guard var name = readName() else { return noteIgnored(at: position) }
        if name == "export", let current, current == " " || current == "\t" {
            skipSpaces()
            guard let exported = readName() else { return noteIgnored(at: position) }
            name = exported
        }
        let hasSpace = current == " " || current == "\t"
        skipSpaces()
        // `NAME: value` is dotenv's, too, if there is a space behind the colon.
        let isColon = current == ":" && !hasSpace && index + 1 < text.count && text[index + 1].isSpace
        guard current == "=" || isColon else { return noteIgnored(at: position) }
        index += 1
        skipSpaces()
        guard let value = quotedValue() ?? plainValue() else { return }
        entries.append(DotenvFile.Entry(name: name, value: value, position: position))
    }

    private mutating func readName() -> String? {
        let start = index
        while let current, current.isOfDotenvName { index += 1 }
        return start == index ? nil : string(start..<index)
    }

    /// What stands in quotes, over several lines perhaps; only double quotes have escapes, `\n` and `\r`.
    private mutating func quotedValue() -> String? {
        guard let quote = current, ["\"", "'", "`"].contains(quote) else { return nil }
        let start = index
        var end = index + 1
        while end < text.count, text[end] != quote {
            end += text[end] == "\\" && end + 1 < text.count && text[end + 1] == quote ? 2 : 1
        }
        guard end < text.count else {
            problems.note("this quote has no end", at: position, suggestion: "close it with \(quote)")
            return nil
        }
        var next = end + 1
        while next < text.count, text[next].isSpace { next += 1 }
        // What goes on behind the quote is taken as it stands.
        guard next == text.count || text[next] == "#" || text[next].isLineEnd else { return nil }
        move(to: end + 1)
        let value = string(start + 1..<end)
        return quote == "\"" ? Self.unescaped(value) : value
    }

    /// The rest of the line up to a `#`.
    private mutating func plainValue() -> String? {
        guard problems.problems.isEmpty || current?.isQuote != true else { return nil }
        let start = index
        while let current, current != "#", !current.isLineEnd { index += 1 }
        var end = index
        while end > start, text[end - 1].isSpace { end -= 1 }
        return string(start..<end)
    }

    private static func unescaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        var pending = scalars.next()
        while let scalar = pending {
            pending = scalars.next()
            if scalar == "\\", pending == "n" || pending == "r" {
                result.append(pending == "n" ? "\n" : "\r")
                pending = scalars.next()
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private mutating func noteIgnored(at position: SourcePosition) {
        warnings.note("this line sets nothing", at: position, suggestion: "write NAME=value, or # before a comment")
    }

    private mutating func skipSpaces() {
        while let current, current.isSpace { index += 1 }
    }

    private mutating func skipLine() {
        while let current, !current.isLineEnd { index += 1 }
        guard let current else { return }
        move(to: index + (current == "\r" && index + 1 < text.count && text[index + 1] == "\n" ? 2 : 1))
    }

    /// Moves on, and counts the lines between.
    private mutating func move(to end: Int) {
        while index < end {
            let scalar = text[index]
            index += 1
            if scalar == "\n" || scalar == "\r" && !(index < text.count && text[index] == "\n") {
                line += 1
                lineStart = index
            }
        }
    }

    /// A text with each end of a line as `\n`.
    private func string(_ range: Range<Int>) -> String {
        var result = String.UnicodeScalarView()
        for index in range {
            if text[index] != "\r" {
                result.append(text[index])
            } else if index + 1 == text.count || text[index + 1] != "\n" {
                result.append("\n")
            }
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate var isLineEnd: Bool { self == "\n" || self == "\r" }
    fileprivate var isSpace: Bool { self == " " || self == "\t" }
    fileprivate var isQuote: Bool { self == "\"" || self == "'" || self == "`" }
    fileprivate var isOfDotenvName: Bool {
        UInt8(exactly: value).map { $0.isLetterOrDigit || "_.-".utf8.contains($0) } ?? false
    }
}
