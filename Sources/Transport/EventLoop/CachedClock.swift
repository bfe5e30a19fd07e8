// SPDX-License-Identifier: Apache-2.0

import GatewayTime

/// The time as of the last wake-up, so that a request costs no clock calls of its own.
struct CachedClock {
    private(set) var uptime: UInt64 = 0
    private(set) var dateField: [UInt8] = []
    private var dateFieldMadeAt: UInt64?

    mutating func update(from time: TimeSource) {
        uptime = time.uptime()
        if let dateFieldMadeAt, uptime &- dateFieldMadeAt < 1_000_000_000 { return }
        let now = time.now()
        // Aligned to the second, so that the field changes when the second does.
        dateFieldMadeAt = uptime &- UInt64(max(0, now.nanosecondsSince1970) % 1_000_000_000)
        dateField = Array("Date: \(now.httpDate)\r\n".utf8)
    }
}
