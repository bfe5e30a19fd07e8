// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where a room gets its time from.
///
/// Time is a parameter like any other: the product passes ``system``, a test passes one that it moves by hand, so that
/// expiry, time-outs and caches are tested without waiting.
package struct TimeSource: Sendable {
    /// The time of day.
    package let now: @Sendable () -> Timestamp

    /// Nanoseconds since some fixed moment; it never goes back, whatever happens to the time of day.
    package let uptime: @Sendable () -> UInt64

    /// Suspends for a duration, or throws `CancellationError` when the task is cancelled first.
    package let sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Timestamp,
        uptime: @escaping @Sendable () -> UInt64,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
    }

    /// The machine's clocks.
    package static let system = TimeSource(
        now: { Timestamp(nanosecondsSince1970: nanoseconds(of: CLOCK_REALTIME)) },
        uptime: { UInt64(bitPattern: nanoseconds(of: CLOCK_MONOTONIC)) },
        sleep: { try await Task.sleep(for: $0) }
    )

    private static func nanoseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
