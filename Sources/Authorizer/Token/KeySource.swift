// SPDX-License-Identifier: Apache-2.0

package import GatewayJOSE
package import GatewayTime
import Synchronization

/// Why there are no keys to verify with.
package enum KeySourceError: Error, Sendable, CustomStringConvertible {
    case fetchFailed(String)
    case fetchedTooOften

    package var description: String {
        switch self {
        case .fetchFailed(let reason): "the JWKS cannot be had: \(reason)"
        case .fetchedTooOften:
            "the JWKS was fetched 10 times within a minute, and is not fetched again yet; try again in 6 s"
        }
    }
}

/// The signing keys of an issuer: fetched when first needed, kept for ten minutes, fetched again for an unknown `kid`.
///
/// A stranger chooses the `kid` of a token, so fetching for unknown ones is limited to a bucket of 10 that refills at 10
/// a minute, and there is never more than one fetch that is waited for. One that does not end is given up, so that nobody waits
/// for it for ever and the next one can begin.
package final class KeySource: Sendable {
    /// Where keys come from; away from this room, which knows no network.
    package typealias Fetch = @Sendable () async throws -> JWKSet

    private let fetch: Fetch
    private let executor: any TaskExecutor
    private let time: TimeSource
    private let state: Mutex<State>

    /// How long a fetch may take: whoever waits for it has an authorizer's time only.
    static let timeLimit = Duration.seconds(10)

    /// How long keys are trusted without asking again: a key that its issuer has withdrawn is refused after that.
    private static let lifetime: UInt64 = 600_000_000_000

    private struct State {
        var keys: JWKSet?
        var fetchedAt: UInt64 = 0
        var fetching: Task<JWKSet, any Error>?
        var bucket: TokenBucket
    }

    private enum Step {
        case have(JWKSet)
        case wait(Task<JWKSet, any Error>)
        case refuse
    }

    /// - Parameters:
    ///   - executor: Where a fetch runs: it must outlive the request that began it.
    ///   - time: The clock by which keys age and the bucket fills.
    ///   - fetch: Fetches and reads the set; bounded in size by itself.
    package init(executor: any TaskExecutor, time: TimeSource, fetch: @escaping Fetch) {
        self.fetch = fetch
        self.executor = executor
        self.time = time
        state = Mutex(State(bucket: TokenBucket(capacity: 10, perMinute: 10, now: time.uptime())))
    }

    /// The set in which to look for a key.
    ///
    /// - Parameter kid: The key that is wanted; when the set at hand has no such entry, a new one is fetched.
    /// - Returns: A set, with or without that key.
    /// - Throws: ``KeySourceError`` when there is no set that is young enough.
    package func keys(for kid: String) async throws(KeySourceError) -> JWKSet {
        switch step(for: kid) {
        case .have(let keys): return keys
        case .refuse: throw .fetchedTooOften
        case .wait(let task):
            do {
                return try await task.value
            } catch is TimeLimitExceeded {
                throw .fetchFailed("no answer within \(Self.timeLimit.components.seconds) s")
            } catch {
                throw .fetchFailed("\(error)")
            }
        }
    }

    private func step(for kid: String) -> Step {
        state.withLock { state in
            let now = time.uptime()
            let isFresh = now &- state.fetchedAt < Self.lifetime
            if let keys = state.keys, isFresh, keys[kid] != nil || keys.rejection(of: kid) != nil {
                return .have(keys)
            }
            if let fetching = state.fetching { return .wait(fetching) }
            guard state.bucket.take(now: now) else {
                return .refuse
            }
            let task = Task(executorPreference: executor) { [self] in
                do {
                    let keys = try await withTimeLimit(Self.timeLimit, time: time, on: executor, fetch)
                    settle(keys)
                    return keys
                } catch {
                    settle(nil)
                    throw error
                }
            }
            state.fetching = task
            return .wait(task)
        }
    }

    private func settle(_ keys: JWKSet?) {
        state.withLock { state in
            state.fetching = nil
            guard let keys else { return }
            state.keys = keys
            state.fetchedAt = time.uptime()
        }
    }
}
