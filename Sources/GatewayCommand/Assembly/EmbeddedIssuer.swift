// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging
import Synchronization

/// The tenant that comes with the gateway: it is started when its tokens are to be accepted, and then stays.
final class EmbeddedIssuer: Sendable {
    private let server: Server
    private let handler = LateHandler()
    private let ports: Ports
    private let port: UInt16
    private let stateDirectory: StateDirectory
    private let access: IssuerAccess
    private let logger: Logger
    private let started = Mutex<Issuer?>(nil)

    /// - Parameters:
    ///   - ports: Of the host to listen on.
    ///   - port: Which of them; 0 takes a free one.
    ///   - stateDirectory: Where its key is.
    ///   - access: Who may use it.
    ///   - group: The loops to serve on.
    ///   - settings: Limits, TLS and logger of its server.
    ///   - logger: Who is told what it decides.
    init(
        _ ports: Ports,
        port: UInt16,
        stateDirectory: StateDirectory,
        access: IssuerAccess,
        group: EventLoopGroup,
        settings: ServerSettings,
        logger: Logger
    ) {
        self.ports = ports
        self.port = port
        self.stateDirectory = stateDirectory
        self.access = access
        self.logger = logger
        var settings = settings
        // The login page carries the whole authorization request in its URL, in a third more bytes.
        settings.limits.targetBytes = 32 * 1024
        settings.limits.fieldValueBytes = 48 * 1024
        settings.limits.headBytes = 96 * 1024
        settings.limits.bodyBytes = 256 * 1024
        server = Server(group: group, handler: handler, time: .system, settings: settings)
    }

    /// Starts it, unless it runs already.
    ///
    /// - Parameter tenant: What it is, if it starts now.
    /// - Returns: The issuer.
    /// - Throws: ``Refusal`` when it cannot have its port.
    func start(_ tenant: Tenant) async throws -> Issuer {
        if let issuer = started.withLock({ $0 }) { return issuer }
        // Its name has its port in it, so a free port has to be had before it can be told its name.
        let port = try await ports.bind(port, option: "--issuer-port") { addresses in
            try await server.listen(on: addresses)
        }
        let issuer = Issuer(
            names: IssuerNames(port: port),
            tenant: tenant,
            key: SigningKey(in: stateDirectory),
            access: access,
            time: .system,
            logger: logger
        )
        handler.set(issuer)
        started.withLock { $0 = issuer }
        return issuer
    }

    var connectionCount: Int { server.connectionCount }

    /// Answers what was accepted, then stops.
    func stop() async {
        await server.drain()
    }
}
