// SPDX-License-Identifier: Apache-2.0

package import GatewayJOSE
package import GatewayTime
import Synchronization

/// Why there are no keys to verify with.
package enum KeySourceError: Error, Sendable, CustomStringConvertible {
    case fetchFailed(String)
    /// The document that says where the keys are cannot be had.
    case discoveryFailed(String)
    /// With the reason why the last fetch failed, if it did.
    case fetchedTooOften(lastFailure: String?)

    package var description: String {
        switch self {
        case .discoveryFailed(let reason): "the issuer's discovery document cannot be had: \(reason)"
        case .fetchFailed(let reason): "the JWKS cannot be had: \(reason)"
        case .fetchedTooOften(let lastFailure):
            "the JWKS was fetched 10 times within a minute, and is not fetched again yet; try again in 6 s"
                + (lastFailure.map { "; the last time: \($0)" } ?? "")
        }
    }
}

/// The signing keys of an issuer: fetched when first needed, kept for a while, fetched again for an unknown `kid`.
///
/// A stranger chooses the `kid` of a token, so fetching for unknown ones is limited to a bucket of 10 that refills at 10
/// a minute, and there is never more than one fetch that is waited for. One that does not end is given up, so that nobody
/// waits for it for ever and the next one can begin.
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
    package static let usualLifetime: UInt64 = 600

    /// The same for this source, in nanoseconds.
    private let lifetime: UInt64

    private struct State {
        var keys: JWKSet?
        var fetchedAt: UInt64 = 0
        var fetching: Task<JWKSet, any Error>?
        var lastFailure: String?
        var bucket: TokenBucket
    }

    private enum Step {
        case have(JWKSet)
        case wait(Task<JWKSet, any Error>)
        case refuse(lastFailure: String?)
    }

    /// - Parameters:
    ///   - executor: Where a fetch runs: it must outlive the request that began it.
    ///   - lifetime: How many seconds keys are trusted without asking again.
    ///   - time: The clock by which keys age and the bucket fills.
    ///   - fetch: Fetches and reads the set; bounded in size by itself.
    package init(
        executor: any TaskExecutor,
        lifetime: UInt64 = KeySource.usualLifetime,
        time: TimeSource,
        fetch: @escaping Fetch
    ) {
        self.lifetime = lifetime * 1_000_000_000
        self.fetch = fetch
        self.executor = executor
        self.time = time
        state = Mutex(State(bucket: TokenBucket(capacity: 10, perMinute: 10, now: time.uptime())))
    }

    /// The set in which to look for a key.
    ///
    /// - Parameter kid: The key that is wanted; when the set at hand has no such entry, a new one is fetched.
    /// - Returns: A set, with or without that key, or why there is none that is young enough.
    package func keys(for kid: String) -> Eventually<Result<JWKSet, KeySourceError>> {
        keys { $0[kid] != nil || $0.rejection(of: kid) != nil }
    }

    /// The set at hand if it is young enough, whatever is in it, or else a new one.
    ///
    /// - Throws: ``KeySourceError`` when there is none.
    package func keys() async throws(KeySourceError) -> JWKSet {
        try await keys { _ in true }.value.get()
    }

    /// The set at hand if it is young enough and will do, or else a new one.
    private func keys(_ suffices: (JWKSet) -> Bool) -> Eventually<Result<JWKSet, KeySourceError>> {
        switch step(suffices) {
        case .have(let keys): .now(.success(keys))
        case .refuse(let lastFailure): .now(.failure(.fetchedTooOften(lastFailure: lastFailure)))
        case .wait(let task):
            .later {
                do {
                    return .success(try await task.value)
                } catch {
                    let reason = Self.reason(error)
                    return .failure(error is DiscoveryError ? .discoveryFailed(reason) : .fetchFailed(reason))
                }
            }
        }
    }

    private static func reason(_ error: any Error) -> String {
        error is TimeLimitExceeded ? "no answer within \(timeLimit.components.seconds) s" : "\(error)"
    }

    private func step(_ suffices: (JWKSet) -> Bool) -> Step {
        state.withLock { state in
            let now = time.uptime()
            let isFresh = now &- state.fetchedAt < lifetime
            if let keys = state.keys, isFresh, suffices(keys) { return .have(keys) }
            if let fetching = state.fetching { return .wait(fetching) }
            guard state.bucket.take(now: now) else {
                return .refuse(lastFailure: state.lastFailure)
            }
            let task = Task(executorPreference: executor) { [self] in
                do {
                    let keys = try await withTimeLimit(Self.timeLimit, time: time, on: executor, fetch)
                    settle(.success(keys))
                    return keys
                } catch {
                    settle(.failure(error))
                    throw error
                }
            }
            state.fetching = task
            return .wait(task)
        }
    }

    private func settle(_ outcome: Result<JWKSet, any Error>) {
        state.withLock { state in
            state.fetching = nil
            switch outcome {
            case .success(let keys):
                state.keys = keys
                state.fetchedAt = time.uptime()
                state.lastFailure = nil
            case .failure(let error):
                state.lastFailure = Self.reason(error)
            }
        }
    }
}
