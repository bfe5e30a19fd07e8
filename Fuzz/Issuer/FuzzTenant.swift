// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayIssuer
import GatewayModel
import GatewayTime
import Logging

/// The tenant that is spoken to, and an issuer of it for each input.
enum FuzzTenant {
    static let callbacks = ["https://app.example/callback", "https://app.example/c?d=1", "com.example.app://callback"]
    static let logoutURLs = ["https://app.example/bye", "https://app.example/bye?b=1"]

    private static let tenant = Tenant(
        friendlyName: "A & <b>",
        defaultAudience: "https://api.example/",
        allowedLogoutURLs: AllowedURLs(logoutURLs),
        apis: [Tenant.API(identifier: "https://api.example/", name: "API", allowsOfflineAccess: true)],
        applications: [
            Tenant.Application(
                clientId: "page",
                name: "\"Page\" <i>",
                type: .singlePage,
                callbacks: AllowedURLs(callbacks, allowsLoopback: true),
                allowedLogoutURLs: AllowedURLs(logoutURLs, allowsLoopback: true),
                webOrigins: .loopback,
                grantTypes: [.authorizationCode, .implicit, .refreshToken, .password, .passwordRealm]
            ),
            Tenant.Application(
                clientId: "secretive",
                clientSecret: "secret",
                name: "Server",
                type: .regularWeb,
                callbacks: AllowedURLs(callbacks),
                allowedLogoutURLs: AllowedURLs(logoutURLs),
                grantTypes: Set(Tenant.Application.GrantType.allCases),
                clientGrants: [Tenant.Application.ClientGrant(audience: "https://api.example/")]
            ),
        ],
        users: [
            Tenant.User(userId: "auth0|1", email: "mary@example.com", password: "mary", name: "Mary '<u>' & \"Co\"")
        ]
    )

    /// Beside what the targets learn, so that it is made once.
    private static let key: SigningKey = {
        let checkout = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return SigningKey(in: StateDirectory(path: "/\(checkout)/.build/fuzz/issuer"))
    }()

    static func issuer() -> Issuer {
        Issuer(
            names: IssuerNames(),
            tenant: tenant,
            key: key,
            time: .system,
            logger: Logger(label: "issuer") { _ in LogJudge() }
        )
    }
}

/// Holds that whatever strangers write stays on its line of the log, and shows what it is.
private struct LogJudge: LogHandler {
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let text = event.message.description
        require(isOneLine(text), "what is logged stays on its line: \(text.debugDescription)")
    }
}
