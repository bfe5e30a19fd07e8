// SPDX-License-Identifier: Apache-2.0

/// A number of turns that come back with time.
struct TokenBucket: Sendable {
    private let capacity: Double
    private let perNanosecond: Double
    private var turns: Double
    private var countedAt: UInt64

    /// - Parameters:
    ///   - capacity: How many turns there are at first, and at most.
    ///   - perMinute: How many come back in a minute.
    ///   - now: Nanoseconds of uptime.
    init(capacity: Int, perMinute: Int, now: UInt64) {
        self.capacity = Double(capacity)
        perNanosecond = Double(perMinute) / 60e9
        turns = Double(capacity)
        countedAt = now
    }

    /// Takes a turn, if there is one.
    mutating func take(now: UInt64) -> Bool {
        // Two threads may read the clock in one order and come here in the other: the past brings nothing back.
        if now > countedAt {
            turns = min(capacity, turns + Double(now - countedAt) * perNanosecond)
            countedAt = now
        }
        guard turns >= 1 else { return false }
        turns -= 1
        return true
    }
}
