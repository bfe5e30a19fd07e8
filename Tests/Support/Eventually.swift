// SPDX-License-Identifier: Apache-2.0

/// That a condition did not come true in time.
package struct NeverHappened: Error, CustomStringConvertible {
    package let description: String
}

/// Waits until a condition holds, however long that takes, within a bound that only a failure reaches.
///
/// Looks again and again: first at once, then every millisecond, because many tests wait at a time, and one that spins
/// takes the processor from the one that it waits for.
package func eventually(
    _ what: String,
    within limit: Duration = .seconds(180),
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    var looks = 0
    while true {
        if try await condition() { return }
        guard clock.now < deadline else { throw NeverHappened(description: "never happened: \(what)") }
        looks += 1
        if looks < 20 {
            await Task.yield()
        } else {
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
