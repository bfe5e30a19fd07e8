// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel
import GatewayTime

/// What is told about a user, in ID tokens and at `/userinfo`.
struct UserProfile: Sendable {
    let user: Tenant.User
    let picture: String
    private let updatedAt: Timestamp

    init(_ user: Tenant.User, issuer: String, updatedAt: Timestamp) {
        self.user = user
        picture = user.picture ?? "\(issuer)\(Portrait.path(for: user.name))"
        self.updatedAt = updatedAt
    }

    /// The claims that scopes open (OpenID Connect Core §5.4; Auth0 has scopes that are one claim each, too).
    func claims(for scopes: [String]) -> JSONObject {
        var claims = JSONObject()
        for (name, scope, value) in members where scopes.contains(scope) || scopes.contains(name) {
            claims[name] = value
        }
        return claims
    }

    /// Each claim with the scope that opens it, in Auth0's order.
    private var members: [(name: String, scope: String, value: JSONValue?)] {
        [
            ("given_name", "profile", user.givenName.map(JSONValue.string)),
            ("family_name", "profile", user.familyName.map(JSONValue.string)),
            ("nickname", "profile", .string(user.nickname)),
            ("name", "profile", .string(user.name)),
            ("username", "profile", user.username.map(JSONValue.string)),
            ("picture", "profile", .string(picture)),
            ("updated_at", "profile", .string(updatedAt.iso8601)),
            ("email", "email", .string(user.email)),
            ("email_verified", "email", .bool(user.emailVerified)),
        ]
    }
}
