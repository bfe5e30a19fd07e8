// SPDX-License-Identifier: Apache-2.0

package import GatewayTime
import Synchronization

/// That a time limit ran out.
package struct TimeLimitExceeded: Error {}

/// Runs somebody else's code, for so long and no longer.
///
/// Two unstructured tasks race for one continuation, away from the caller's loop, because such code may block its
/// thread; what comes late is dropped. A task group would wait for the loser, which may never end.
///
/// - Parameters:
///   - limit: How long it may take.
///   - time: The clock that says when that is over.
///   - executor: Where the work runs: `nil` for the threads that belong to nobody.
///   - work: What may take too long.
/// - Returns: What the work returns.
/// - Throws: ``TimeLimitExceeded``, or what the work throws.
package func withTimeLimit<Result: Sendable>(
    _ limit: Duration,
    time: TimeSource,
    on executor: (any TaskExecutor)? = nil,
    _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    let race = Race<Result>()
    return try await withCheckedThrowingContinuation { continuation in
        race.begin(continuation)
        let timer = Task {
            do {
                try await time.sleep(limit)
                race.finish(.failure(TimeLimitExceeded()))
            } catch {
                // The work was faster.
            }
        }
        Task(executorPreference: executor) {
            let outcome: Swift.Result<Result, any Error>
            do {
                outcome = .success(try await work())
            } catch {
                outcome = .failure(error)
            }
            timer.cancel()
            race.finish(outcome)
        }
    }
}

/// A continuation that the first one resumes.
private final class Race<Value: Sendable>: Sendable {
    private let continuation = Mutex<CheckedContinuation<Value, any Error>?>(nil)

    func begin(_ waiting: CheckedContinuation<Value, any Error>) {
        continuation.withLock { $0 = waiting }
    }

    func finish(_ outcome: Result<Value, any Error>) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(with: outcome)
    }
}
