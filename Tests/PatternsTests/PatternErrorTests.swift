// SPDX-License-Identifier: Apache-2.0

import GatewayPatterns
import Testing

/// What is no pattern, or none that Java and PCRE2 read alike, and what is said about it.
struct PatternErrorTests {
    @Test(
        arguments: [
            ("(a", "missing closing parenthesis, at offset 2"),
            ("ä(", "missing closing parenthesis, at offset 2"),
            ("[a", "missing terminating ] for character class, at offset 2"),
            ("*a", "quantifier does not follow a repeatable item, at offset 0"),
            ("a\\", "\\ at end of pattern, at offset 2"),
            (#"\C"#, "using \\C is disabled by the application, at offset 2"),
            (#"\u0041"#, "PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u, at offset 2"),
            (#"(a)\2"#, "reference to non-existent subpattern, at offset 4"),
            (#"(?<=a+)b"#, "lookbehind assertion is not fixed length, at offset 0"),
            (#"\p{javaLowerCase}"#, "unknown property after \\P or \\p, at offset 17"),
            ("(?u)a", "unrecognized character after (? or (?-, at offset 2"),
        ]
    )
    func `what PCRE2 refuses is refused in its words`(pattern: String, message: String) {
        #expect(throws: PatternError.self) { try Pattern(pattern) }
        #expect(fault(of: pattern) == message)
    }

    @Test(
        arguments: [
            (
                "[a-z&&[^b]]",
                #"an intersection of classes ("&&") is not supported (write "&" once for the character), at offset 4"#
            ),
            (
                "[^&&a]",
                #"an intersection of classes ("&&") is not supported (write "&" once for the character), at offset 2"#
            ),
            (
                #"[\]&&a]"#,
                #"an intersection of classes ("&&") is not supported (write "&" once for the character), at offset 3"#
            ),
            (
                "[]&&a]",
                #"an intersection of classes ("&&") is not supported (write "&" once for the character), at offset 2"#
            ),
            ("ä[a[b]]", #"a class inside a class is not supported (write "\[" for the bracket), at offset 3"#),
            ("[[:alpha:]]", #"a class inside a class is not supported (write "\[" for the bracket), at offset 1"#),
            ("(*ACCEPT)a", #"Java knows no "(*" (write "\*" for the character), at offset 0"#),
            ("(*LIMIT_MATCH=1)a", #"Java knows no "(*" (write "\*" for the character), at offset 0"#),
            (#"\01"#, #""\0" is not supported here, at offset 0"#),
            (#"a\K"#, #""\K" is not supported here, at offset 1"#),
            (#"\cA"#, #""\c" is not supported here, at offset 0"#),
            (#"(a)\g1"#, #""\g" is not supported here, at offset 3"#),
            (#"[\b]"#, #""\b" is not supported here, at offset 1"#),
            (#"[\Q\E]a&&b]"#, #""\Q" quotes nothing, at offset 1"#),
            (#"a\E"#, #""\E" is not supported here, at offset 1"#),
            (#"(a)\11"#, "a reference to a group wants one digit, at offset 3"),
            (#"\xg"#, #""\x" wants two hexadecimal digits, at offset 0"#),
            (#"\p{L}\p{Alpha}"#, #""\p" wants a general category of Unicode, such as "\p{Lu}", at offset 5"#),
            (#"\P{^L}"#, #""\P" wants a general category of Unicode, such as "\P{Lu}", at offset 0"#),
            ("a{,3}", #""{" wants a number of repetitions (write "\{" for the character), at offset 1"#),
            ("a{2,3", #""{" wants a number of repetitions (write "\{" for the character), at offset 1"#),
            ("{", #""{" wants a number of repetitions (write "\{" for the character), at offset 0"#),
        ]
    )
    func `what Java reads otherwise, or not at all, is refused`(pattern: String, message: String) {
        #expect(fault(of: pattern) == message)
    }

    @Test(
        arguments: [
            ("(?R)", "(?R"), ("(a)(?1)", "(?1"), ("(?<n>a)(?&n)", "(?&"), ("(?P<n>a)(?P>n)", "(?P"), ("(?C)a", "(?C"),
            ("(a)(?(1)b|c)", "(?("), ("(?|a|b)", "(?|"), ("(?#x)a", "(?#"), ("(?x) a", "(?x"), ("(?U)a", "(?U"),
            ("(?^)a", "(?^"), ("(?'n'a)", "(?'"), ("(?<_n>a)", "(?<"),
        ]
    )
    func `a group that Java does not know is refused`(pattern: String, shown: String) {
        #expect(
            fault(of: pattern)?.hasPrefix("a group that begins with \"\(shown)\" is not supported (known: ") == true
        )
    }

    @Test func `a very long pattern is refused`() throws {
        _ = try Pattern(String(repeating: "a", count: 4096))
        #expect(
            fault(of: String(repeating: "a", count: 4097))
                == "pattern string is longer than the limit set by the application, at offset 0"
        )
        #expect(fault(of: "(?:(?:(?:a{60000}){60000}){60000}){60000}") != nil)
        #expect(fault(of: String(repeating: "(", count: 2000) + String(repeating: ")", count: 2000)) != nil)
    }

    private func fault(of pattern: String) -> String? {
        do throws(PatternError) {
            _ = try Pattern(pattern)
            return nil
        } catch {
            return error.description
        }
    }
}
