// SPDX-License-Identifier: Apache-2.0

/// The `user_id` of a user who was given none: it follows from the email, so that it is the same after each start.
enum UserIdentifier {
    /// Of the form that Auth0's database connections give, `auth0|` and 24 hexadecimal digits.
    static func of(email: String) -> String {
        let hash = fnv1a(email.utf8.map(\.asciiLowercase))
        // Fewer bits than there are: the rest is folded in (draft-eastlake-fnv §3, "xor-folding").
        let folded = (hash >> 96) ^ (hash & (1 << 96 - 1))
        let digits = String(folded, radix: 16)
        return "auth0|" + String(repeating: "0", count: 24 - digits.count) + digits
    }

    /// FNV-1a of 128 bits, a plain hash: an id is no secret.
    ///
    /// - Source: http://www.isthe.com/chongo/tech/comp/fnv/ and draft-eastlake-fnv.
    static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt128 {
        let prime: UInt128 = 1 << 88 | 0x13B
        return bytes.reduce(0x6C62_272E_07BB_0142_62B8_2175_6295_C58D) { ($0 ^ UInt128($1)) &* prime }
    }
}
