// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel

/// Somebody who signs up.
struct NewUser: Sendable {
    var email: String
    var username: String?
    var name: String?
    var nickname: String?
    var givenName: String?
    var familyName: String?
    var picture: String?
    var userMetadata = JSONObject()

    /// The database of users that there is, by the name that Auth0 gives to a new tenant's.
    static let connection = "Username-Password-Authentication"

    /// - Parameter email: Kept in small letters, as Auth0 does.
    init(email: String) {
        self.email = String(decoding: email.utf8.map(smallASCII), as: UTF8.self)
    }

    /// As a user of the tenant, with an id that nobody has.
    func user(id: String) -> Tenant.User {
        Tenant.User(
            userId: "auth0|\(id)",
            email: email,
            emailVerified: false,
            username: username,
            name: name,
            nickname: nickname,
            givenName: givenName,
            familyName: familyName,
            picture: picture,
            userMetadata: userMetadata
        )
    }

    /// 24 hexadecimal digits, as ids of Auth0's database have them.
    static func newId() -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: SecureRandom.bytes(12).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    /// Whether what somebody says of himself is no more than is kept: 300 bytes, as Auth0 has it, and 16 KiB of metadata.
    static func isOfUsualSize(_ body: JSONObject) -> Bool {
        let texts = ["username", "name", "nickname", "given_name", "family_name", "picture", "password"]
        return texts.allSatisfy { (body[$0]?.string?.utf8.count ?? 0) <= 300 }
            && (body["user_metadata"]?.compactBytes.count ?? 0) <= 16_384
    }

    /// Whether a text can be an email address: something on both sides of one `@`, and printable ASCII throughout, so that no
    /// two look alike.
    static func isEmail(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
