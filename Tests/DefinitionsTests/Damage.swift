// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import TestSupport
import Testing

/// What a slipping hand or a broken disk does to a file.
enum Damage {
    private static let pieces = [
        "[", "]", "{", "}", "&x ", "*first", "!x ", "- ", ": ", "\n", "  ", "\t", "\"", "'", "|", ">", "? ", "<<: ",
        "\n---\n", "#", ",", "*", "$", "(", "[a&&", "\u{FEFF}", "é", "~", "\0", "${", "@", "0x", "-1", "1e999",
    ]

    static func done(to text: String, _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0...Int.random(in: 0..<3, using: &random) {
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...40, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[start] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.insert(contentsOf: pieces.randomElement(using: &random)?.utf8 ?? "".utf8, at: start)
            case 2:
                bytes.insert(contentsOf: Array(bytes[start..<end]), at: Int.random(in: 0..<start + 1, using: &random))
            default: bytes.removeSubrange(start..<min(end, bytes.count - 1))
            }
        }
        return bytes
    }

    /// Each problem has words, and a place in the file.
    static func expectReasons(_ error: DefinitionProblems, in text: [UInt8]) {
        let lines = String(decoding: text, as: UTF8.self).split(
            omittingEmptySubsequences: false,
            whereSeparator: \.isNewline
        )
        for problem in error.problems {
            #expect(!problem.message.isEmpty)
            #expect(problem.position.map { $0.column >= 1 && 1...lines.count + 1 ~= $0.line } ?? false)
        }
    }
}
