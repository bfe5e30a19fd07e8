// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import Glibc
import Synchronization

/// Answers by identity value, for as long as `resultTtlInSeconds` says.
///
/// What is kept is the policy and the context, never the decision: each request is judged anew by its own method ARN.
/// One cache belongs to one authorizer of one stage of one definition, so reloading the definition empties it.
///
/// - Source: API Gateway developer guide, "Lambda authorizer caching"; API reference, `authorizerResultTtlInSeconds`.
final class AnswerCache: Sendable {
    private let lifetime: UInt64
    private let time: TimeSource
    private let capacity: Int
    private let byteLimit: Int
    private let entries: Mutex<Entries>

    struct Hit {
        let answer: AuthorizerAnswer
        /// Nanoseconds for which it is kept yet.
        let remaining: UInt64
    }

    private struct Entries {
        var byKey: [IdentityKey: Entry] = [:]
        /// What was found last: who asks is mostly who asked before, and comparing a token costs less than hashing it.
        var last: Entry?
        /// The keys in the order in which they came, for making room.
        var order: [IdentityKey] = []
        var oldest = 0
        /// The length of all keys and answers together.
        var bytes = 0

        mutating func dropOldest() {
            let key = order[oldest]
            last = nil
            if let entry = byKey.removeValue(forKey: key) { bytes -= entry.cost }
            oldest += 1
            // What was dropped is cut off in one go when it is half of all, so that dropping costs little on average.
            if oldest * 2 > order.count {
                order.removeFirst(oldest)
                oldest = 0
            }
        }
    }

    private final class Entry: Sendable {
        let key: IdentityKey
        let answer: AuthorizerAnswer
        let expiresAt: UInt64
        /// The length of its key and its answer.
        let cost: Int

        init(key: IdentityKey, answer: AuthorizerAnswer, expiresAt: UInt64) {
            self.key = key
            self.answer = answer
            self.expiresAt = expiresAt
            cost = key.count + answer.byteCount
        }
    }

    /// - Parameters:
    ///   - seconds: How long an answer is kept; not 0, which means no cache.
    ///   - time: The clock by which it ages.
    ///   - capacity: How many answers are kept at most: an attacker may send a new token with each request.
    ///   - byteLimit: How long the identities and the answers may be together.
    init(seconds: Int, time: TimeSource, capacity: Int = 10_000, byteLimit: Int = 16 << 20) {
        lifetime = UInt64(seconds) * 1_000_000_000
        self.time = time
        self.capacity = capacity
        self.byteLimit = byteLimit
        entries = Mutex(Entries())
    }

    func answer(for identity: ArraySlice<UInt8>) -> Hit? {
        let now = time.uptime()
        return entries.withLock { entries in
            let key = IdentityKey(identity)
            if let last = entries.last, last.key == key, last.expiresAt > now {
                return Hit(answer: last.answer, remaining: last.expiresAt - now)
            }
            guard let entry = entries.byKey[key], entry.expiresAt > now else { return nil }
            entries.last = entry
            return Hit(answer: entry.answer, remaining: entry.expiresAt - now)
        }
    }

    func keep(_ answer: AuthorizerAnswer, for identity: ArraySlice<UInt8>) {
        // Bytes of its own: the slice belongs to a connection's buffer.
        let key = IdentityKey(ArraySlice(Array(identity)))
        let entry = Entry(key: key, answer: answer, expiresAt: time.uptime() + lifetime)
        entries.withLock { entries in
            entries.last = nil
            if let earlier = entries.byKey.updateValue(entry, forKey: key) {
                entries.bytes -= earlier.cost
            } else {
                entries.order.append(key)
            }
            entries.bytes += entry.cost
            while entries.byKey.count > capacity || entries.bytes > byteLimit {
                entries.dropOldest()
            }
        }
    }

    var count: Int { entries.withLock { $0.byKey.count } }
}

/// Bytes as a key: hashed with the process's random seed, compared as memory.
private struct IdentityKey: Hashable {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    var count: Int { bytes.count }

    static func == (left: IdentityKey, right: IdentityKey) -> Bool {
        guard left.bytes.count == right.bytes.count else { return false }
        return left.bytes.withUnsafeBytes { left in
            // A token is hundreds of bytes long, and this is the hot path.
            right.bytes.withUnsafeBytes { right in
                guard let first = left.baseAddress, let second = right.baseAddress else { return left.isEmpty }
                return memcmp(first, second, left.count) == 0
            }
        }
    }

    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
