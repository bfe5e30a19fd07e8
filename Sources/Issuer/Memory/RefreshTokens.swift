// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import Synchronization

/// Refresh tokens, in families: with rotation each use brings a new one, and an old one that turns up again was copied.
///
/// - Source: https://auth0.com/docs/secure/tokens/refresh-tokens/refresh-token-rotation, "Automatic reuse detection".
final class RefreshTokens: Sendable {
    struct FamilyID: Sendable, Hashable {
        private let text = newSecret()
    }

    /// What all tokens of a family stand for.
    struct Grant: Sendable {
        let family: FamilyID
        let clientId: String
        let userId: String
        let session: Sessions.Session?
        let audience: String?
        let scopes: [String]
    }

    enum Outcome: Sendable {
        case valid(Grant)
        /// It was used before: the family is dead now.
        case reused(Grant)
        case unknown
    }

    private struct Entry: Sendable {
        let grant: Grant
        /// When another one took its place.
        var replacedAt: Timestamp?
    }

    private struct State: Sendable {
        var tokens = ExpiringTable<Entry>(limit: 50_000)
        /// Withdrawn families whose tokens may still be about.
        var dead = Set<FamilyID>()
    }

    private let state = Mutex(State())

    /// Hands out a token.
    ///
    /// - Returns: `nil` if the family was withdrawn meanwhile.
    func issue(_ grant: Grant, lifetime: Int64, now: Timestamp) -> String? {
        let token = newSecret()
        return state.withLock { state in
            guard !state.dead.contains(grant.family) else { return nil }
            state.tokens.insert(Entry(grant: grant), under: token, until: now.adding(seconds: lifetime), now: now)
            return token
        }
    }

    /// Looks a token up, and withdraws its family if it has been replaced for longer than the leeway.
    func redeem(_ token: String, leeway: Int64, now: Timestamp) -> Outcome {
        state.withLock { state in
            guard let entry = state.tokens.value(under: token, now: now), !state.dead.contains(entry.grant.family)
            else {
                return .unknown
            }
            if let replacedAt = entry.replacedAt, now >= replacedAt.adding(seconds: leeway) {
                Self.withdraw(entry.grant.family, in: &state)
                return .reused(entry.grant)
            }
            return .valid(entry.grant)
        }
    }

    /// Puts a new token in the place of one.
    ///
    /// - Returns: `nil` when somebody else was faster, and the leeway does not cover it.
    func replace(_ token: String, lifetime: Int64, leeway: Int64, now: Timestamp) -> String? {
        let next = newSecret()
        return state.withLock { state in
            guard let entry = state.tokens.value(under: token, now: now), !state.dead.contains(entry.grant.family)
            else {
                return nil
            }
            if let replacedAt = entry.replacedAt, now >= replacedAt.adding(seconds: leeway) {
                Self.withdraw(entry.grant.family, in: &state)
                return nil
            }
            state.tokens.update(token, now: now) { $0.replacedAt = $0.replacedAt ?? now }
            state.tokens.insert(Entry(grant: entry.grant), under: next, until: now.adding(seconds: lifetime), now: now)
            return next
        }
    }

    /// Whom a token was issued to, whether it still works or not.
    func grant(of token: String, now: Timestamp) -> Grant? {
        state.withLock { $0.tokens.value(under: token, now: now)?.grant }
    }

    /// Withdraws a whole family.
    func withdraw(_ family: FamilyID) {
        state.withLock { Self.withdraw(family, in: &$0) }
    }

    /// Withdraws all of a user's.
    func withdraw(userId: String) {
        state.withLock { $0.tokens.removeAll { $0.grant.userId == userId } }
    }

    private static func withdraw(_ family: FamilyID, in state: inout State) {
        state.tokens.removeAll { $0.grant.family == family }
        // For a token that is being issued in this moment. A bound, since each family is remembered for ever.
        if state.dead.count > 10_000 { state.dead.removeAll() }
        state.dead.insert(family)
    }
}
