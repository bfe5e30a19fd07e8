// SPDX-License-Identifier: Apache-2.0

extension Tenant {
    /// An API, which Auth0 calls a resource server: what access tokens are for.
    package struct API: Sendable, Hashable {
        /// The `aud` of its tokens.
        package var identifier: String
        package var name: String
        /// The scopes it has; `nil`: whatever a client asks for is one.
        package var scopes: [Scope]?
        /// `enforce_policies`, in the dashboard "Enable RBAC": a user gets those scopes only that a role or a permission
        /// of his gives him.
        package var enforcesPolicies: Bool
        package var tokenDialect: TokenDialect
        /// In seconds.
        package var tokenLifetime: Int64
        /// In seconds, for tokens that the authorization endpoint hands to a browser itself (implicit, hybrid).
        package var tokenLifetimeForWeb: Int64
        /// Whether `offline_access` may be granted, and with it a refresh token.
        package var allowsOfflineAccess: Bool
        /// What each role permits here.
        package var roles: [Role]

        package struct Scope: Sendable, Hashable {
            package var value: String
            package var description: String?

            package init(_ value: String, description: String? = nil) {
                self.value = value
                self.description = description
            }
        }

        package struct Role: Sendable, Hashable {
            package var name: String
            package var permissions: [String]

            package init(_ name: String, permissions: [String]) {
                self.name = name
                self.permissions = permissions
            }
        }

        /// The form of its access tokens (https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles).
        package enum TokenDialect: String, Sendable, Hashable, CaseIterable {
            case accessToken = "access_token"
            /// With the claim `permissions`.
            case accessTokenWithPermissions = "access_token_authz"
            case rfc9068 = "rfc9068_profile"
            /// With the claim `permissions`.
            case rfc9068WithPermissions = "rfc9068_profile_authz"

            package var hasPermissions: Bool { self == .accessTokenWithPermissions || self == .rfc9068WithPermissions }
            package var isRFC9068: Bool { self == .rfc9068 || self == .rfc9068WithPermissions }
        }

        /// - Source: Auth0's own defaults of a new API.
        package init(
            identifier: String,
            name: String,
            scopes: [Scope]? = nil,
            enforcesPolicies: Bool = false,
            tokenDialect: TokenDialect = .accessToken,
            tokenLifetime: Int64 = 86_400,
            tokenLifetimeForWeb: Int64 = 7_200,
            allowsOfflineAccess: Bool = false,
            roles: [Role] = []
        ) {
            self.identifier = identifier
            self.name = name
            self.scopes = scopes
            self.enforcesPolicies = enforcesPolicies
            self.tokenDialect = tokenDialect
            self.tokenLifetime = tokenLifetime
            self.tokenLifetimeForWeb = tokenLifetimeForWeb
            self.allowsOfflineAccess = allowsOfflineAccess
            self.roles = roles
        }
    }
}
