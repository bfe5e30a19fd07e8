// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

extension Tenant {
    /// Somebody who can log in.
    package struct User: Sendable, Hashable {
        /// The `sub` of his tokens: `auth0|` and 24 hexadecimal digits, for example.
        package var userId: String
        package var email: String
        package var emailVerified: Bool
        package var username: String?
        /// As the tenant's file has it; `nil`: he is logged in by a click only.
        ///
        /// The issuer keeps a hash of it.
        package var password: String?
        package var name: String
        package var nickname: String
        package var givenName: String?
        package var familyName: String?
        /// `nil`: a picture with his initials, which the issuer draws itself.
        package var picture: String?
        /// Names of roles; what each permits is said by the APIs.
        package var roles: [String]
        /// What he may do beside what his roles permit.
        package var permissions: [Permission]
        package var appMetadata: JSONObject
        package var userMetadata: JSONObject
        /// Claims of his own, in access tokens and ID tokens.
        package var claims: JSONObject
        /// A user who may not log in.
        package var isBlocked: Bool

        package struct Permission: Sendable, Hashable {
            /// The identifier of the API.
            package var audience: String
            package var name: String

            package init(_ name: String, audience: String) {
                self.name = name
                self.audience = audience
            }
        }

        /// A user; without a name he is called by his email, without a nickname by what stands before its `@`, as Auth0
        /// does.
        package init(
            userId: String,
            email: String,
            emailVerified: Bool = true,
            username: String? = nil,
            password: String? = nil,
            name: String? = nil,
            nickname: String? = nil,
            givenName: String? = nil,
            familyName: String? = nil,
            picture: String? = nil,
            roles: [String] = [],
            permissions: [Permission] = [],
            appMetadata: JSONObject = JSONObject(),
            userMetadata: JSONObject = JSONObject(),
            claims: JSONObject = JSONObject(),
            isBlocked: Bool = false
        ) {
            self.userId = userId
            self.email = email
            self.emailVerified = emailVerified
            self.username = username
            self.password = password
            self.name = name ?? email
            self.nickname = nickname ?? String(decoding: email.utf8.prefix { $0 != UInt8(ascii: "@") }, as: UTF8.self)
            self.givenName = givenName
            self.familyName = familyName
            self.picture = picture
            self.roles = roles
            self.permissions = permissions
            self.appMetadata = appMetadata
            self.userMetadata = userMetadata
            self.claims = claims
            self.isBlocked = isBlocked
        }
    }
}
