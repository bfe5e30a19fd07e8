// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import Synchronization

/// Who is logged in, in which browser.
final class Sessions: Sendable {
    struct Session: Sendable, Hashable {
        /// The `sid` of ID tokens.
        let id: String
        let userId: String
        /// When the password was given: `auth_time`.
        let authenticatedAt: Timestamp
    }

    /// - Source: Auth0 documentation, "Session lifetime": three days at most, without activity.
    static let lifetime: Int64 = 3 * 86_400

    private let table = Mutex(ExpiringTable<Session>())
    private let lastLogins = Mutex<[String: Timestamp]>([:])

    /// Begins a session.
    ///
    /// - Returns: The session, and the secret for the browser's cookie.
    func begin(userId: String, now: Timestamp) -> (session: Session, secret: String) {
        let session = Session(id: newSecret(), userId: userId, authenticatedAt: now)
        let secret = newSecret()
        table.withLock { $0.insert(session, under: secret, until: now.adding(seconds: Self.lifetime), now: now) }
        lastLogins.withLock { logins in
            if logins.count > 10_000 { logins.removeAll() }
            logins[userId] = now
        }
        return (session, secret)
    }

    func session(under secret: String, now: Timestamp) -> Session? {
        table.withLock { $0.value(under: secret, now: now) }
    }

    func end(_ secret: String) {
        table.withLock { $0.remove(secret) }
    }

    func end(id: String) {
        table.withLock { $0.removeAll { $0.id == id } }
    }

    func end(userId: String) {
        table.withLock { $0.removeAll { $0.userId == userId } }
    }

    /// When a user logged in last, with this process.
    func lastLogin(of userId: String) -> Timestamp? {
        lastLogins.withLock { $0[userId] }
    }
}
