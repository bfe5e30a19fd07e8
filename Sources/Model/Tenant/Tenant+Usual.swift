// SPDX-License-Identifier: Apache-2.0

extension Tenant {
    /// The tenant that one has without writing any: an API, an application of each kind, and two people.
    ///
    /// Its secrets are none: it listens on loopback, and its tokens open nothing but the gateway beside it.
    package static let usual = Tenant(
        defaultAudience: usualAudience,
        allowedLogoutURLs: .loopback,
        apis: [
            API(
                identifier: usualAudience,
                name: "Local API",
                allowsOfflineAccess: true,
                roles: [
                    API.Role("admin", permissions: ["read:messages", "write:messages", "delete:messages"]),
                    API.Role("customer", permissions: ["read:messages"]),
                ]
            )
        ],
        applications: [
            Application(
                clientId: "local-spa",
                name: "Local web page",
                type: .singlePage,
                callbacks: .loopback,
                allowedLogoutURLs: .loopback,
                webOrigins: .loopback,
                grantTypes: [.authorizationCode, .implicit, .refreshToken, .password, .passwordRealm]
            ),
            Application(
                clientId: "local-client",
                clientSecret: "local-secret",
                name: "Local application",
                type: .regularWeb,
                callbacks: .loopback,
                allowedLogoutURLs: .loopback,
                webOrigins: .loopback,
                grantTypes: Set(Application.GrantType.allCases),
                clientGrants: [Application.ClientGrant(audience: usualAudience)]
            ),
        ],
        users: [
            User(
                userId: "auth0|65a1c0ffee5eed0000000001",
                email: "mary@example.com",
                password: "mary",
                name: "Mary Major",
                nickname: "mary",
                givenName: "Mary",
                familyName: "Major",
                roles: ["customer"]
            ),
            User(
                userId: "auth0|65a1c0ffee5eed0000000002",
                email: "ada@example.com",
                password: "ada",
                name: "Ada Admin",
                nickname: "ada",
                givenName: "Ada",
                familyName: "Admin",
                roles: ["admin"]
            ),
        ]
    )

    package static let usualAudience = "https://gateway.localhost/"
}
