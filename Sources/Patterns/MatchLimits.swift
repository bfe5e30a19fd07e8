// SPDX-License-Identifier: Apache-2.0

/// How much work one match may be, so that a subject made for it cannot hold up the gateway.
///
/// PCRE2 counts how often it backtracks, which stops an exponential pattern within a millisecond. It does not count how
/// far it runs in between, and that can be the whole subject each time. So a longer subject may backtrack less often:
/// the product is what costs, a tenth of a second at the worst.
struct MatchLimits {
    let matches: UInt32
    /// How deep the backtracking may be nested; no deeper than there are matches.
    let depth: UInt32
    let heapKibibytes: UInt32

    /// Six times what the value of a header may have; what is longer comes from no request.
    static let longestSubject = 65_536

    init(subjectLength: Int) {
        // A header of 10,240 bytes may backtrack 25,000 times: enough for two alternatives at each of its characters.
        let work = 256_000_000
        matches = UInt32(min(50_000, work / max(subjectLength, 1)))
        depth = matches
        heapKibibytes = 16 * 1024
    }
}
