// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayTime
import GatewayTransport
import Synchronization

/// The tenant that comes with the gateway: it is started when its tokens are to be accepted, and then stays.
final class EmbeddedIssuer: Sendable {
    private let server: Server
    private let handler = LateHandler()
    private let ports: Ports
    private let port: UInt16
    private let stateDirectory: StateDirectory
    private let started = Mutex<Issuer?>(nil)

    /// - Parameters:
    ///   - ports: Of the host to listen on.
    ///   - port: Which of them; 0 takes a free one.
    ///   - stateDirectory: Where its key is.
    ///   - group: The loops to serve on.
    ///   - settings: Limits, TLS and logger of its server.
    init(
        _ ports: Ports,
        port: UInt16,
        stateDirectory: StateDirectory,
        group: EventLoopGroup,
        settings: ServerSettings
    ) {
        self.ports = ports
        self.port = port
        self.stateDirectory = stateDirectory
        server = Server(group: group, handler: handler, time: .system, settings: settings)
    }

    /// Starts it, unless it runs already.
    ///
    /// - Returns: The issuer.
    /// - Throws: ``Refusal`` when it cannot have its port.
    func start() async throws -> Issuer {
        if let issuer = started.withLock({ $0 }) { return issuer }
        // Its name has its port in it, so a free port has to be had before it can be told its name.
        let port = try await ports.bind(port, option: "--issuer-port") { addresses in
            try await server.listen(on: addresses)
        }
        let issuer = Issuer(
            settings: IssuerSettings(issuer: "https://localhost:\(port)/"),
            key: SigningKey(in: stateDirectory),
            time: .system
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
