// SPDX-License-Identifier: Apache-2.0

import CPCRE2

extension Pattern {
    /// One place where a pattern matches.
    package struct Match: Sendable, Hashable {
        /// The bytes of each group; the first is the whole match, and a group that took no part has none.
        package let groups: [Range<Int>?]

        package init(groups: [Range<Int>?]) { self.groups = groups }

        package var range: Range<Int> { groups[0] ?? 0..<0 }
    }

    package enum Search: Sendable, Hashable {
        case found([Match])
        /// Nobody knows: it was about to cost too much.
        case stopped(reason: String)
    }

    /// How many groups the pattern captures.
    package var groupCount: Int {
        var count: UInt32 = 0
        _ = pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
        return Int(count)
    }

    /// All matches, from the first to the last, as Java's `Matcher.find` goes from one to the next.
    ///
    /// - Parameters:
    ///   - subject: UTF-8.
    ///   - limit: How many are wanted at most.
    ///   - deadline: When to give up: each match has its own limits, and there may be many of them.
    /// - Returns: The matches; none for a subject that is not UTF-8.
    package func matches(
        in subject: [UInt8],
        limit: Int = .max,
        until deadline: ContinuousClock.Instant? = nil
    ) -> Search {
        guard let context = pcre2_match_context_create_8(nil),
            let data = pcre2_match_data_create_from_pattern_8(code, nil)
        else { return .stopped(reason: "out of memory") }
        defer {
            pcre2_match_data_free_8(data)
            pcre2_match_context_free_8(context)
        }
        let limits = MatchLimits(subjectLength: subject.count)
        pcre2_set_match_limit_8(context, limits.matches)
        pcre2_set_depth_limit_8(context, limits.depth)
        pcre2_set_heap_limit_8(context, limits.heapKibibytes)
        var found: [Match] = []
        var start = 0
        var options: UInt32 = 0
        while found.count < limit, start <= subject.count {
            let result = subject.withUnsafeBufferPointer { bytes in
                withUnsafePointer(to: UInt8(0)) { nothing in
                    pcre2_match_8(code, bytes.baseAddress ?? nothing, bytes.count, start, options, data, context)
                }
            }
            switch result {
            case PCRE2_ERROR_NOMATCH, PCRE2_ERROR_UTF8_ERR21...PCRE2_ERROR_UTF8_ERR1: return .found(found)
            case 0...: break
            default: return .stopped(reason: Self.message(of: result))
            }
            let match = Match(groups: Self.groups(data))
            found.append(match)
            if let deadline, ContinuousClock.now >= deadline { return .stopped(reason: "it takes too long") }
            // Once it was checked, it is UTF-8; to check it for each match would make a long subject slow.
            options = PCRE2_NO_UTF_CHECK
            start = match.range.isEmpty ? next(after: match.range.upperBound, in: subject) : match.range.upperBound
        }
        return .found(found)
    }

    /// The beginning of the next character, since an empty match must not be found again.
    private func next(after index: Int, in subject: [UInt8]) -> Int {
        var next = index + 1
        while next < subject.count, subject[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }

    private static func groups(_ data: OpaquePointer) -> [Range<Int>?] {
        let count = Int(pcre2_get_ovector_count_8(data))
        guard let offsets = pcre2_get_ovector_pointer_8(data) else { return [] }
        return (0..<count).map { group in
            let (start, end) = (offsets[2 * group], offsets[2 * group + 1])
            // PCRE2_UNSET is the greatest size, which Swift sees as -1.
            guard start >= 0, start <= end else { return nil }
            return start..<end
        }
    }
}
