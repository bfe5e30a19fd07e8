// SPDX-License-Identifier: Apache-2.0

/// That a condition did not come true in time.
package struct NeverHappened: Error, CustomStringConvertible {
    package let description: String
}

/// Waits until a condition holds: no fixed pause, so the wait is as short as it can be, and bounded.
package func eventually(
    _ what: String,
    within limit: Duration = .seconds(60),
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
        if try await condition() { return }
        guard clock.now < deadline else { throw NeverHappened(description: "never happened: \(what)") }
        await Task.yield()
    }
}
