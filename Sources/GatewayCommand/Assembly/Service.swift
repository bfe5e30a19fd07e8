// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayEmulator
import GatewayFiles
import GatewayIssuer
import GatewayModel
import GatewayTime
import GatewayTransport
import Glibc
import Logging

/// `gateway serve`: the issuer if it is needed, the gateway, and the end of both.
struct Service {
    let project: Project
    let options: Serve

    func run() async throws {
        let loopCount = EventLoopGroup.coreCount
        let output = LogOutput(format: options.logFormat)
        let log = RequestLog(output: output, loopCount: loopCount)
        let group = try EventLoopGroup(count: loopCount, time: .system) { log.flush(loopIndex: $0) }
        let logger = Logger(label: "gateway") { _ in StandardErrorLogHandler(output: output) }
        let settings = ServerSettings(tls: Self.tls, logger: logger)

        try removeReadyFile()
        let host = try await HostAddresses.resolve(options.host)
        // The issuer has to be there first, but the port of the API is the one that people think of.
        _ = try await bind(options.port, of: host, option: "--port") { addresses in
            try Server.probe(addresses)
            return addresses
        }
        let issuer = try await startIssuer(group, settings, host)
        let tokens = try tokens(group, issuer?.issuer)
        let gateway = try await startGateway(group, settings, host, tokens, log)
        let publication = try publish(gateway, issuer?.issuer, tokens.settings)

        await Interrupts.first()
        let patience = Task {
            await tellWhoWaits(logger) { gateway.connectionCount + (issuer?.server.connectionCount ?? 0) }
        }
        async let gatewayEnd: Void = gateway.stop()
        async let issuerEnd: Void? = issuer?.server.drain()
        _ = await (gatewayEnd, issuerEnd)
        patience.cancel()

        log.finish()
        try removeReadyFile()
        do throws(FileError) {
            try publication.end()
        } catch {
            throw failure(Exit.systemRefused, "\(error)")
        }
    }

    /// Tells other commands and the user that everything is ready.
    private func publish(
        _ gateway: Gateway,
        _ issuer: Issuer?,
        _ tokens: TokenSettings
    ) throws -> RunningServer.Publication {
        let running = RunningServer(
            issuer: tokens.issuer,
            audience: tokens.audience,
            isEmbedded: issuer != nil,
            startedAt: TimeSource.system.now().nanosecondsSince1970
        )
        do throws(FileError) {
            let publication = try running.publish(in: project.files.stateDirectory)
            try ReadyReport(project: project, gateway: gateway, issuer: issuer, options: options).publish()
            return publication
        } catch {
            throw failure(Exit.systemRefused, "\(error)")
        }
    }

    /// One of an earlier run would send a script to ports where nobody is.
    private func removeReadyFile() throws {
        guard let path = options.readyFile else { return }
        do throws(FileError) {
            try File.remove(path)
        } catch {
            throw failure(Exit.systemRefused, "\(error)")
        }
    }

    /// Says, after a second, why the end takes longer.
    ///
    /// Through the log's queue, so that it tears no line of it.
    private func tellWhoWaits(_ logger: Logger, connectionCount: () -> Int) async {
        do {
            try await Task.sleep(for: .seconds(1))
        } catch {
            return  // Everybody went in time.
        }
        logger.warning(
            "waiting for connections to end; interrupt again to end at once",
            metadata: ["connections": "\(connectionCount())"]
        )
    }

    /// A certificate of this run for localhost, made when the first client speaks TLS.
    private static let tls = LazyTLSContext {
        let made = try SelfSignedCertificate.forLocalhost()
        return try TLSContext.server(certificate: made.certificate, privateKey: made.privateKey)
    }

    // MARK: - The issuer

    struct RunningIssuer {
        let issuer: Issuer
        let server: Server
    }

    /// Starts the embedded issuer, unless a real tenant is configured.
    private func startIssuer(
        _ group: EventLoopGroup,
        _ settings: ServerSettings,
        _ host: [SocketAddress]
    ) async throws -> RunningIssuer? {
        guard project.tokenSettings == nil else { return nil }
        // Its name has its port in it, so a free port has to be had before it can be told its name.
        let handler = LateHandler()
        let server = Server(group: group, handler: handler, time: .system, settings: settings)
        let port = try await bind(options.issuerPort, of: host, option: "--issuer-port") { addresses in
            try await server.listen(on: addresses)
        }
        let issuer = Issuer(
            settings: IssuerSettings(issuer: "https://localhost:\(port)/"),
            key: SigningKey(in: project.files.stateDirectory),
            time: .system
        )
        handler.set(issuer)
        return RunningIssuer(issuer: issuer, server: server)
    }

    // MARK: - The gateway

    private func startGateway(
        _ group: EventLoopGroup,
        _ settings: ServerSettings,
        _ host: [SocketAddress],
        _ tokens: TokenParts,
        _ log: RequestLog
    ) async throws -> Gateway {
        var parts = GatewayParts()
        parts.tokens = tokens
        let api = project.api
        var started: Gateway?
        do {
            _ = try await bind(options.port, of: host, option: "--port") { [parts] addresses in
                let gateway = try await Gateway.start(
                    api,
                    parts: parts,
                    on: addresses,
                    group: group,
                    settings: settings,
                    listener: log
                )
                started = gateway
                return gateway.addresses
            }
        } catch let error as DeploymentError {
            throw failure(Exit.badDefinition, "\(project.files.definition): \(error)")
        }
        guard let started else { throw failure(Exit.internalError, "the gateway did not start") }
        return started
    }

    /// What `builtin:auth0` accepts, and where its keys are.
    private func tokens(_ group: EventLoopGroup, _ issuer: Issuer?) throws -> TokenParts {
        let client = HTTPClient(group: group, caFile: options.caFile)
        if options.caFile != nil {
            do throws(ClientError) {
                try client.loadTrust()
            } catch {
                throw failure(Exit.systemRefused, "--ca-file: \(error)")
            }
        }
        let keys = TokenKeys(group: group, client: client)
        let settings: TokenSettings
        if let issuer {
            settings = keys.add(issuer)
        } else if let tenant = project.tokenSettings {
            settings = tenant
        } else {
            preconditionFailure("neither an issuer nor a tenant")
        }
        do throws(DeploymentError) {
            // Not only when an authorizer needs it: a slip in the configuration is a slip.
            _ = try keys.source(at: settings.keys)
        } catch {
            throw failure(Exit.badDefinition, "\(project.files.tokenSettingsSource): jwksUri: \(error)")
        }
        return TokenParts(settings: settings) { location throws(DeploymentError) in try keys.source(at: location) }
    }

    // MARK: - Ports

    /// Binds one port on every address of the host, and explains when it cannot.
    private func bind(
        _ port: UInt16,
        of host: [SocketAddress],
        option: String,
        _ listen: ([SocketAddress]) async throws -> [SocketAddress]
    ) async throws -> UInt16 {
        let addresses = host.map { $0.with(port: port) }
        do {
            return try await listen(addresses).first?.port ?? port
        } catch let error as SystemError
            where addresses.count > 1 && [EADDRNOTAVAIL, EAFNOSUPPORT].contains(error.code)
        {
            // A machine without IPv6 has no ::1.
            return try await bindOnly(addresses[0], option: option, listen)
        } catch let error as SystemError {
            throw refusal(error, port: port, option: option)
        }
    }

    private func bindOnly(
        _ address: SocketAddress,
        option: String,
        _ listen: ([SocketAddress]) async throws -> [SocketAddress]
    ) async throws -> UInt16 {
        do {
            return try await listen([address]).first?.port ?? address.port
        } catch let error as SystemError {
            throw refusal(error, port: address.port, option: option)
        }
    }

    private func refusal(_ error: SystemError, port: UInt16, option: String) -> ExitCode {
        let advice = "try \(option) \(port == .max ? port - 1 : port + 1)"
        let reason: String
        switch (error.code, port) {
        case (EADDRINUSE, 3000): reason = "port 3000 is taken (a React dev server often has it); \(advice)"
        case (EADDRINUSE, 3443): reason = "port 3443 is taken (perhaps by another gateway); \(advice)"
        case (EADDRINUSE, _): reason = "port \(port) is taken; \(advice)"
        case (EACCES, _): reason = "port \(port) needs privileges; use one from 1024 on, for example \(option) 3000"
        default: reason = "cannot listen on port \(port) of \(options.host): \(error)"
        }
        return failure(Exit.systemRefused, reason)
    }
}
