// SPDX-License-Identifier: Apache-2.0

import GatewayLambda
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging
import Synchronization

/// The port on which programs invoke functions themselves: `aws lambda invoke --endpoint-url http://localhost:3002`.
///
/// It is taken when there is first a function, and then stays.
final class InvokePort: Sendable {
    private let api: InvokeAPI
    private let server: Server
    private let ports: Ports
    private let port: Port
    private let state = Mutex(State.notTried)

    /// Which port is to be its own.
    struct Port {
        /// 0 takes a free one.
        let number: UInt16
        /// Whether the user named it: then nothing else will do.
        let isNamed: Bool

        static let usual: UInt16 = 3002
        fileprivate static let option = "--lambda-port"
    }

    private enum State {
        case notTried
        case taken
        case has(UInt16)
    }

    init(
        _ port: Port,
        _ ports: Ports,
        functions: FunctionHost,
        identity: APIIdentity,
        group: EventLoopGroup,
        home: EventLoop,
        settings: ServerSettings
    ) {
        self.port = port
        self.ports = ports
        api = InvokeAPI(
            service: functions.fleet,
            access: InvokeAccess(host: ports.host),
            place: InvokeAPI.Place(region: identity.region, accountId: identity.accountId),
            time: .system,
            logger: settings.logger
        )
        var settings = settings
        settings.limits = InvokeAPI.limits
        server = Server(group: group, home: home, handler: api, time: .system, settings: settings)
    }

    /// Its number; `nil` while there is none.
    var number: UInt16? {
        state.withLock { if case .has(let number) = $0 { number } else { nil } }
    }

    /// Listens if a project has functions that run code, and goes on listening.
    ///
    /// - Returns: What is worth a warning.
    /// - Throws: ``Refusal`` when a port that the user named cannot be had.
    func follow(_ project: Project) async throws -> String? {
        guard !project.codeFunctions.isEmpty, case .notTried = state.withLock({ $0 }) else { return nil }
        do {
            let number = try await ports.bind(port.number, option: Port.option) { addresses in
                try await server.listen(on: addresses)
            }
            state.withLock { $0 = .has(number) }
            return nil
        } catch let refusal as Refusal where !port.isNamed {
            state.withLock { $0 = .taken }
            return "functions cannot be invoked directly: \(refusal.reason)"
        }
    }

    var connectionCount: Int { server.connectionCount }

    func stop() async {
        api.close()
        await server.drain()
    }
}
