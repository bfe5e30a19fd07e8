// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayFiles
import GatewayTime
import GatewayTransport
import Logging

/// `gateway serve`: the issuer if it is needed, the gateway, what is saved while they run, and the end of it all.
struct Service {
    let project: Project
    let options: Serve
    /// `nil` when nobody is to look at the files again.
    let watch: FileWatch?

    func run() async throws {
        let loopCount = EventLoopGroup.coreCount
        let output = LogOutput(format: options.logFormat)
        let log = RequestLog(output: output, loopCount: loopCount)
        let group = try EventLoopGroup(count: loopCount, time: .system) { log.flush(loopIndex: $0) }
        let logger = Logger(label: "gateway") { _ in StandardErrorLogHandler(output: output) }
        let settings = ServerSettings(tls: Self.tls, logger: logger)

        try Announcement.removeReadyFile(options)
        let ports = Ports(host: options.host, addresses: try await HostAddresses.resolve(options.host))
        // The issuer has to be there first, but the port of the API is the one that people think of.
        try await ports.probe(options.port, option: "--port")
        let issuer = EmbeddedIssuer(
            ports,
            port: options.issuerPort,
            stateDirectory: project.files.stateDirectory,
            group: group,
            settings: settings
        )
        let origins = TokenOrigins(
            embedded: issuer,
            keys: TokenKeys(group: group, client: try .forKeys(group, caFile: options.caFile))
        )
        let tokens = try await origins.accepted(by: project)
        let gateway = try await startGateway(tokens, ports, group, settings, log)
        let served = Served(project: project, tokens: tokens, since: TimeSource.system.now())
        let announcement = try Announcement(served, gateway: gateway, options: options)
        let reloader = Reloader(
            served,
            gateway: gateway,
            origins: origins,
            announcement: announcement,
            report: ReloadReport(output: output)
        )
        let reloading = watch.map(reloader.follow)

        await Interrupts.first()
        reloading?.cancel()
        await reloading?.value
        let patience = Task {
            await tellWhoWaits(logger) { gateway.connectionCount + issuer.connectionCount }
        }
        async let gatewayEnd: Void = gateway.stop()
        async let issuerEnd: Void = issuer.stop()
        _ = await (gatewayEnd, issuerEnd)
        patience.cancel()

        log.finish()
        try announcement.end()
    }

    private func startGateway(
        _ tokens: AcceptedTokens,
        _ ports: Ports,
        _ group: EventLoopGroup,
        _ settings: ServerSettings,
        _ log: RequestLog
    ) async throws -> Gateway {
        var started: Gateway?
        do {
            try await ports.bind(options.port, option: "--port") { addresses in
                let gateway = try await Gateway.start(
                    project.api,
                    parts: tokens.parts,
                    on: addresses,
                    group: group,
                    settings: settings,
                    listener: log
                )
                started = gateway
                return gateway.addresses
            }
        } catch let error as DeploymentError {
            throw Refusal(Exit.badDefinition, "\(project.files.definition): \(error)")
        }
        guard let started else { throw Refusal(Exit.internalError, "the gateway did not start") }
        return started
    }

    /// A certificate of this run for localhost, made when the first client speaks TLS.
    private static let tls = LazyTLSContext {
        let made = try SelfSignedCertificate.forLocalhost()
        return try TLSContext.server(certificate: made.certificate, privateKey: made.privateKey)
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
}
