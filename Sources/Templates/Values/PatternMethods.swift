// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayPatterns

/// Methods of java.lang.String that take a regular expression.
extension Interpreter {
    func matchesWhole(_ pattern: String, _ text: String) throws(Fault) -> Bool {
        switch try compiled(pattern).matchesWhole(Array(text.utf8)[...]) {
        case .matches: return true
        case .differs: return false
        case .stopped(let reason): throw .limit("the pattern \(quotedExcerpt(pattern)) costs too much: \(reason)")
        }
    }

    /// Java's `replaceAll` and `replaceFirst`: in the replacement `$1` is a group and `\` takes the next one as itself.
    func replaced(_ text: String, pattern: String, by replacement: String, all: Bool) throws(Fault) -> String {
        let bytes = Array(text.utf8)
        let parts = try Replacement(replacement)
        if let literal = literalText(of: pattern), let whole = parts.literal {
            return try literallyReplaced(bytes, literal, whole, all: all)
        }
        let compiled = try compiled(pattern)
        guard parts.lastGroup <= compiled.groupCount else {
            throw .call(
                "the pattern \(quotedExcerpt(pattern)) has no group \(parts.lastGroup) (IndexOutOfBoundsException)"
            )
        }
        var result: [UInt8] = []
        var index = 0
        for match in try matches(of: compiled, in: bytes, limit: all ? .max : 1) {
            result += bytes[index..<match.range.lowerBound]
            parts.write(match, of: bytes, into: &result)
            index = match.range.upperBound
            guard result.count <= TemplateLimits.outputBytes else {
                try meter.text(result.count)
                break
            }
        }
        result += bytes[index...]
        return String(decoding: result, as: UTF8.self)
    }

    /// Java's `split`: empty texts at the end are left out, unless there is a limit.
    func split(_ text: String, _ pattern: String, limit: Int) throws(Fault) -> ListValue {
        let bytes = Array(text.utf8)
        var parts: [Value] = []
        var start = 0
        let count = limit > 0 ? limit - 1 : .max
        for match in try matches(of: try compiled(pattern), in: bytes, limit: count) {
            // An empty match at the beginning parts nothing.
            if match.range.upperBound == 0 { continue }
            if match.range.lowerBound == bytes.count, match.range.isEmpty { continue }
            try meter.element()
            parts.append(.text(String(decoding: bytes[start..<match.range.lowerBound], as: UTF8.self)))
            start = match.range.upperBound
        }
        parts.append(.text(String(decoding: bytes[start...], as: UTF8.self)))
        if limit == 0 {
            while parts.count > 1, case .text("") = parts[parts.count - 1] { parts.removeLast() }
        }
        try meter.text(bytes.count)
        return ListValue(parts)
    }

    private func compiled(_ text: String) throws(Fault) -> Pattern {
        try meter.step(1000)
        if let pattern = patterns[text] { return pattern }
        do throws(PatternError) {
            let pattern = try Pattern(text)
            patterns[text] = pattern
            return pattern
        } catch {
            throw .call("\(quotedExcerpt(text)) is no pattern: \(error)")
        }
    }

    private func matches(of pattern: Pattern, in bytes: [UInt8], limit: Int) throws(Fault) -> [Pattern.Match] {
        let begin = ContinuousClock.now
        let result = pattern.matches(
            in: bytes,
            limit: min(limit, TemplateLimits.elements),
            until: begin + (TemplateLimits.searchTime - meter.searchTime)
        )
        try meter.search(begin.duration(to: .now))
        switch result {
        case .found(let matches):
            try meter.step(matches.count)
            return matches
        case .stopped(let reason): throw .limit("the pattern \(quotedExcerpt(pattern.text)) costs too much: \(reason)")
        }
    }

    /// The bytes that a pattern stands for when it is a plain text, such as `\\'`, which needs no search engine.
    private func literalText(of pattern: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in pattern.utf8 {
            let isLetter = isNameStart(byte) && byte != UInt8(ascii: "_") || isDigit(byte)
            if isEscaped {
                guard !isLetter, byte < 0x80 else { return nil }
                bytes.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                guard !"^$.|?*+()[]{}".utf8.contains(byte) else { return nil }
                bytes.append(byte)
            }
        }
        return isEscaped || bytes.isEmpty ? nil : bytes
    }
}

/// The second argument of `replaceAll`.
///
/// - Source: Java's java.util.regex.Matcher, "appendReplacement".
private struct Replacement {
    private var parts: [Part] = []
    private(set) var lastGroup = 0

    enum Part {
        case bytes([UInt8])
        case group(Int)
    }

    init(_ text: String) throws(Fault) {
        var literal: [UInt8] = []
        var cursor = Cursor(Array(text.utf8))
        while !cursor.isAtEnd {
            let byte = cursor.peek()
            cursor.position += 1
            switch byte {
            case UInt8(ascii: "\\"):
                guard !cursor.isAtEnd else {
                    throw .call("a replacement ends in \"\\\" (IllegalArgumentException)")
                }
                literal.append(cursor.peek())
                cursor.position += 1
            case UInt8(ascii: "$"):
                guard isDigit(cursor.peek()) else {
                    throw .call("\"$\" in a replacement wants a group (IllegalArgumentException)")
                }
                let group = Int(cursor.peek() - UInt8(ascii: "0"))
                cursor.position += 1
                parts += [.bytes(literal), .group(group)]
                literal = []
                lastGroup = max(lastGroup, group)
            default: literal.append(byte)
            }
        }
        parts.append(.bytes(literal))
    }

    /// The replacement when it has no groups.
    var literal: [UInt8]? {
        guard parts.count == 1, case .bytes(let bytes) = parts[0] else { return nil }
        return bytes
    }

    func write(_ match: Pattern.Match, of text: [UInt8], into result: inout [UInt8]) {
        for part in parts {
            switch part {
            case .bytes(let bytes): result += bytes
            case .group(let number): if let range = match.groups[number] { result += text[range] }
            }
        }
    }
}
