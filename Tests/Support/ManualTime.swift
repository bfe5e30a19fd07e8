// SPDX-License-Identifier: Apache-2.0

package import GatewayTime
import Synchronization

/// A clock that a test moves by hand.
package final class ManualTime: Sendable {
    private let state: Mutex<State>

    private struct State {
        var now: Timestamp
        var uptime: UInt64 = 1_000_000_000_000
        var sleepers: [Int: Sleeper] = [:]
        var nextSleeper = 0
    }

    private struct Sleeper {
        let until: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    package init(now: Timestamp = Timestamp(secondsSince1970: 1_795_000_000)) {
        state = Mutex(State(now: now))
    }

    package var source: TimeSource {
        TimeSource(now: { self.now }, uptime: { self.uptime }, sleep: { try await self.sleep($0) })
    }

    package var now: Timestamp { state.withLock { $0.now } }

    private var uptime: UInt64 { state.withLock { $0.uptime } }

    /// How many tasks sleep: a test waits for this before it moves the clock.
    package var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Moves the clock, and wakes those whose time has come.
    package func advance(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        let woken = state.withLock { state in
            state.now = Timestamp(nanosecondsSince1970: state.now.nanosecondsSince1970 + nanoseconds)
            state.uptime += UInt64(nanoseconds)
            let due = state.sleepers.filter { $0.value.until <= state.uptime }
            for key in due.keys { state.sleepers[key] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    private func sleep(_ duration: Duration) async throws {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = UInt64(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        let key = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Asked under the lock that the cancellation handler takes: it comes before this or finds the sleeper.
                let isCancelled = state.withLock { state in
                    guard !Task.isCancelled else { return true }
                    state.sleepers[key] = Sleeper(until: state.uptime + nanoseconds, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: key) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
