// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import Synchronization

/// Codes that were handed out and can be exchanged once.
final class AuthorizationCodes: Sendable {
    /// What a code stands for.
    struct Authorization: Sendable {
        let clientId: String
        let redirectURI: String
        /// Whether the request had it, or the application's only one was taken.
        let redirectURIWasSent: Bool
        let userId: String
        let session: Sessions.Session
        let audience: String?
        let scopes: [String]
        let nonce: String?
        let challenge: CodeChallenge?
        /// Whether `max_age` was asked for, so that the ID token must say when the user logged in.
        let wantsAuthTime: Bool
        /// The refresh tokens that come of it, so that they can be withdrawn.
        let family = RefreshTokens.FamilyID()
    }

    enum Outcome: Sendable {
        case valid(Authorization)
        /// It was exchanged before: somebody has a copy (RFC 6749 §4.1.2).
        case used(Authorization)
        case unknown
    }

    /// - Source: RFC 6749 §4.1.2, "a maximum authorization code lifetime of 10 minutes is RECOMMENDED".
    static let lifetime: Int64 = 600

    private struct Entry: Sendable {
        let authorization: Authorization
        var isUsed = false
    }

    private let table = Mutex(ExpiringTable<Entry>())

    func issue(_ authorization: Authorization, now: Timestamp) -> String {
        let code = newSecret()
        table.withLock {
            $0.insert(
                Entry(authorization: authorization),
                under: code,
                until: now.adding(seconds: Self.lifetime),
                now: now
            )
        }
        return code
    }

    /// What a code stands for, without using it up.
    func peek(_ code: String, now: Timestamp) -> Outcome {
        table.withLock { table in
            guard let entry = table.value(under: code, now: now) else { return .unknown }
            return entry.isUsed ? .used(entry.authorization) : .valid(entry.authorization)
        }
    }

    /// Uses a code up.
    ///
    /// - Returns: Whether it was the first to do so.
    func use(_ code: String, now: Timestamp) -> Bool {
        table.withLock { table in
            guard let entry = table.value(under: code, now: now), !entry.isUsed else { return false }
            table.update(code, now: now) { $0.isUsed = true }
            return true
        }
    }
}
