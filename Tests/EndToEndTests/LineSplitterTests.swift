// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import GatewayCommand

/// How standard input becomes lines.
@Suite struct LineSplitterTests {
    private func lines(_ text: String, pieces: Int, limit: Int = 10) -> [LineSplitter.Line] {
        var splitter = LineSplitter(limit: limit)
        var lines: [LineSplitter.Line] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            splitter.append(Array(rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
            while let line = splitter.next(atEnd: false) { lines.append(line) }
        }
        while let line = splitter.next(atEnd: true) { lines.append(line) }
        return lines
    }

    private static let cases: [(text: String, lines: [String?])] = [
        ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("a\n\nb\n", ["a", "", "b"]),
        ("a\r\n", ["a\r"]), ("0123456789\n", ["0123456789"]), ("0123456789a\n", [nil]), ("0123456789a", [nil]),
        ("x\n0123456789abcdef0123456789abcdef\ny\n", ["x", nil, "y"]),
        ("0123456789a\n\n0123456789a\nz", [nil, "", nil, "z"]),
        ("0123456789abcdefghijklmnopqrstuvwxyz", [nil]),
    ]

    @Test(arguments: cases.indices, [1, 2, 3, 7, 11, 1000])
    func `lines are the same, in whatever pieces they come`(index: Int, pieces: Int) {
        let (text, expected) = Self.cases[index]
        let wanted = expected.map { $0.map { LineSplitter.Line.text(Array($0.utf8)) } ?? .tooLong(limit: 10) }
        #expect(lines(text, pieces: pieces) == wanted)
    }

    @Test func `a line is there as soon as its end is, and not before`() {
        var splitter = LineSplitter(limit: 10)
        splitter.append(Array("a".utf8))
        #expect(splitter.next(atEnd: false) == nil)
        splitter.append(Array("b\nc".utf8))
        #expect(splitter.next(atEnd: false) == .text(Array("ab".utf8)))
        #expect(splitter.next(atEnd: false) == nil)
        splitter.append([])
        #expect(splitter.next(atEnd: true) == .text(Array("c".utf8)))
        #expect(splitter.next(atEnd: true) == nil)
    }
}
