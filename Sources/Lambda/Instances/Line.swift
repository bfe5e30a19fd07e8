// SPDX-License-Identifier: Apache-2.0

/// The calls of a function that wait, the oldest first, and how long waiting pays.
///
/// On AWS a call never waits for a busy instance. Here all instances share the cores of one machine: a call that takes less time
/// than a process needs to start, or even to wake, is answered sooner by one that is running anyway.
struct Line {
    private(set) var calls: [Call] = []
    /// When a call was last given to an instance, or answered.
    private var movedAt: UInt64 = 0
    /// When an instance was last ready for its first call: that one may be enough.
    private var grewAt: UInt64 = 0
    /// When there was a first call, after there was none.
    private var formedAt: UInt64 = 0
    /// What the shortest of the latest calls took, in nanoseconds; `nil` before the first.
    ///
    /// The shortest, because too many processes at once make the others longer.
    private var shortestDuration: UInt64?

    /// While nothing moves, or while calls have waited without a break and there are fewer instances than cores, a further
    /// instance is started after so long: most functions answer within it.
    private static let patience: UInt64 = 10_000_000
    /// While the line moves, and there is an instance for each core.
    private static let patienceInLine: UInt64 = 50_000_000
    /// While nothing moves, an idle instance is used after so long.
    private static let patienceBesideIdle: UInt64 = 2_000_000
    /// Calls of less than that are better answered one after the other than by more processes than there are cores.
    private static let quick: UInt64 = 1_000_000

    var isEmpty: Bool { calls.isEmpty }

    mutating func append(_ call: Call) {
        if calls.isEmpty { formedAt = call.arrivedAt }
        calls.append(call)
    }

    mutating func takeFirst(at now: UInt64) -> Call? {
        guard !calls.isEmpty else { return nil }
        movedAt = now
        return calls.removeFirst()
    }

    mutating func takeAll() -> [Call] {
        defer { calls = [] }
        return calls
    }

    /// A call was answered.
    mutating func moved(at now: UInt64, after duration: UInt64) {
        movedAt = now
        // It fades, so that a function that has become slow is soon known for it.
        shortestDuration = shortestDuration.map { min(duration, $0 + $0 / 16 + 1) } ?? duration
    }

    mutating func grew(at now: UInt64) {
        grewAt = now
    }

    /// Whether a call that is first in line had better wait, though an instance is idle.
    func prefersWaiting(active: Int, cores: Int) -> Bool {
        guard let shortestDuration else { return false }
        return active >= cores && shortestDuration < Self.quick
    }

    /// When the first call is given to an idle instance nevertheless.
    var idleIsUsedAt: UInt64 { max(calls.first?.arrivedAt ?? 0, movedAt) + Self.patienceBesideIdle }

    /// When a further instance is started.
    ///
    /// - Parameters:
    ///   - position: That of the call that it would be for.
    ///   - isBelowCores: Whether there are fewer instances than cores.
    /// - Returns: The moment, in nanoseconds of uptime.
    func growsAt(position: Int, isBelowCores: Bool) -> UInt64 {
        let arrivedAt = calls[position].arrivedAt
        let inLine =
            isBelowCores
            ? max(formedAt, grewAt) + Self.patience : max(arrivedAt, grewAt) + Self.patienceInLine
        return min(max(arrivedAt, movedAt) + Self.patience, inLine)
    }
}
