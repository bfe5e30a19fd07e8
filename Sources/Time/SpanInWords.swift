// SPDX-License-Identifier: Apache-2.0

/// A span of time in the words that a log line uses: `40 s`, `3 min`, `2 h`, `5 days`.
///
/// - Parameter seconds: The length; its sign is dropped.
/// - Returns: The largest unit of which there are two at least.
package func spanInWords(seconds: Int64) -> String {
    let length = seconds.magnitude
    switch length {
    case 0..<120: return "\(length) s"
    case 120..<7200: return "\(length / 60) min"
    case 7200..<172_800: return "\(length / 3600) h"
    default: return "\(length / 86_400) days"
    }
}
