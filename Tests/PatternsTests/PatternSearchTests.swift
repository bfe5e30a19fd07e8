// SPDX-License-Identifier: Apache-2.0

import GatewayPatterns
import Testing

/// Where a pattern matches in a text, one match after the other.
///
/// The meaning is that of Java's `java.util.regex.Matcher.find`.
struct PatternSearchTests {
    @Test(
        arguments: [
            ("b", "abcb", [1..<2, 3..<4]), ("x", "abc", []), ("a+", "aabaa", [0..<2, 3..<5]),
            ("", "ab", [0..<0, 1..<1, 2..<2]),
            ("a*", "baa", [0..<0, 1..<3, 3..<3]), ("ö", "aöb", [1..<3]), ("", "ö", [0..<0, 2..<2]),
            ("^a", "aa", [0..<1]), ("a", "", []),
            ("(?=b)", "ab", [1..<1]),
        ] as [(String, String, [Range<Int>])]
    )
    func `matches are found from left to right`(pattern: String, subject: String, ranges: [Range<Int>]) throws {
        guard case .found(let matches) = try Pattern(pattern).matches(in: Array(subject.utf8)) else {
            Issue.record("stopped")
            return
        }
        #expect(matches.map(\.range) == ranges)
    }

    @Test func `groups have their places, or none`() throws {
        let pattern = try Pattern("(a)|(b)(c)?")
        #expect(pattern.groupCount == 3)
        #expect(
            pattern.matches(in: Array("abc".utf8))
                == .found([
                    .init(groups: [0..<1, 0..<1, nil, nil]), .init(groups: [1..<3, nil, 1..<2, 2..<3]),
                ])
        )
    }

    @Test func `no more are found than are wanted`() throws {
        #expect(try Pattern("a").matches(in: Array("aaa".utf8), limit: 1) == .found([.init(groups: [0..<1])]))
    }

    @Test func `what is not UTF-8 has no matches`() throws {
        #expect(try Pattern(".").matches(in: [0x61, 0xFF]) == .found([]))
    }

    @Test func `a catastrophic search is stopped`() throws {
        let subject = Array(repeating: UInt8(ascii: "a"), count: 400) + [0x21]
        #expect(try Pattern("(a+)+$").matches(in: subject) == .stopped(reason: "match limit exceeded"))
    }
}
