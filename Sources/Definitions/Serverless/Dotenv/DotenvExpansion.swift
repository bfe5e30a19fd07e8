// SPDX-License-Identifier: Apache-2.0

/// Replaces `$NAME` and `${NAME:-default}` in the values of a `.env` file, in quotes of whatever kind.
///
/// - Source: dotenv-expand, README, "What rules does the expansion engine follow?".
struct DotenvExpansion {
    private let values: [String: String]
    /// What is there already, and wins.
    private let environment: [String: String]
    private var expanded: [String: String] = [:]
    private var underway: Set<String> = []
    private var length = 0

    /// How long all values may be together: each could name another one twice.
    private static let lengthLimit = 1 << 20
    /// How far a name may lead to a name.
    private static let depthLimit = 50

    init(_ file: DotenvFile, environment: [String: String]) {
        // Within one file, the last one counts.
        values = Dictionary(file.entries.map { ($0.name, $0.value) }) { $1 }
        self.environment = environment
    }

    /// What the file adds.
    ///
    /// - Returns: Names and values; `nil` when they are too long, or lead too far.
    mutating func additions() -> [String: String]? {
        var additions: [String: String] = [:]
        for name in values.keys.sorted() where environment[name] == nil {
            guard let value = value(of: name) else { return nil }
            additions[name] = value
        }
        return additions
    }

    private mutating func value(of name: String) -> String? {
        if let known = environment[name] ?? expanded[name] { return known }
        // A name that leads back to itself is empty there, as in a shell.
        guard let raw = values[name], !underway.contains(name) else { return "" }
        guard underway.count < Self.depthLimit else { return nil }
        underway.insert(name)
        defer { underway.remove(name) }
        let text = BracedText(raw)
        guard let value = expansion(of: text.scalars.indices, in: text, depth: 0) else { return nil }
        expanded[name] = value
        return value
    }

    private mutating func expansion(of part: Range<Int>, in text: BracedText, depth: Int) -> String? {
        guard depth < Self.depthLimit else { return nil }
        var result = ""
        var rest = text.scalars[part]
        while let scalar = rest.popFirst() {
            if scalar == "\\", rest.first == "$" {
                rest.removeFirst()
                result.unicodeScalars.append("$")
            } else if scalar == "$", let reference = Reference(taking: &rest, of: text) {
                guard let value = value(of: reference, in: text, depth: depth) else { return nil }
                result += value
            } else {
                result.unicodeScalars.append(scalar)
            }
            guard result.utf8.count + length <= Self.lengthLimit else { return nil }
        }
        length += result.utf8.count
        return result
    }

    private mutating func value(of reference: Reference, in text: BracedText, depth: Int) -> String? {
        guard let found = value(of: reference.name) else { return nil }
        guard found.isEmpty, let usual = reference.usual else { return found }
        return expansion(of: usual, in: text, depth: depth + 1)
    }
}

/// A text that knows where each brace is closed: to look for that again and again takes its square.
private struct BracedText {
    let scalars: [Unicode.Scalar]
    /// By the index of an opening brace.
    let ends: [Int: Int]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var (open, ends): ([Int], [Int: Int]) = ([], [:])
        for (index, scalar) in scalars.enumerated() {
            if scalar == "{" { open.append(index) }
            if scalar == "}", let start = open.popLast() { ends[start] = index }
        }
        self.ends = ends
    }
}

/// `NAME`, `{NAME}` or `{NAME:-default}`, behind a dollar sign.
private struct Reference {
    let name: String
    let usual: Range<Int>?

    /// Takes it from the rest of a text; takes nothing when it is none.
    init?(taking text: inout ArraySlice<Unicode.Scalar>, of whole: BracedText) {
        guard text.first == "{" else {
            let end = text.firstIndex { !$0.isOfReference } ?? text.endIndex
            guard end > text.startIndex, text[text.startIndex].value > 0x39 else { return nil }
            name = String(String.UnicodeScalarView(text[..<end]))
            usual = nil
            text = text[end...]
            return
        }
        guard let end = whole.ends[text.startIndex], end < text.endIndex else { return nil }
        let inside = text[text.index(after: text.startIndex)..<end]
        let nameEnd = inside.firstIndex { !$0.isOfReference } ?? inside.endIndex
        guard nameEnd > inside.startIndex else { return nil }
        let tail = inside[nameEnd...]
        if tail.isEmpty {
            usual = nil
        } else if tail.first == "-" {
            usual = tail.dropFirst().indices
        } else if tail.starts(with: [":", "-"]) {
            usual = tail.dropFirst(2).indices
        } else {
            return nil
        }
        name = String(String.UnicodeScalarView(inside[..<nameEnd]))
        text = text[(end + 1)...]
    }
}

extension Unicode.Scalar {
    fileprivate var isOfReference: Bool {
        UInt8(exactly: value).map { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") } ?? false
    }
}
