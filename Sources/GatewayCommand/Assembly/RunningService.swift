// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayFiles
import GatewayIssuer
import GatewayLambda
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging

/// How a project is served.
struct ServiceSettings {
    var host = "localhost"
    /// 0 takes a free one, here as below.
    var port: UInt16 = 0
    var issuerPort: UInt16 = 0
    /// Whether the issuer serves callers beyond this machine, too.
    var issuesForOthers = false
    /// Certificates to trust beside the system's, when keys are fetched.
    var caFile: String?
    /// The form of all that is said on standard error.
    var logFormat = LogFormat.text
    /// Whether requests are among that.
    var logsRequests = true
    /// The demo's own port; `nil`: no demo, whatever the definition says.
    var demoPort: SidePort?
    /// Where functions can be invoked directly.
    var lambdaPort = SidePort.free
    /// What functions get of this process's environment beside what every function gets.
    var passedNames: [String] = []
    /// Whether what is saved of their code is used from then on.
    var watchesCode = true
}

/// A project that is served: the issuer if it is needed, and the gateway.
struct RunningService {
    let served: Served
    let gateway: Gateway
    let origins: TokenOrigins
    let output: LogOutput
    /// `nil` when none is to be served.
    let demo: Demo?
    let functions: FunctionHost
    let invokePort: InvokePort
    let authority: LocalAuthority
    private let log: RequestLog
    private let logger: Logger

    private var issuer: EmbeddedIssuer { origins.embedded }

    /// Starts both.
    ///
    /// - Returns: The service, which answers already.
    /// - Throws: ``Refusal``, ``SystemError``, and the code to leave with when what is wrong was printed.
    static func start(_ project: Project, _ settings: ServiceSettings) async throws -> RunningService {
        let loopCount = EventLoopGroup.coreCount
        let output = LogOutput(format: settings.logFormat)
        let log = RequestLog(output: output, loopCount: loopCount)
        let group = try EventLoopGroup(count: loopCount, time: .system) { log.flush(loopIndex: $0) }
        let logger = Logger(label: "gateway") { _ in StandardErrorLogHandler(output: output) }
        let authority = LocalAuthority(logger: logger)
        let serverSettings = ServerSettings(tls: tls(authority, logger), logger: logger)

        let ports = Ports(host: settings.host, addresses: try await HostAddresses.resolve(settings.host))
        try HostAddresses.warn(of: settings.host, ports.addresses, serving: project)
        // The issuer has to be there first, but the port of the API is the one that people think of.
        try await ports.probe(settings.port, option: "--port")
        let issuer = EmbeddedIssuer(
            ports,
            port: settings.issuerPort,
            stateDirectory: project.files.stateDirectory,
            access: IssuerAccess(servesOthers: settings.issuesForOthers, host: settings.host),
            group: group,
            settings: serverSettings,
            logger: issuerLogger(output, isHeard: settings.logsRequests)
        )
        // A gateway and its functions are on one loop: then a call changes no thread.
        let home = group.loops[0]
        let functions = FunctionHost(
            project,
            passedNames: settings.passedNames,
            watchesCode: settings.watchesCode,
            loop: home,
            logger: logger,
            log: settings.logsRequests ? functionLog(log, on: home) : nil
        )
        try functions.check(project)
        let invokePort = InvokePort(
            settings.lambdaPort,
            // Whoever reaches it runs functions without being asked for anything: this machine alone, whatever --host says.
            Ports(host: "localhost", addresses: try await HostAddresses.resolve("localhost")),
            functions: functions,
            identity: project.api.identity,
            group: group,
            home: home,
            settings: serverSettings
        )
        let origins = TokenOrigins(
            embedded: issuer,
            keys: TokenKeys(group: group, client: try .forKeys(group, caFile: settings.caFile))
        )
        var tokens = try await origins.accepted(by: project)
        tokens.parts.remoteFunctions = await functions.deploy(project)
        let demo = settings.demoPort.map { Demo($0, ports, group: group, settings: serverSettings) }
        let listener: any TraceListener = settings.logsRequests ? log : NoRequestLog()
        let gateway = try await startGateway(
            project,
            tokens,
            ports,
            group,
            home: home,
            serverSettings,
            port: settings.port,
            listener: demo?.listener(listener) ?? listener,
            beside: demo?.beside
        )
        let served = Served(project: project, tokens: tokens, since: TimeSource.system.now())
        let warnings = [try await demo?.follow(served, gateway), try await invokePort.follow(project)]
        for case let warning? in warnings { Terminal.printError("warning: \(warning)") }
        return RunningService(
            served: served,
            gateway: gateway,
            origins: origins,
            output: output,
            demo: demo,
            functions: functions,
            invokePort: invokePort,
            authority: authority,
            log: log,
            logger: logger
        )
    }

    /// Answers what was accepted, stops, and writes the rest of the log.
    func stop() async {
        let patience = Task { await tellWhoWaits() }
        async let gatewayEnd: Void = gateway.stop()
        async let issuerEnd: Void = issuer.stop()
        async let demoEnd: Void? = demo?.stop()
        async let invokeEnd: Void = invokePort.stop()
        _ = await (gatewayEnd, issuerEnd, demoEnd, invokeEnd)
        patience.cancel()
        // Nobody calls them any more.
        await functions.fleet.stop()
        log.finish()
    }

    private static func functionLog(_ log: RequestLog, on loop: EventLoop) -> FunctionLogSink {
        { name, line in
            log.record(FunctionLogLine(functionName: name, line: line), loopIndex: loop.index)
        }
    }

    private static func startGateway(
        _ project: Project,
        _ tokens: AcceptedTokens,
        _ ports: Ports,
        _ group: EventLoopGroup,
        home: EventLoop,
        _ settings: ServerSettings,
        port: UInt16,
        listener: any TraceListener,
        beside: Beside?
    ) async throws -> Gateway {
        var started: Gateway?
        do {
            try await ports.bind(port, option: "--port") { addresses in
                let gateway = try await Gateway.start(
                    project.apis,
                    parts: tokens.parts,
                    on: addresses,
                    group: group,
                    home: home,
                    settings: settings,
                    listener: listener,
                    beside: beside
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

    /// What the issuer decides is said where requests are.
    private static func issuerLogger(_ output: LogOutput, isHeard: Bool) -> Logger {
        var logger = Logger(label: "issuer") { _ in StandardErrorLogHandler(output: output) }
        logger.logLevel = isHeard ? .notice : .warning
        return logger
    }

    /// A certificate of this run for localhost, made when the first client speaks TLS.
    ///
    /// The user's own authority signs it, so that one who trusts that authority trusts each run.
    private static func tls(_ authority: LocalAuthority, _ logger: Logger) -> LazyTLSContext {
        LazyTLSContext(logger: logger) {
            let leaf = try authority.certificateAuthority().issue()
            return try TLSContext.server(certificate: leaf.certificate, privateKey: leaf.privateKey)
        }
    }

    /// Says something beside the requests, whatever is heard of those.
    func tell(_ notice: String) {
        logger.warning("\(notice)")
    }

    private var connectionCount: Int {
        gateway.connectionCount + issuer.connectionCount + invokePort.connectionCount + (demo?.connectionCount ?? 0)
    }

    /// Says, after a second, why the end takes longer.
    ///
    /// Through the log's queue, so that it tears no line of it.
    private func tellWhoWaits() async {
        do {
            try await Task.sleep(for: .seconds(1))
        } catch {
            return  // Everybody went in time.
        }
        logger.warning(
            "waiting for connections to end; interrupt again to end at once",
            metadata: [
                "connections": "\(connectionCount)"
            ]
        )
    }
}
