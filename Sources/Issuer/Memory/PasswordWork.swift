// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// The place where passwords are hashed: one at a time, so that a flood of them leaves the other cores, and the threads on
/// which keys are read, alone.
final class PasswordWork: Sendable {
    private let queue = DispatchQueue(label: "issuer-passwords", qos: .utility)
    private let waiting = Mutex(0)

    /// With 50 ms for each, the last one waits for some seconds.
    private static let limit = 64

    /// Runs what takes its time.
    ///
    /// - Throws: ``OAuthError/tooManyAttempts`` when too many wait already.
    func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws(OAuthError) -> Value {
        let isFree = waiting.withLock { waiting in
            guard waiting < Self.limit else { return false }
            waiting += 1
            return true
        }
        guard isFree else { throw .tooManyAttempts }
        let value: Value = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
        waiting.withLock { $0 -= 1 }
        return value
    }
}
