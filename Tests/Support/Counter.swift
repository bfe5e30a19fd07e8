// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that several tasks count up.
package final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    package init() {}

    package var value: Int { number.load(ordering: .acquiring) }

    package func increment() {
        number.add(1, ordering: .acquiringAndReleasing)
    }
}
