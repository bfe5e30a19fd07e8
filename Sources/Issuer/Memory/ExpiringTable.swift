// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTime

/// Values under secrets that were handed out: codes, sessions, tokens.
///
/// What is kept is the secrets' hashes, so that looking one up takes no longer for one that is nearly right. It is bounded:
/// the oldest go first.
struct ExpiringTable<Value: Sendable>: Sendable {
    private var entries: [[UInt8]: (value: Value, expiresAt: Timestamp)] = [:]
    /// In the order in which they came; removed ones stay until their turn.
    private var order: [[UInt8]] = []
    private let limit: Int

    init(limit: Int = 10_000) {
        self.limit = limit
    }

    mutating func insert(_ value: Value, under secret: String, until expiresAt: Timestamp, now: Timestamp) {
        let key = SHA256.hash(secret.utf8)
        if entries.updateValue((value, expiresAt), forKey: key) == nil { order.append(key) }
        guard order.count > limit else { return }
        // First what has expired; then an eighth of the rest, so that it costs next to nothing for each.
        entries = entries.filter { now < $0.value.expiresAt }
        order.removeAll { entries[$0] == nil }
        guard order.count > limit else { return }
        let removed = order.prefix(max(1, limit / 8))
        for key in removed { entries[key] = nil }
        order.removeFirst(removed.count)
    }

    /// The value under a secret, unless it has expired.
    func value(under secret: String, now: Timestamp) -> Value? {
        guard let entry = entries[SHA256.hash(secret.utf8)], now < entry.expiresAt else { return nil }
        return entry.value
    }

    /// Changes the value under a secret, if there is one that has not expired.
    mutating func update(_ secret: String, now: Timestamp, _ change: (inout Value) -> Void) {
        let key = SHA256.hash(secret.utf8)
        guard var entry = entries[key], now < entry.expiresAt else { return }
        change(&entry.value)
        entries[key] = entry
    }

    mutating func remove(_ secret: String) {
        entries[SHA256.hash(secret.utf8)] = nil
    }

    mutating func removeAll(where matches: (Value) -> Bool) {
        entries = entries.filter { !matches($0.value.value) }
        order.removeAll { entries[$0] == nil }
    }

    var count: Int { entries.count }
}

extension Timestamp {
    func adding(seconds: Int64) -> Timestamp {
        let (sum, overflow) = secondsSince1970.addingReportingOverflow(seconds)
        return overflow ? Timestamp(nanosecondsSince1970: .max) : Timestamp(secondsSince1970: sum)
    }
}

/// A secret to hand out: 256 bits that nobody can foretell, in letters that need no escaping anywhere.
func newSecret() -> String {
    Base64URL.encode(SecureRandom.bytes(32))
}
