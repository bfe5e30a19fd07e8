// SPDX-License-Identifier: Apache-2.0

import CLibYAML

/// Turns what libyaml says about a file that is no YAML into a problem with a place and a way out.
enum YAMLSyntaxProblem {
    static func problem(of parser: yaml_parser_t, input: [UInt8], file: String) -> DefinitionProblem {
        let text = parser.problem.map { String(cString: $0) } ?? "not YAML"
        switch parser.error {
        case YAML_MEMORY_ERROR:
            return DefinitionProblem(at: nil, "\(file): out of memory")
        case YAML_READER_ERROR:
            let position = position(ofByte: parser.problem_offset, in: input, file: file)
            return DefinitionProblem(at: position, text, suggestion: "save the file as UTF-8 text")
        default:
            let position = SourcePosition(parser.problem_mark, file: file)
            var message = text
            if let context = parser.context {
                message += " \(String(cString: context))"
                let start = SourcePosition(parser.context_mark, file: file)
                if start != position {
                    message += " that starts at \(start)"
                }
            }
            let character = character(at: parser.problem_mark, in: input)
            return DefinitionProblem(at: position, message, suggestion: suggestion(for: text, character: character))
        }
    }

    /// The mistakes behind libyaml's words that people make most.
    private static func suggestion(for problem: String, character: UnicodeScalar?) -> String? {
        switch (problem, character) {
        case (_, "\t"): "indent with spaces, YAML does not take tabs"
        case ("mapping values are not allowed in this context", _):
            "check the indentation and the space after each colon, and put a text that contains \": \" in quotes"
        case ("found character that cannot start any token", let character?):
            "put a text that starts with \(quoted(String(character))) in quotes"
        case ("could not find expected ':'", _): "write \"key: value\", with a space after the colon"
        case ("did not find expected key", _), ("did not find expected '-' indicator", _):
            "check the indentation: entries of one map or list start in the same column"
        case ("found unexpected end of stream", _): "close the quote"
        case ("did not find expected ',' or ']'", _): "close the list with \"]\""
        case ("did not find expected ',' or '}'", _): "close the map with \"}\""
        default: nil
        }
    }

    private static func character(at mark: yaml_mark_t, in input: [UInt8]) -> UnicodeScalar? {
        let scalars = decoded(input[...])
        guard mark.index < scalars.count else { return nil }
        return scalars[mark.index]
    }

    /// The place of a byte that cannot be read: all before it can.
    private static func position(ofByte offset: Int, in input: [UInt8], file: String) -> SourcePosition {
        var line = 1
        var column = 1
        var previous: UnicodeScalar?
        for scalar in decoded(input[..<min(offset, input.count)]) {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": (line, column) = (line + 1, 1)
            default: column += 1
            }
            previous = scalar
        }
        return SourcePosition(file: file, line: line, column: column)
    }

    /// The text without its byte order mark, which also tells UTF-16 apart (YAML 1.2.2 §5.2).
    private static func decoded(_ input: ArraySlice<UInt8>) -> [UnicodeScalar] {
        let start = Array(input.prefix(3))
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            let lowFirst = start[0] == 0xFF
            let bytes = Array(input.dropFirst(2))
            let units = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
                let (low, high) = lowFirst ? (bytes[index], bytes[index + 1]) : (bytes[index + 1], bytes[index])
                return UInt16(high) << 8 | UInt16(low)
            }
            return Array(String(decoding: units, as: UTF16.self).unicodeScalars)
        }
        let text = start == [0xEF, 0xBB, 0xBF] ? input.dropFirst(3) : input
        return Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    }
}
