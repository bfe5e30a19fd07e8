// SPDX-License-Identifier: Apache-2.0

import CLinux
package import GatewayTime
import Synchronization

/// The loops of a process, usually one per core; servers and clients share them.
package final class EventLoopGroup: Sendable {
    package let loops: [EventLoop]
    private let turn = Atomic<Int>(0)

    /// - Parameters:
    ///   - count: How many loops; by default one for each core that the process may use.
    ///   - time: The clock of deadlines and of the Date header.
    ///   - beforeBlocking: See ``EventLoop``.
    /// - Throws: ``SystemError``.
    package init(
        count: Int = EventLoopGroup.coreCount,
        time: TimeSource,
        beforeBlocking: @escaping @Sendable (_ loopIndex: Int) -> Void = { _ in }
    ) throws(SystemError) {
        var loops: [EventLoop] = []
        for index in 0..<max(1, count) {
            do throws(SystemError) {
                loops.append(try EventLoop(index: index, time: time, beforeBlocking: beforeBlocking))
            } catch {
                for loop in loops { loop.stop() }
                throw error
            }
        }
        self.loops = loops
    }

    /// A group of one loop that belongs to somebody else: a server on it stays there.
    package init(sharing loop: EventLoop) {
        loops = [loop]
    }

    /// The loops one after the other, for work that belongs to none of them.
    package func next() -> EventLoop {
        loops[nextPosition()]
    }

    /// The position of the loop whose turn it is, which is not its index where loops are shared.
    func nextPosition() -> Int {
        turn.wrappingAdd(1, ordering: .relaxed).oldValue % loops.count
    }

    package func stop() {
        for loop in loops {
            loop.stop()
        }
    }

    /// How many cores the process may use (sched_getaffinity(2)).
    package static var coreCount: Int {
        max(1, Int(clinux_core_count()))
    }
}
