// SPDX-License-Identifier: Apache-2.0

import CPCRE2

/// A regular expression that somebody wrote in a definition, compiled once and held against what strangers send.
///
/// AWS runs Java's `java.util.regex`. PCRE2 reads what both have in common the same way; what it would read otherwise is
/// refused (`SharedSyntax`).
///
/// A pattern is matched against characters, not bytes (PCRE2_UTF): `.` is one character and `[äö]` is two, as in Java,
/// and `\w`, `\d` and `\s` are ASCII only, as there. A subject that is not UTF-8 holds something that is no character,
/// which no pattern matches: it differs. One difference remains: with `(?i)`, letters beyond ASCII have two cases, too,
/// as in Java's `(?iu)`.
///
/// `@unchecked Sendable` holds because compiled code never changes ("a compiled pattern is read-only", pcre2api,
/// "Multithreading"), and the match data is each call's own.
package final class Pattern: @unchecked Sendable {
    package let text: String
    let code: OpaquePointer

    package enum Outcome: Sendable, Hashable {
        case matches
        case differs
        /// Nobody knows: it was about to cost too much. Who asks must refuse.
        case stopped(reason: String)
    }

    /// Compiles a pattern.
    ///
    /// - Parameter text: The pattern, in the syntax that Java and PCRE2 share.
    /// - Throws: What is wrong with it, and where.
    package init(_ text: String) throws(PatternError) {
        self.text = text
        code = try Self.compile(text)
        // The stored properties are there, so deinit frees the code if this throws.
        try SharedSyntax.check(text)
    }

    deinit {
        pcre2_code_free_8(code)
    }

    /// Holds the whole of a subject against the pattern, from its first character to its last.
    ///
    /// - Parameter subject: Whatever a client sent.
    /// - Returns: Whether it matches, unless finding out would cost too much.
    package func matchesWhole(_ subject: ArraySlice<UInt8>) -> Outcome {
        let limits = MatchLimits(subjectLength: subject.count)
        guard subject.count <= MatchLimits.longestSubject else {
            return .stopped(reason: "a text of \(subject.count) bytes is too long for a pattern")
        }
        guard let context = pcre2_match_context_create_8(nil), let data = pcre2_match_data_create_8(1, nil) else {
            return .stopped(reason: "out of memory")
        }
        defer {
            pcre2_match_data_free_8(data)
            pcre2_match_context_free_8(context)
        }
        pcre2_set_match_limit_8(context, limits.matches)
        pcre2_set_depth_limit_8(context, limits.depth)
        pcre2_set_heap_limit_8(context, limits.heapKibibytes)
        let options = PCRE2_ANCHORED | PCRE2_ENDANCHORED
        let result = subject.withUnsafeBufferPointer { bytes in
            // Older releases of PCRE2 take no null pointer for an empty subject.
            withUnsafePointer(to: UInt8(0)) { nothing in
                pcre2_match_8(code, bytes.baseAddress ?? nothing, bytes.count, 0, options, data, context)
            }
        }
        switch result {
        case 0...: return .matches
        case PCRE2_ERROR_NOMATCH, PCRE2_ERROR_UTF8_ERR21...PCRE2_ERROR_UTF8_ERR1: return .differs
        default: return .stopped(reason: Self.message(of: result))
        }
    }

    /// - Throws: PCRE2's own words.
    private static func compile(_ text: String) throws(PatternError) -> OpaquePointer {
        guard let context = pcre2_compile_context_create_8(nil) else {
            throw PatternError(message: "out of memory", offset: 0)
        }
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_max_pattern_length_8(context, longestPattern)
        // Java ends a line at every newline of Unicode, and what "." and "$" do hangs on that (Pattern, "Line
        // terminators"). PCRE2's ANY knows two more, VT and FF, which no header may hold (RFC 9110 §5.5).
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_ANY))
        let bytes = Array(text.utf8)
        var status: CInt = 0
        var offset = 0
        let options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C
        let code = pcre2_compile_8(bytes, bytes.count, options, &status, &offset, context)
        guard let code else {
            let before = String(decoding: bytes.prefix(offset), as: UTF8.self)
            throw PatternError(message: message(of: status), offset: before.unicodeScalars.count)
        }
        return code
    }

    /// More than anybody writes; PCRE2 refuses what is longer.
    private static let longestPattern = 4096

    static func message(of status: CInt) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        guard pcre2_get_error_message_8(status, &buffer, buffer.count) > 0 else { return "PCRE2 error \(status)" }
        return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }
}
