// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayTime

/// The claims of an access token, in the form in which Auth0 writes them.
///
/// - Source: Auth0 documentation, "Access Token Profiles", the Auth0 profile.
package struct AccessToken: Sendable {
    package var issuer: String
    package var audience: String
    package var subject: String
    /// The application that it was issued to: `azp`.
    package var clientId: String
    /// Separated by spaces; `nil` for none.
    package var scope: String?
    /// How it was got, where Auth0 says so: `client-credentials`.
    package var grantType: String?
    package var lifetimeSeconds: Int64
    /// Further claims; they win over those above.
    package var claims = JSONObject()

    /// - Source: Auth0 documentation, "Update Access Token Lifetime".
    package static let defaultLifetimeSeconds: Int64 = 86_400

    package init(
        issuer: String,
        audience: String,
        subject: String,
        clientId: String,
        scope: String? = nil,
        grantType: String? = nil,
        lifetimeSeconds: Int64 = Self.defaultLifetimeSeconds
    ) {
        self.issuer = issuer
        self.audience = audience
        self.subject = subject
        self.clientId = clientId
        self.scope = scope
        self.grantType = grantType
        self.lifetimeSeconds = lifetimeSeconds
    }

    /// The claims of a token that is issued now.
    package func claims(now: Timestamp) -> JSONObject {
        let issuedAt = now.secondsSince1970
        var object = JSONObject([
            "iss": .string(issuer),
            "sub": .string(subject),
            "aud": .string(audience),
            "iat": .number(JSONNumber(issuedAt)),
            "exp": .number(JSONNumber(issuedAt + lifetimeSeconds)),
        ])
        if let scope { object["scope"] = .string(scope) }
        if let grantType { object["gty"] = .string(grantType) }
        object["azp"] = .string(clientId)
        for member in claims.members {
            object[member.name] = member.value
        }
        return object
    }
}
