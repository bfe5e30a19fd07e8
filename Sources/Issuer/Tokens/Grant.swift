// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// What was granted: to which application, in whose name, for which API.
///
/// Tokens are made of it.
package struct Grant: Sendable {
    package var application: Tenant.Application
    /// `nil`: the application itself.
    package var user: Tenant.User?
    /// `nil`: none, so that the access token opens `/userinfo` only.
    package var api: Tenant.API?
    package var scopes: [String]
    package var way: Way

    /// How it was got.
    package enum Way: Sendable, Hashable {
        case authorizationCode
        /// From the authorization endpoint itself.
        case implicit
        case refreshToken
        case password
        case clientCredentials

        /// The claim `gty` of Auth0's own profile.
        ///
        /// - Source: https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
        var gty: String? {
            switch self {
            case .authorizationCode, .implicit: nil
            case .refreshToken: "refresh_token"
            case .password: "password"
            case .clientCredentials: "client-credentials"
            }
        }
    }

    package init(
        application: Tenant.Application,
        user: Tenant.User? = nil,
        api: Tenant.API? = nil,
        scopes: [String] = [],
        way: Way
    ) {
        self.application = application
        self.user = user
        self.api = api
        self.scopes = scopes
        self.way = way
    }

    /// The `sub` of its tokens.
    package var subject: String { user?.userId ?? "\(application.clientId)@clients" }

    /// `scope`, or `nil` for none.
    package var scope: String? { scopes.isEmpty ? nil : scopes.joined(separator: " ") }

    func has(_ scope: String) -> Bool { scopes.contains { $0.utf8.elementsEqual(scope.utf8) } }

    /// How long an access token of it lasts, in seconds.
    ///
    /// - Source: Auth0 documentation, "Access Token Lifetime": the one for `/userinfo` has a day, or two hours in a browser.
    package var lifetime: Int64 {
        if way == .implicit { return api?.tokenLifetimeForWeb ?? 7_200 }
        return api?.tokenLifetime ?? 86_400
    }
}
