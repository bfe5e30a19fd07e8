// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport

/// One sleeper for all that is due at some time: an invocation costs neither a task nor a timer.
///
/// It sleeps until the earliest moment that it was told. Most time-outs never pass, so when it wakes it is usually told a
/// later one.
///
/// `@unchecked Sendable`: all of it belongs to the thread of `loop`.
final class Timekeeper: @unchecked Sendable {
    private let loop: EventLoop
    private let time: TimeSource
    private var sleeping: (until: UInt64, task: Task<Void, Never>)?
    private var isOver = false
    /// Does what is due, and says when to come again.
    var whatIsDue: (_ now: UInt64) -> UInt64? = { _ in nil }

    init(loop: EventLoop, time: TimeSource) {
        self.loop = loop
        self.time = time
    }

    var now: UInt64 { time.uptime() }

    /// Wakes at this moment, or earlier.
    func wake(by moment: UInt64) {
        if let sleeping {
            guard moment < sleeping.until else { return }
            sleeping.task.cancel()
        }
        guard !isOver else { return }
        let task = Task(executorPreference: loop) { [time] in
            do {
                // It may be later already than when this was made.
                let now = time.uptime()
                try await time.sleep(.nanoseconds(Int64(clamping: moment > now ? moment - now : 0)))
            } catch {
                return  // Somebody has an earlier moment.
            }
            self.look(plannedAt: moment)
        }
        sleeping = (moment, task)
    }

    private func look(plannedAt moment: UInt64) {
        loop.preconditionOnThread()
        // A sleeper that was replaced as it woke.
        guard sleeping?.until == moment, !isOver else { return }
        sleeping = nil
        if let next = whatIsDue(now) { wake(by: next) }
    }

    func stop() {
        isOver = true
        sleeping?.task.cancel()
        sleeping = nil
        whatIsDue = { _ in nil }
    }
}

extension Duration {
    /// Whole nanoseconds, never negative.
    var nanosecondsOfUptime: UInt64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = UInt64(max(0, seconds)).multipliedReportingOverflow(by: 1_000_000_000)
        // As good as never.
        return overflow ? .max / 4 : min(product, .max / 4) + UInt64(max(0, attoseconds)) / 1_000_000_000
    }
}
