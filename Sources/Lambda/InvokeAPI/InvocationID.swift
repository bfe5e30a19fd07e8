// SPDX-License-Identifier: Apache-2.0

import GatewayTime

/// Ids that nobody has used before.
enum InvocationID {
    /// A UUID of version 4 (RFC 9562 §5.4).
    static func request() -> String {
        var bytes = random(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(hexadecimal(bytes).utf8)
        let groups = [digits[..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20...]]
        return groups.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    /// A value of `X-Amzn-Trace-Id`.
    ///
    /// - Source: X-Ray developer guide, "Tracing header".
    static func trace(at now: Timestamp) -> String {
        let seconds = UInt32(truncatingIfNeeded: now.secondsSince1970)
        let time = (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * $0)) }
        return "Root=1-\(hexadecimal(time))-\(hexadecimal(random(12)));Sampled=0"
    }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
