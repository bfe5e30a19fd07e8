// SPDX-License-Identifier: Apache-2.0

/// An Auth0 tenant: its APIs, its applications, its users, and what is done with their tokens.
///
/// Names are those of Auth0's Management API (https://auth0.com/docs/api/management/v2), in Swift's spelling.
package struct Tenant: Sendable, Hashable {
    /// What the login page calls it.
    package var friendlyName: String
    /// The API that a request without `audience` is for; `nil`: such a request gets a token for `/userinfo` only.
    package var defaultAudience: String?
    /// Where `/v2/logout` without a `client_id` may go.
    package var allowedLogoutURLs: AllowedURLs
    package var apis: [API]
    package var applications: [Application]
    package var users: [User]
    /// In the order in which they are applied.
    package var rules: [Rule]

    package init(
        friendlyName: String = "Local tenant",
        defaultAudience: String? = nil,
        allowedLogoutURLs: AllowedURLs = AllowedURLs(),
        apis: [API] = [],
        applications: [Application] = [],
        users: [User] = [],
        rules: [Rule] = []
    ) {
        self.friendlyName = friendlyName
        self.defaultAudience = defaultAudience
        self.allowedLogoutURLs = allowedLogoutURLs
        self.apis = apis
        self.applications = applications
        self.users = users
        self.rules = rules
    }

    /// The API that the gateway beside the tenant takes itself for, where its definition names none: the default one, or
    /// else the first.
    package var gatewayAudience: String {
        defaultAudience ?? apis.first?.identifier ?? Self.usualAudience
    }

    /// The API with an identifier, compared byte by byte.
    package func api(identifier: String) -> API? {
        apis.first { $0.identifier.utf8.elementsEqual(identifier.utf8) }
    }

    /// The application with a client id, compared byte by byte.
    package func application(clientId: String) -> Application? {
        applications.first { $0.clientId.utf8.elementsEqual(clientId.utf8) }
    }
}

/// URLs, or origins, that a request may name.
///
/// Each is compared as a whole: a list that could be stretched would be an open redirect.
package struct AllowedURLs: Sendable, Hashable {
    package var exact: [String]
    /// Whether every `http:` or `https:` URL whose host is `localhost`, `127.0.0.1` or `[::1]` is allowed, too, whatever its
    /// port and path: for a tenant that nobody has written.
    package var allowsLoopback: Bool

    package init(_ exact: [String] = [], allowsLoopback: Bool = false) {
        self.exact = exact
        self.allowsLoopback = allowsLoopback
    }

    package static let loopback = AllowedURLs(allowsLoopback: true)
}
