// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import TestSupport
import Testing

/// Wildcards in resources and conditions.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Resource", "Using wildcards in resource ARNs"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
struct WildcardTests {
    @Test(arguments: [
        ("", "", true),
        ("", "a", false),
        ("a", "", false),
        ("*", "", true),
        ("?", "", false),
        ("**", "", true),
        ("***", "abc", true),
        ("a*", "a", true),
        ("*a", "ba", true),
        ("*a", "ab", false),
        ("a*b*c", "aXbYbZc", true),
        ("a*b*c", "aXbYbZ", false),
        ("*ab", "aab", true),
        ("*aab", "aaaab", true),
        ("a?c", "abc", true),
        ("a?c", "ac", false),
        ("a?c", "abbc", false),
        ("a?c", "a/c", true),
        ("*/*", "a/b/c", true),
        ("?*?", "a", false),
        ("?*?", "ab", true),
        ("*?x", "xxx", true),
        ("[a-z]", "b", false),
        ("a.c", "abc", false),
        ("\\*", "*", false),
        ("?", "é", true),
        ("??", "é", false),
        ("*??*", "é", false),
        ("?é?", "aéb", true),
        // Equal to a reader, different in bytes: e with an accent, and e followed by one.
        ("\u{E9}", "e\u{301}", false),
    ])
    func `a pattern matches whole texts, byte for byte`(_ pattern: String, _ text: String, _ matches: Bool) {
        #expect(Wildcard(pattern).matches(Array(text.utf8)) == matches)
    }

    @Test func `a text need not lie in one piece of memory`() {
        #expect(Wildcard("a*c").matches(Array("cba".utf8).reversed() as ReversedCollection))
    }

    /// Trying such pieces at each position in turn would take hundreds of millions of comparisons.
    @Test func `a pattern that almost fits everywhere is not tried everywhere`() {
        let text = Array(String(repeating: "a", count: 25_000).utf8)
        let piece = String(repeating: "a", count: 10_000)
        #expect(!Wildcard("*\(piece)b*").matches(text))
        #expect(!Wildcard("*\(piece)b\(piece)*").matches(text))
        #expect(!Wildcard("*\(piece)?b*").matches(text))
        #expect(!Wildcard("*\(piece)b").matches(text))
        #expect(Wildcard("*\(piece)*").matches(text))
        #expect(!Wildcard(String(repeating: "a*", count: 12_000) + "b").matches(text))
        #expect(Wildcard(String(repeating: "*a", count: 12_000) + "*").matches(text))
        #expect(!Wildcard(String(repeating: "*?", count: 25_000) + "*?").matches(text))
    }

    /// A piece has as many words of 64 elements as it needs.
    @Test(arguments: [1, 2, 63, 64, 65, 127, 128, 129, 512])
    func `a piece may have any length`(_ length: Int) {
        let piece = (0..<length).map { $0 % 7 == 3 ? "?" : ["a", "b", "é", "€"][$0 % 4] }
        let text = piece.map { $0 == "?" ? "\u{1F511}" : $0 }
        #expect(Wildcard("*\(piece.joined())*").matches(Array("xx\(text.joined())yy".utf8)))
        #expect(Wildcard("x*\(piece.joined())*y").matches(Array("xx\(text.joined())yy".utf8)))
        #expect(!Wildcard("*\(piece.joined())*").matches(Array("xx\(text.dropLast().joined())".utf8)))
        #expect(!Wildcard("*\(piece.joined())*").matches(Array("\(text.dropFirst().joined())yy".utf8)))
    }

    /// What is not UTF-8 has characters, too: what continues no character belongs to the one before.
    @Test(
        arguments: [
            ("*?", [0xE2, 0x82], true),
            ("?", [0xE2, 0x82, 0x41], false),
            ("??", [0xE2, 0x82, 0x41], true),
            ("*??*", [0x41, 0x80], false),
            ("a?", [0x61, 0x80], false),
            ("*a?", [0x61, 0x80], false),
            ("*a?*", [0x61, 0x80], false),
            ("?*", [0x80], false),
            ("*", [0x80, 0xFF], true),
        ] as [(String, [UInt8], Bool)]
    )
    func `bytes that are not UTF-8 are matched the same from both ends`(
        _ pattern: String,
        _ text: [UInt8],
        _ matches: Bool
    ) {
        #expect(Wildcard(pattern).matches(text) == matches)
    }

    @Test(
        arguments: [
            ("arn:aws:x", "arn:aws:x"), ("", ""), ("a*", nil), ("a?", nil), ("*", nil),
        ] as [(String, String?)]
    )
    func `a pattern without wildcards has one text`(_ pattern: String, _ literal: String?) {
        #expect(Wildcard(pattern).literal == literal.map { Array($0.utf8) })
    }

    /// The definition itself, slow and plain: on characters, not on bytes.
    ///
    /// For each prefix of the pattern it is known which prefixes of the text it matches.
    private static func reference(_ pattern: [Unicode.Scalar], _ text: [Unicode.Scalar]) -> Bool {
        var matched = [true] + [Bool](repeating: false, count: text.count)
        for element in pattern {
            var next = [Bool](repeating: false, count: text.count + 1)
            for end in 0...text.count {
                if element == "*" {
                    next[end] = matched[0...end].contains(true)
                } else if end > 0, matched[end - 1] {
                    next[end] = element == "?" || element == text[end - 1]
                }
            }
            matched = next
        }
        return matched[text.count]
    }

    struct Alphabet: Sendable {
        let letters: [Unicode.Scalar]
        let patternLength: Int
        let textLength: Int
    }

    @Test(
        arguments: [0, 1, 2, UInt64.random(in: .min ... .max)],
        [
            Alphabet(letters: ["a"], patternLength: 8, textLength: 12),
            Alphabet(letters: ["a", "b"], patternLength: 12, textLength: 24),
            Alphabet(letters: ["a", "/", "é", "€", "\u{1F511}"], patternLength: 7, textLength: 9),
        ]
    )
    func `it agrees with the plain definition`(_ seed: UInt64, _ alphabet: Alphabet) {
        var random = SeededGenerator(seed: seed)
        let letters = alphabet.letters
        for _ in 0..<4000 {
            let pattern = (0..<Int.random(in: 0...alphabet.patternLength, using: &random)).map { _ in
                (letters + ["*", "?", "*", "?"]).randomElement(using: &random) ?? "*"
            }
            let text = (0..<Int.random(in: 0...alphabet.textLength, using: &random)).map { _ in
                letters.randomElement(using: &random) ?? "a"
            }
            let (patternText, textText) = (Self.text(pattern), Self.text(text))
            #expect(
                Wildcard(patternText).matches(Array(textText.utf8)) == Self.reference(pattern, text),
                "seed \(seed): \(patternText) against \(textText)"
            )
        }
    }

    /// Long pieces between stars, cut out of the text and damaged at times, so that both answers are common.
    @Test(arguments: [3, 4, UInt64.random(in: .min ... .max)])
    func `it agrees with the plain definition on long pieces`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var matches = 0
        for _ in 0..<150 {
            let text: [Unicode.Scalar] = (0..<220).map { _ in Bool.random(using: &random) ? "a" : "é" }
            let first = Int.random(in: 0..<60, using: &random)
            let second = Int.random(in: 130..<140, using: &random)
            var pattern: [Unicode.Scalar] = ["*"] + text[first..<(first + 70)] + ["*"] + text[second..<(second + 65)]
            for _ in 0..<5 {
                pattern[Int.random(in: 1..<pattern.count, using: &random)] = "?"
            }
            if Bool.random(using: &random) {
                pattern[Int.random(in: 1..<pattern.count, using: &random)] = "a"
            }
            pattern.append("*")
            let isMatch = Wildcard(Self.text(pattern)).matches(Array(Self.text(text).utf8))
            #expect(isMatch == Self.reference(pattern, text), "seed \(seed)")
            matches += isMatch ? 1 : 0
        }
        #expect(matches > 20 && matches < 150)
    }

    private static func text(_ scalars: [Unicode.Scalar]) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
