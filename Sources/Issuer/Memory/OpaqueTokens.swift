// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import Synchronization

/// Access tokens without an API: they open `/userinfo`, and nobody can read anything in them.
final class OpaqueTokens: Sendable {
    struct Grant: Sendable {
        let userId: String
        let clientId: String
        let scopes: [String]
    }

    private let table = Mutex(ExpiringTable<Grant>())

    func issue(_ grant: Grant, lifetime: Int64, now: Timestamp) -> String {
        let token = newSecret()
        table.withLock { $0.insert(grant, under: token, until: now.adding(seconds: lifetime), now: now) }
        return token
    }

    func grant(of token: String, now: Timestamp) -> Grant? {
        table.withLock { $0.value(under: token, now: now) }
    }
}
