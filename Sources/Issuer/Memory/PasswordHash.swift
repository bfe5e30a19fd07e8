// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE

/// A password as it is kept: scrypt of it, with a salt of its own (RFC 7914).
struct PasswordHash: Sendable {
    private let salt: [UInt8]
    private let hash: [UInt8]

    init(of password: String) {
        salt = SecureRandom.bytes(16)
        hash = Scrypt.hash(password.utf8, salt: salt)
    }

    /// Of a password that nobody knows.
    static let nobodys = PasswordHash(of: newSecret())

    func matches(_ password: String) -> Bool {
        constantTimeEquals(Scrypt.hash(password.utf8, salt: salt), hash)
    }
}
