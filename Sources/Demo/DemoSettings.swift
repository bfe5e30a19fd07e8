// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
package import GatewayModel

/// What the page has to know of the gateway and of the issuer: `/demo/config.json`.
package struct DemoSettings: Sendable, Hashable {
    /// The name by which the gateway is called.
    package var host: String
    package var port: UInt16
    /// The page's second port; `nil` when there is none.
    package var otherPort: UInt16?
    package var issuerPort: UInt16
    /// Of the application that the page is.
    package var clientId: String
    package var audience: String
    package var stagePath: String
    /// What "Ping" calls, and "Call Private"; below the stage.
    package var publicPath: String?
    package var privatePath: String?
    /// Who can log in.
    package var users: [User]

    package struct User: Sendable, Hashable {
        package var name: String
        package var email: String

        package init(name: String, email: String) {
            self.name = name
            self.email = email
        }
    }

    /// - Parameters:
    ///   - api: What is served; the page calls its first open GET, and its first guarded one.
    ///   - tenant: Where one logs in. The page is its `local-spa`, or else its first application of that kind.
    ///   - audience: Of the tokens that are asked for.
    ///   - issuerPort: Where to log in.
    ///   - host: The name by which the gateway is called.
    ///   - port: The gateway's, and
    ///   - otherPort: the page's second one.
    package init(
        _ api: API,
        tenant: Tenant = .usual,
        audience: String,
        issuerPort: UInt16,
        host: String,
        port: UInt16,
        otherPort: UInt16?
    ) {
        self.host = host
        self.port = port
        self.otherPort = otherPort
        self.issuerPort = issuerPort
        self.audience = audience
        stagePath = api.stagePath
        publicPath = api.firstPath { $0 == .public }
        privatePath = api.firstPath { $0 != .public }
        users = tenant.users.filter { !$0.isBlocked }.map { User(name: $0.name, email: $0.email) }
        let known = tenant.application(clientId: Self.usualClientId)
        clientId = (known ?? tenant.applications.first { $0.type == .singlePage })?.clientId ?? Self.usualClientId
    }

    private static let usualClientId = "local-spa"

    /// The page, as one calls it.
    package func url(isSecure: Bool = false) -> String { origin(port, isSecure) + "/" }

    /// The same page, of another origin.
    package func otherURL(isSecure: Bool = false) -> String? { otherPort.map { origin($0, isSecure) + "/" } }

    /// What the page reads.
    ///
    /// - Parameters:
    ///   - isSecure: Whether it came over TLS: an https page must not call http (W3C, Mixed Content), and an http page and an
    ///     https issuer are cross-site, so that a silent login would have no cookie.
    ///   - isOtherOrigin: Whether it came from the second port.
    /// - Returns: An object.
    func json(isSecure: Bool, isOtherOrigin: Bool) -> JSONValue {
        [
            "api": .string("\(origin(port, isSecure))\(stagePath)"),
            "publicPath": publicPath.map { .string($0) } ?? .null,
            "privatePath": privatePath.map { .string($0) } ?? .null,
            "issuer": .string("\(isSecure ? "https" : "http")://localhost:\(issuerPort)/"),
            "clientId": .string(clientId),
            "audience": .string(audience),
            "isOtherOrigin": .bool(isOtherOrigin),
            "home": .string(url(isSecure: isSecure)),
            "otherHome": otherURL(isSecure: isSecure).map { .string($0) } ?? .null,
            "users": .array(users.map { ["name": .string($0.name), "email": .string($0.email)] }),
        ]
    }

    private func origin(_ port: UInt16, _ isSecure: Bool) -> String {
        "\(isSecure ? "https" : "http")://\(host):\(port)"
    }
}

extension API {
    /// The first GET without variables of some access.
    fileprivate func firstPath(where matches: (Route.Access) -> Bool) -> String? {
        routes.first { $0.method == .exactly(.get) && $0.path.isFixed && matches($0.access) }?.path.description
    }
}
