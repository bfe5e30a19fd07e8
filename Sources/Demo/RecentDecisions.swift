// SPDX-License-Identifier: Apache-2.0

package import GatewayModel
import Synchronization

/// How the last requests were decided, once there is a page that may ask.
///
/// A ring per loop, so that loops do not wait for one another. Until a page is opened it costs a look at a flag.
package final class RecentDecisions: Sendable {
    private let loops: [Loop]
    private let keeps = Atomic<Bool>(false)

    private final class Loop: Sendable {
        let ring = Mutex(Ring())
    }

    private struct Ring {
        var decisions: [Decision] = []
        var next = 0
    }

    /// How many each loop keeps.
    package static let limit = 200

    package init(loopCount: Int) {
        loops = (0..<loopCount).map { _ in Loop() }
    }

    /// Whether decisions are kept; those that are there go when they no longer are.
    package func keep(_ keep: Bool) {
        keeps.store(keep, ordering: .relaxed)
        if !keep {
            for loop in loops { loop.ring.withLock { $0 = Ring() } }
        }
    }

    /// Keeps what one request came to, if anything is kept.
    ///
    /// - Parameters:
    ///   - trace: How it was decided.
    ///   - loopIndex: The loop that served it.
    ///   - reason: Appends why, in the words of the log.
    package func record(_ trace: borrowing Trace, loopIndex: Int, reason: (inout [UInt8]) -> Void) {
        guard keeps.load(ordering: .relaxed) else { return }
        var bytes: [UInt8] = []
        reason(&bytes)
        let decision = Decision(trace, reason: bytes)
        loops[loopIndex].ring.withLock { ring in
            if ring.decisions.count < Self.limit {
                ring.decisions.append(decision)
            } else {
                ring.decisions[ring.next] = decision
            }
            ring.next = (ring.next + 1) % Self.limit
        }
    }

    /// The decision of a request, by the `x-amzn-RequestId` of its answer.
    package func decision(requestId: String) -> Decision? {
        for loop in loops {
            if let found = loop.ring.withLock({ $0.decisions.first { $0.requestId.uuid == requestId } }) {
                return found
            }
        }
        return nil
    }
}
