// SPDX-License-Identifier: Apache-2.0

import GatewayTime

/// The log stream of an instance.
enum LogStream {
    /// `2026/11/23/[$LATEST]` and 32 hexadecimal digits.
    ///
    /// - Source: Lambda developer guide, "Sending Lambda function logs to CloudWatch Logs": `YYYY/MM/DD[version]id`.
    static func newName(at now: Timestamp) -> String {
        let day = now.civil.dateText.split(separator: "-").joined(separator: "/")
        let digits = (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
        return "\(day)/[$LATEST]\(digits)"
    }
}
