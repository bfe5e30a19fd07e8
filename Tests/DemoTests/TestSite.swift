// SPDX-License-Identifier: Apache-2.0

import GatewayDemo
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging
import TestSupport

/// A page's second port, on a free one of 127.0.0.1.
struct TestSite {
    let site: DemoSite
    fileprivate let port: UInt16

    /// Sends one request on a connection of its own.
    func ask(_ requestLine: String, _ fields: String..., host: String = "localhost:3003") async throws -> RawResponse {
        let connection = try await RawConnection.open(port: port)
        let head = (["\(requestLine) HTTP/1.1", "Host: \(host)"] + fields).joined(separator: "\r\n")
        try await connection.send(head + "\r\n\r\n")
        let response = try await connection.response(isHead: requestLine.hasPrefix("HEAD "))
        await connection.close()
        return response
    }

    static func settings() throws -> DemoSettings {
        let api = API(
            stage: "dev",
            routes: [
                try route("/items/{id}", .public), try route("/public", .public),
                try route("/private", .private(authorizer: "guard")),
                try route("/other", .private(authorizer: "guard")),
            ],
            authorizers: []
        )
        return DemoSettings(
            api,
            audience: "https://api.example.com",
            issuerPort: 3443,
            host: "localhost",
            port: 3000,
            otherPort: 3003
        )
    }

    private static func route(_ path: String, _ access: Route.Access) throws -> Route {
        Route(
            method: .exactly(.get),
            path: try PathTemplate(parsing: path),
            access: access,
            handler: .builtIn(.public)
        )
    }
}

/// The loop that all sites of this process share.
private let siteLoops: EventLoopGroup = {
    do {
        return try EventLoopGroup(count: 1, time: .system)
    } catch {
        fatalError("no event loop for the sites of the tests: \(error)")
    }
}()

/// Serves a page, lends it, and stops it.
func withSite(_ body: (TestSite) async throws -> Void) async throws {
    let site = DemoSite(decisions: RecentDecisions(loopCount: 1))
    site.use(try TestSite.settings())
    var settings = ServerSettings(logger: Logger(label: "test"))
    settings.drainGrace = .milliseconds(1)
    // On a machine that is busy with other tests, who has connected may be silent for long.
    settings.limits.headTime = .seconds(3600)
    let server = Server(group: siteLoops, handler: DemoPort(site), time: .system, settings: settings)
    let port = try await server.listen(on: [.loopbackV4(port: 0)]).first?.port ?? 0
    do {
        try await body(TestSite(site: site, port: port))
        await server.drain()
    } catch {
        await server.drain()
        throw error
    }
}
