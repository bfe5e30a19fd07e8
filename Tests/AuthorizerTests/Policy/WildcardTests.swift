// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import TestSupport
import Testing

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

    @Test func `many stars do not take forever`() {
        let pattern = Wildcard(String(repeating: "a*", count: 200) + "b")
        #expect(!pattern.matches(Array(String(repeating: "a", count: 1600).utf8)))
    }

    /// The definition itself, slow and plain: on characters, not on bytes.
    private static func reference(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return reference(pattern.dropFirst(), text) || !text.isEmpty && reference(pattern, text.dropFirst())
        }
        guard let character = text.first, first == "?" || first == character else { return false }
        return reference(pattern.dropFirst(), text.dropFirst())
    }

    @Test(arguments: [0, 1, 2, UInt64.random(in: .min ... .max)])
    func `it agrees with the plain definition`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters: [Unicode.Scalar] = ["a", "b", "/", "é", "€", "\u{1F511}"]
        for _ in 0..<5000 {
            let pattern = (0..<Int.random(in: 0...7, using: &random)).map { _ in
                (letters.prefix(4) + ["*", "?", "*", "?"]).randomElement(using: &random) ?? "*"
            }
            let text = (0..<Int.random(in: 0...9, using: &random)).map { _ in
                letters.randomElement(using: &random) ?? "a"
            }
            let (patternText, textText) = (Self.text(pattern), Self.text(text))
            #expect(
                Wildcard(patternText).matches(Array(textText.utf8)) == Self.reference(pattern[...], text[...]),
                "seed \(seed): \(patternText) against \(textText)"
            )
        }
    }

    private static func text(_ scalars: [Unicode.Scalar]) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
