// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A door that a handler waits at until the test opens it.
package final class Gate: Sendable {
    private let state = Mutex(State())

    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    package init() {}

    package var isOpen: Bool { state.withLock { $0.isOpen } }

    /// How many tasks stand before it.
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Suspends until the door is open; goes through at once when it is already.
    package func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    package func open() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isOpen = true
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
