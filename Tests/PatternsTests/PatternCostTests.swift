// SPDX-License-Identifier: Apache-2.0

import GatewayPatterns
import TestSupport
import Testing

/// What a stranger can make a match cost.
///
/// Without limits the patterns below take from minutes to longer than the universe; that a test ends is what it shows.
struct PatternCostTests {
    @Test(
        arguments: [
            ("(a+)+$", "!"), ("(a|aa)+b", "b!"), ("(a*)*b", "b!"), ("(.*)(.*)(.*)(.*)=", "=!"), (#"(\w+\s?)+$"#, "!"),
            ("((a*)*)*b", "b!"), ("(.*a){20}x", "x!"), ("(?=(a+)+$)a", "!"),
            ("(?:(?:a?)*)*b", "b!"),
        ]
    )
    func `a catastrophic pattern is stopped`(pattern: String, end: String) throws {
        let compiled = try Pattern(pattern)
        for length in [400, 10_000, 65_000] {
            let subject = Array(repeating: UInt8(ascii: "a"), count: length) + Array(end.utf8)
            guard case .stopped = compiled.matchesWhole(subject[...]) else {
                Issue.record("\(pattern) was not stopped at \(length) characters")
                continue
            }
        }
    }

    @Test(
        arguments: [
            ".*", ".*?", "Bearer .*", "(?i)bearer .+", #"Bearer [\w-]+\.[\w-]+\.[\w-]+"#, "(?:[A-Za-z0-9. _]|-)+",
            #"^Bearer +[-0-9a-zA-Z._]*$"#,
        ]
    )
    func `an ordinary pattern reads the longest header to its end`(pattern: String) throws {
        let token = Array("Bearer ".utf8) + Array(repeating: UInt8(ascii: "e"), count: 10_200) + Array(".e-J.x_Y".utf8)
        #expect(try Pattern(pattern).matchesWhole(token[...]) == .matches)
    }

    @Test func `a limit says which it was`() throws {
        let many = Array(repeating: UInt8(ascii: "a"), count: 400)
        #expect(
            try Pattern("(a+)+").matchesWhole((many + [0x2D])[...]) == .stopped(reason: "match limit exceeded")
        )
        let groups = String(repeating: "(a?)", count: 400)
        let long = Array(repeating: UInt8(ascii: "a"), count: 10_000)
        #expect(
            try Pattern("(?:\(groups)|b)+").matchesWhole(long[...]) == .stopped(reason: "heap limit exceeded")
        )
    }

    @Test func `no header is as long as this`() throws {
        let pattern = try Pattern("a*")
        let longest = Array(repeating: UInt8(ascii: "a"), count: 65_536)
        #expect(pattern.matchesWhole(longest[...]) == .matches)
        #expect(
            pattern.matchesWhole((longest + longest.prefix(1))[...])
                == .stopped(reason: "a text of 65537 bytes is too long for a pattern")
        )
    }

    @Test func `whatever a pattern and its subject are, there is an outcome`() {
        let pieces = [
            "a", "b", ".", "*", "+", "?", "|", "(", ")", "(?:", "(?=", "(?<=", "(?<!", "(?>", "(?i)", "(?<n>", "[", "]",
            "[^",
            "-", "&&", "{2}", "{1,3}", "{", "}", "\\", "\\w", "\\d+", "\\b", "\\1", "\\k<n>", "\\p{L}", "\\Q", "\\E",
            "\\x41",
            "^", "$", "ä", "\u{1F600}", "\u{0}", "\n", "(*", "(?R)", "\\K", "\\X", "\\R", "#",
        ]
        let bytes: [UInt8] = [0x61, 0x61, 0x61, 0x62, 0x41, 0x2D, 0x20, 0x0A, 0x00, 0xC3, 0xA4, 0xFF, 0x7B]
        var random = SeededGenerator(seed: 2026)
        var compiled = 0
        var outcomes = Set<String>()
        for _ in 0..<4000 {
            let text = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            do throws(PatternError) {
                let pattern = try Pattern(text)
                compiled += 1
                for _ in 0..<3 {
                    let subject = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                        bytes.randomElement(using: &random) ?? 0
                    }
                    switch pattern.matchesWhole(subject[...]) {
                    case .matches: outcomes.insert("matches")
                    case .differs: outcomes.insert("differs")
                    case .stopped: outcomes.insert("stopped")
                    }
                }
            } catch {
                #expect(!error.message.isEmpty)
                #expect(0...text.unicodeScalars.count ~= error.offset)
            }
        }
        #expect(compiled > 200)
        #expect(outcomes.isSuperset(of: ["matches", "differs"]))
    }
}
