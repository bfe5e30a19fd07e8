// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import Synchronization

/// Everybody who can log in: the users of the tenant's file, and those who signed up since the start.
final class Accounts: Sendable {
    private struct State: Sendable {
        /// Who signed up, in their order.
        var signedUp: [Tenant.User] = []
        /// Hashes by user id: of those who signed up, and of those whose password was changed, with what the file said then:
        /// when it says something else now, that counts.
        var hashes: [String: (hash: PasswordHash, replaces: String?)] = [:]
        /// Hashes of passwords of the file, by user id, with what they were made of.
        var fromFile: [String: (password: String, hash: PasswordHash)] = [:]
        /// User ids, under the tickets of links that change their password.
        var resets = ExpiringTable<String>(limit: 1000)
    }

    private static let limit = 10_000
    /// How long such a link is good, in seconds.
    private static let resetLifetime: Int64 = 3600

    private let state = Mutex(State())

    /// The user with an id.
    func user(id: String, in tenant: Tenant) -> Tenant.User? {
        all(tenant).first { $0.userId.utf8.elementsEqual(id.utf8) }
    }

    /// The user with an email, in any letter case, or with a user name or an id.
    func user(named name: String, in tenant: Tenant) -> Tenant.User? {
        let users = all(tenant)
        return users.first { isSameEmail($0.email, name) }
            ?? users.first { isSame($0.username ?? $0.userId, name) || isSame($0.userId, name) }
    }

    private func all(_ tenant: Tenant) -> [Tenant.User] {
        tenant.users + state.withLock { $0.signedUp }
    }

    // MARK: - Passwords

    /// Whether a password is a user's; takes as long for a user who does not exist.
    ///
    /// Blocks for as long as scrypt takes, twice at most.
    func hasPassword(_ password: String, user: Tenant.User?) -> Bool {
        guard let user, let hash = hash(of: user) else {
            _ = PasswordHash.nobodys.matches(password)
            return false
        }
        return hash.matches(password)
    }

    /// Whether a user can be logged in by a password at all.
    func hasPassword(_ user: Tenant.User) -> Bool {
        user.password != nil || state.withLock { $0.hashes[user.userId] != nil }
    }

    private func hash(of user: Tenant.User) -> PasswordHash? {
        let known = state.withLock { state in
            state.hashes[user.userId].flatMap { $0.replaces == user.password ? $0.hash : nil }
                ?? state.fromFile[user.userId].flatMap { $0.password == user.password ? $0.hash : nil }
        }
        if let known { return known }
        guard let password = user.password else { return nil }
        // At its first use: a tenant of a hundred users must not take seconds to start.
        let hash = PasswordHash(of: password)
        state.withLock { $0.fromFile[user.userId] = (password, hash) }
        return hash
    }

    // MARK: - Signing up

    /// Takes a new user in.
    ///
    /// - Returns: Whether nobody has the email or the user name yet.
    func signUp(_ user: Tenant.User, password: PasswordHash, in tenant: Tenant) -> Bool {
        state.withLock { state in
            let users = tenant.users + state.signedUp
            let isTaken = users.contains {
                isSameEmail($0.email, user.email) || (user.username != nil && $0.username == user.username)
            }
            guard !isTaken, state.signedUp.count < Self.limit else { return false }
            state.signedUp.append(user)
            state.hashes[user.userId] = (password, nil)
            return true
        }
    }

    /// A ticket for a link that changes a user's password, good for one change and an hour.
    func resetTicket(for user: Tenant.User, now: Timestamp) -> String {
        let ticket = newSecret()
        state.withLock {
            $0.resets.insert(user.userId, under: ticket, until: now.adding(seconds: Self.resetLifetime), now: now)
        }
        return ticket
    }

    /// Whose password a ticket may change.
    func owner(ofTicket ticket: String, in tenant: Tenant, now: Timestamp) -> Tenant.User? {
        state.withLock { $0.resets.value(under: ticket, now: now) }.flatMap { user(id: $0, in: tenant) }
    }

    /// Changes a user's password, and uses all his tickets up.
    ///
    /// - Returns: Whether the ticket was good.
    func changePassword(of user: Tenant.User, ticket: String, to password: PasswordHash, now: Timestamp) -> Bool {
        state.withLock { state in
            guard state.resets.value(under: ticket, now: now) == user.userId else { return false }
            state.resets.removeAll { $0 == user.userId }
            state.hashes[user.userId] = (password, user.password)
            return true
        }
    }
}
