// SPDX-License-Identifier: Apache-2.0

import GatewayDemo
import GatewayEmulator
import GatewayModel
import GatewayTime
import GatewayTransport
import Synchronization

/// The demo front end of a service: on the gateway's port, beside the API, and on one of its own, from where the API is of
/// another origin.
///
/// It comes and goes with the definition. The port of its own is taken when the page is first served, and then stays.
final class Demo: Sendable {
    private let site: DemoSite
    private let server: Server
    private let ports: Ports
    private let port: SidePort
    private let otherPort = Mutex<OtherPort>(.notTried)

    static let usualPort: UInt16 = 3003

    private enum OtherPort {
        case notTried
        case taken
        case has(UInt16)

        var number: UInt16? { if case .has(let number) = self { number } else { nil } }
    }

    init(_ port: SidePort, _ ports: Ports, group: EventLoopGroup, settings: ServerSettings) {
        site = DemoSite(decisions: RecentDecisions(loopCount: group.loops.count))
        server = Server(group: group, handler: DemoPort(site), time: .system, settings: settings)
        self.port = port
        self.ports = ports
    }

    /// What the gateway has on its own port.
    var beside: Beside {
        { [site] request in site.answer(request, isOtherOrigin: false) }
    }

    /// A listener that keeps the decisions that the page asks after, beside what another one does.
    func listener(_ other: any TraceListener) -> any TraceListener {
        DecisionKeeper(decisions: site.decisions, other: other)
    }

    /// Serves the page if a project wants it, and else no longer.
    ///
    /// - Parameters:
    ///   - served: What is served.
    ///   - gateway: Who serves it.
    /// - Returns: What is worth a warning.
    /// - Throws: ``Refusal`` when a port that the user named cannot be had.
    func follow(_ served: Served, _ gateway: Gateway) async throws -> String? {
        // A tenant would not know the page.
        guard served.project.api.servesDemo, served.tokens.issuer != nil,
            let issuerPort = URLPort.of(served.tokens.settings.issuer)
        else {
            site.use(nil)
            return nil
        }
        let warning = try await listen()
        let settings = DemoSettings(
            served.project.api,
            tenant: served.project.tenant,
            audience: served.tokens.settings.audience,
            issuerPort: issuerPort,
            host: ports.nameToCall,
            port: gateway.port,
            otherPort: otherPort.withLock { $0.number }
        )
        site.use(settings)
        return warning ?? unknownCallback(settings, served.project)
    }

    /// A tenant that somebody wrote need not know the page: it would log in, and end at "Callback URL mismatch".
    private func unknownCallback(_ settings: DemoSettings, _ project: Project) -> String? {
        let callback = settings.url() + "callback"
        let callbacks = project.tenant.application(clientId: settings.clientId)?.callbacks
        guard let callbacks, !callbacks.allowsLoopback, !callbacks.exact.contains(callback) else { return nil }
        return "the demo cannot log in: add \(callback) to the callbacks of \(settings.clientId) in "
            + "\(project.files.tenantPlace), or serve with --no-demo"
    }

    private func listen() async throws -> String? {
        guard case .notTried = otherPort.withLock({ $0 }) else { return nil }
        do {
            let number = try await ports.bind(port.number, option: "--demo-port") { addresses in
                try await server.listen(on: addresses)
            }
            otherPort.withLock { $0 = .has(number) }
            return nil
        } catch let refusal as Refusal where !port.isNamed {
            otherPort.withLock { $0 = .taken }
            return "the demo has no second origin: \(refusal.reason)"
        }
    }

    /// Where the page is; `nil` while it is not served.
    var current: DemoSettings? { site.current }

    var connectionCount: Int { server.connectionCount }

    func stop() async {
        await server.drain()
    }
}

/// Hands traces on, and what the page may ask after to the page.
private struct DecisionKeeper: TraceListener {
    let decisions: RecentDecisions
    let other: any TraceListener

    func record(_ trace: Trace, loopIndex: Int) {
        other.record(trace, loopIndex: loopIndex)
        decisions.record(trace, loopIndex: loopIndex) { trace.appendWhy(to: &$0) }
    }
}
