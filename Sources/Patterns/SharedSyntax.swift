// SPDX-License-Identifier: Apache-2.0

/// What Java's regular expressions and PCRE2's have in common, with the same meaning.
///
/// PCRE2 has compiled the pattern already, so its brackets and braces are balanced. What is looked for here is what
/// compiles and yet means something else in Java, or nothing: `[a-z&&[^b]]` is an intersection there, and a class
/// followed by a bracket here. Such a pattern is refused: it would let pass what AWS does not.
///
/// - Source: Java's `java.util.regex.Pattern`, with its "Comparison to Perl 5"; pcre2pattern(3).
struct SharedSyntax {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    static func check(_ pattern: String) throws(PatternError) {
        var reader = SharedSyntax(scalars: Array(pattern.unicodeScalars))
        try reader.readPattern()
    }

    private init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private mutating func readPattern() throws(PatternError) {
        while let scalar = peek() {
            switch scalar {
            case "\\": try readEscape(ofLetters: Self.lettersOutside)
            case "[": try readClass()
            case "(": try readGroup()
            case "{": try readRepetition()
            default: index += 1
            }
        }
    }

    /// A closing bracket that comes first is an ordinary character, in Java and PCRE2 alike.
    private mutating func readClass() throws(PatternError) {
        index += 1
        if peek() == "^" { index += 1 }
        if peek() == "]" { index += 1 }
        while let scalar = peek(), scalar != "]" {
            switch scalar {
            case "\\":
                try readEscape(ofLetters: Self.lettersInClass)
            case "[":
                throw fault("a class inside a class is not supported (write \"\\[\" for the bracket)")
            case "&" where peek(1) == "&":
                throw fault("an intersection of classes (\"&&\") is not supported (write \"&\" once for the character)")
            default:
                index += 1
            }
        }
        index += 1
    }

    /// An allow-list: PCRE2 has recursion, conditions, callouts and comments behind the same two characters.
    private mutating func readGroup() throws(PatternError) {
        if peek(1) == "*" { throw fault("Java knows no \"(*\" (write \"\\*\" for the character)") }
        guard peek(1) == "?" else {
            index += 1
            return
        }
        switch (peek(2), peek(3)) {
        case (":", _), ("=", _), ("!", _), (">", _), ("<", "="), ("<", "!"):
            index += 3
        case ("<", let first?) where first.properties.isAlphabetic && first.isASCII:
            index += 3
        default:
            let flags = scalars[(index + 2)...].prefix { "ims-".unicodeScalars.contains($0) }
            let end = index + 2 + flags.count
            guard !flags.isEmpty, end < scalars.count, scalars[end] == ")" || scalars[end] == ":" else {
                let shown = String(String.UnicodeScalarView(scalars[index...].prefix(3)))
                throw fault(
                    "a group that begins with \"\(shown)\" is not supported "
                        + "(known: (?: (?= (?! (?<= (?<! (?> (?<name>, and the flags i, m and s)"
                )
            }
            index = end + 1
        }
    }

    /// Java refuses a brace that repeats nothing; PCRE2 takes it for a character.
    private mutating func readRepetition() throws(PatternError) {
        var end = index + 1
        func digits(from start: Int) -> Int {
            start + scalars[start...].prefix { ("0"..."9").contains($0) }.count
        }
        let first = digits(from: end)
        var isRepetition = first > end
        end = first
        if end < scalars.count, scalars[end] == "," { end = digits(from: end + 1) }
        isRepetition = isRepetition && end < scalars.count && scalars[end] == "}"
        guard isRepetition else {
            throw fault("\"{\" wants a number of repetitions (write \"\\{\" for the character)")
        }
        index = end + 1
    }

    private mutating func readEscape(ofLetters letters: String) throws(PatternError) {
        guard let escaped = peek(1) else { throw fault("\"\\\" stands at the end") }
        guard escaped.isASCII, escaped.properties.isAlphabetic || ("0"..."9").contains(escaped) else {
            index += 2
            return
        }
        if escaped == "Q" { return try readQuotation() }
        guard letters.unicodeScalars.contains(escaped) else {
            throw fault("\"\\\(escaped)\" is not supported here")
        }
        switch escaped {
        case "1"..."9":
            // After "(a)", "\11" is a group and a digit in Java, and a tab in PCRE2.
            if let next = peek(2), ("0"..."9").contains(next) {
                throw fault("a reference to a group wants one digit")
            }
            index += 2
        case "x" where peek(2) == "{":
            try skipBraces()
        case "x":
            guard peek(2)?.isHexadecimalDigit == true, peek(3)?.isHexadecimalDigit == true else {
                throw fault("\"\\x\" wants two hexadecimal digits")
            }
            index += 4
        case "p" where peek(2) == "{", "P" where peek(2) == "{":
            // Under longer names, such as Alpha, Java has the ASCII characters and PCRE2 those of Unicode.
            let name = scalars[(index + 3)...].prefix { $0 != "}" }
            guard 1...2 ~= name.count, name.allSatisfy({ $0.isASCII && $0.properties.isAlphabetic }) else {
                throw fault("\"\\\(escaped)\" wants a general category of Unicode, such as \"\\\(escaped){Lu}\"")
            }
            try skipBraces()
        default:
            index += 2
        }
    }

    /// From `\Q` to `\E`, where everything is itself.
    private mutating func readQuotation() throws(PatternError) {
        let start = index + 2
        var end = start
        while end < scalars.count, !(scalars[end] == "\\" && end + 1 < scalars.count && scalars[end + 1] == "E") {
            end += 1
        }
        // After "[\Q\E" a bracket may or may not be the first character of the class.
        guard end > start else { throw fault("\"\\Q\" quotes nothing") }
        index = min(end + 2, scalars.count)
    }

    private mutating func skipBraces() throws(PatternError) {
        guard let end = scalars[index...].firstIndex(of: "}") else { throw fault("\"{\" is not closed") }
        index = end + 1
    }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        index + ahead < scalars.count ? scalars[index + ahead] : nil
    }

    private func fault(_ message: String) -> PatternError {
        PatternError(message: message, offset: index)
    }

    private static let lettersInClass = "dDsSwWhHvVtnrfaexpP"
    private static let lettersOutside = lettersInClass + "bBAGZzkRX123456789"
}

extension Unicode.Scalar {
    fileprivate var isHexadecimalDigit: Bool {
        ("0"..."9").contains(self) || ("a"..."f").contains(self) || ("A"..."F").contains(self)
    }
}
