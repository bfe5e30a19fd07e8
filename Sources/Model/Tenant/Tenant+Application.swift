// SPDX-License-Identifier: Apache-2.0

extension Tenant {
    /// An application, which OAuth calls a client.
    package struct Application: Sendable, Hashable {
        package var clientId: String
        /// `nil` for one that can keep none, as a page in a browser (`token_endpoint_auth_method: none`).
        package var clientSecret: String?
        package var name: String
        package var type: Kind
        package var callbacks: AllowedURLs
        package var allowedLogoutURLs: AllowedURLs
        /// Origins of pages that may log in silently (`web_message`) and read answers.
        package var webOrigins: AllowedURLs
        package var grantTypes: Set<GrantType>
        package var refreshToken: RefreshToken
        /// In seconds (`jwt_configuration.lifetime_in_seconds`).
        package var idTokenLifetime: Int64
        /// Which APIs it may have tokens for in its own name (`client_credentials`).
        package var clientGrants: [ClientGrant]

        /// Auth0's `app_type`.
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            case singlePage = "spa"
            case regularWeb = "regular_web"
            case native
            case machineToMachine = "non_interactive"

            /// Whether an application of this kind can keep a secret.
            package var keepsSecrets: Bool { self == .regularWeb || self == .machineToMachine }

            /// - Source: what Auth0's dashboard ticks for a new application of this kind.
            package var usualGrantTypes: Set<GrantType> {
                switch self {
                case .singlePage, .native: [.authorizationCode, .implicit, .refreshToken]
                case .regularWeb: [.authorizationCode, .implicit, .refreshToken, .clientCredentials]
                case .machineToMachine: [.clientCredentials]
                }
            }
        }

        package enum GrantType: String, Sendable, Hashable, CaseIterable {
            case authorizationCode = "authorization_code"
            case implicit
            case refreshToken = "refresh_token"
            case clientCredentials = "client_credentials"
            case password
            case passwordRealm = "http://auth0.com/oauth/grant-type/password-realm"
        }

        package struct RefreshToken: Sendable, Hashable {
            /// `rotation_type: rotating`: each use brings a new one, and the one before is dead.
            package var rotates: Bool
            /// How many seconds the one before still works.
            package var leeway: Int64
            /// In seconds.
            package var lifetime: Int64

            package init(rotates: Bool, leeway: Int64 = 0, lifetime: Int64 = 2_592_000) {
                self.rotates = rotates
                self.leeway = leeway
                self.lifetime = lifetime
            }
        }

        package struct ClientGrant: Sendable, Hashable {
            package var audience: String
            /// `nil`: all that the API has.
            package var scopes: [String]?

            package init(audience: String, scopes: [String]? = nil) {
                self.audience = audience
                self.scopes = scopes
            }
        }

        /// An application; without grant types it has those that are usual for its kind, and its refresh tokens rotate if it
        /// can keep no secret.
        package init(
            clientId: String,
            clientSecret: String? = nil,
            name: String,
            type: Kind,
            callbacks: AllowedURLs = AllowedURLs(),
            allowedLogoutURLs: AllowedURLs = AllowedURLs(),
            webOrigins: AllowedURLs = AllowedURLs(),
            grantTypes: Set<GrantType>? = nil,
            refreshToken: RefreshToken? = nil,
            idTokenLifetime: Int64 = 36_000,
            clientGrants: [ClientGrant] = []
        ) {
            self.clientId = clientId
            self.clientSecret = clientSecret
            self.name = name
            self.type = type
            self.callbacks = callbacks
            self.allowedLogoutURLs = allowedLogoutURLs
            self.webOrigins = webOrigins
            self.grantTypes = grantTypes ?? type.usualGrantTypes
            self.refreshToken = refreshToken ?? RefreshToken(rotates: !type.keepsSecrets)
            self.idTokenLifetime = idTokenLifetime
            self.clientGrants = clientGrants
        }
    }
}
