// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import Synchronization

/// Everybody who can log in: the users of the tenant's file, and those who signed up since the start.
final class Accounts: Sendable {
    private struct State: Sendable {
        /// Who signed up, in their order.
        var signedUp: [Tenant.User] = []
        /// Hashes by user id: of those who signed up, and of those whose password was changed.
        var hashes: [String: PasswordHash] = [:]
        /// Hashes of passwords of the file, by user id, with what they were made of.
        var fromFile: [String: (password: String, hash: PasswordHash)] = [:]
        /// User ids, by the tickets of links that change their password.
        var resets: [String: String] = [:]
    }

    private static let limit = 10_000

    private let state = Mutex(State())

    /// The user with an id.
    func user(id: String, in tenant: Tenant) -> Tenant.User? {
        all(tenant).first { $0.userId.utf8.elementsEqual(id.utf8) }
    }

    /// The user with an email, in any letter case, or with a user name or an id.
    func user(named name: String, in tenant: Tenant) -> Tenant.User? {
        let folded = Self.folded(name)
        let users = all(tenant)
        return users.first { Self.folded($0.email) == folded }
            ?? users.first { $0.username == name || $0.userId == name }
    }

    private func all(_ tenant: Tenant) -> [Tenant.User] {
        tenant.users + state.withLock { $0.signedUp }
    }

    private static func folded(_ text: String) -> [UInt8] {
        text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
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
            state.hashes[user.userId]
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
                Self.folded($0.email) == Self.folded(user.email)
                    || (user.username != nil && $0.username == user.username)
            }
            guard !isTaken, state.signedUp.count < Self.limit else { return false }
            state.signedUp.append(user)
            state.hashes[user.userId] = password
            return true
        }
    }

    /// A ticket for a link that changes a user's password, good for one change.
    func resetTicket(for user: Tenant.User) -> String {
        let ticket = newSecret()
        state.withLock { state in
            if state.resets.count >= 1000 { state.resets.removeAll() }
            state.resets[ticket] = user.userId
        }
        return ticket
    }

    /// Whose password a ticket may change.
    func owner(ofTicket ticket: String, in tenant: Tenant) -> Tenant.User? {
        state.withLock { $0.resets[ticket] }.flatMap { user(id: $0, in: tenant) }
    }

    /// Changes a password, and uses the ticket up.
    ///
    /// - Returns: Whether the ticket was good.
    func changePassword(ticket: String, to password: PasswordHash) -> Bool {
        state.withLock { state in
            guard let userId = state.resets.removeValue(forKey: ticket) else { return false }
            state.hashes[userId] = password
            return true
        }
    }
}
