// SPDX-License-Identifier: Apache-2.0

import GatewayPatterns
import TestSupport
import Testing

/// What a pattern says of a text.
///
/// The meaning is that of Java's `java.util.regex.Pattern`, as of `Matcher.matches`.
struct PatternTests {
    @Test(
        arguments: [
            ("", ""), ("abc", "abc"), (".*", ""), ("a|ab", "ab"),
            // Examples of the API Gateway and SAM developer guides.
            ("^x-[a-z]+", "x-token"), ("Bearer.*", "Bearer abc.def.ghi"),
            (#"^Bearer [-0-9a-zA-Z._]*$"#, "Bearer eyJ.eyJ.x_y-z"),
            ("(?i)bearer .+", "BEARER x"), ("(?s:a.b)", "a\nb"), ("(?m)^a$\n^b$", "a\nb"),
            ("a{2,3}", "aaa"), ("a{2,}", "aaaa"), ("a++b", "aab"), ("(?>a|ab)c", "ac"), ("a*?b", "aab"),
            (#"(?<first>\w+) \k<first>"#, "x x"), (#"(a)(b)\2\1"#, "abba"), (#"a(?=b)b"#, "ab"), (#"a(?!c)b"#, "ab"),
            (#"ab(?<=b)c"#, "abc"), (#"ab(?<!a)c"#, "abc"), (#"\Aabc\z"#, "abc"), (#"\Q.*[&&(\E"#, ".*[&&("),
            (#"[\Q&&\E]+"#, "&&"), (#"[]a]+"#, "]a"), (#"[^]a]"#, "b"), (#"[\]\[&]+"#, "[&]"), (#"\{\(\*"#, "{(*"),
            (#"\x41\x{42}\p{L}\pL\p{Lu}\P{Lu}"#, "ABxyZx"),
            // A character is a character, however many bytes it has.
            (".", "ä"), ("..", "ä\u{1F600}"), ("[äö]+", "öä"), ("\\é", "é"),
            ("a\u{0}b", "a\u{0}b"), (#"a\x00b"#, "a\u{0}b"),
        ]
    )
    func `a pattern matches`(pattern: String, subject: String) throws {
        #expect(try Pattern(pattern).matchesWhole(Array(subject.utf8)[...]) == .matches)
    }

    @Test(
        arguments: [
            ("", "a"), ("abc", "xabc"), ("abc", "abcx"), ("^x-[a-z]+", "x-token1"), ("^x-[a-z]+", "X-token"),
            ("a|ab", "abc"), ("(?>a|ab)c", "abc"), ("a++a", "aaa"), ("a{2,3}", "aaaa"), ("a$", "a\n"),
            // What separates lines in Unicode is not what "." stands for.
            ("a.b", "a\nb"), ("a.b", "a\u{85}b"), ("a.b", "a\u{2028}b"),
            // These are ASCII only unless one asks for more, which nobody can here.
            (#"\w"#, "ä"), (#"\d"#, "\u{0663}"), (#"\s"#, "\u{2003}"),
            ("a.b", "ab"), ("a", "a\u{0}"), ("", "\u{0}"),
        ]
    )
    func `a pattern does not match`(pattern: String, subject: String) throws {
        #expect(try Pattern(pattern).matchesWhole(Array(subject.utf8)[...]) == .differs)
    }

    @Test(
        arguments: [
            [0xFF], [0x61, 0xFF], [0xFF, 0x61], [0x61, 0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x61, 0xFF, 0x61],
            [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]]
    )
    func `what is not UTF-8 matches nothing`(subject: [UInt8]) throws {
        for pattern in [".*", "(?s).*", "a", "[^b]*", #"[\s\S]*"#, "a?"] {
            #expect(try Pattern(pattern).matchesWhole(subject[...]) == .differs)
        }
    }

    @Test func `a slice is matched by itself, without what is around it`() throws {
        let bytes = Array("xabcx".utf8)
        let pattern = try Pattern("(?<!x)abc(?!x)")
        #expect(pattern.matchesWhole(bytes[1..<4]) == .matches)
        #expect(pattern.matchesWhole(bytes[...]) == .differs)
    }

    @Test func `the text of a pattern is kept`() throws {
        #expect(try Pattern("a+").text == "a+")
    }

    @Test func `many tasks may use one pattern`() async throws {
        let pattern = try Pattern("(a|b)*c")
        let outcomes = await withTaskGroup(of: Pattern.Outcome.self) { group in
            for number in 0..<64 {
                let subject = Array(repeating: UInt8(ascii: "a"), count: number) + Array("c".utf8)
                group.addTask { pattern.matchesWhole(subject[...]) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: .matches, count: 64))
    }
}
