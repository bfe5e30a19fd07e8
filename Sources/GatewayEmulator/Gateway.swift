// SPDX-License-Identifier: Apache-2.0

package import GatewayModel
package import GatewayTime
package import GatewayTransport

/// An API Gateway that serves the APIs of one definition on sockets of this machine.
///
/// Several may live in one process, on the same loops or on their own.
package final class Gateway: Sendable {
    private let server: Server
    private let pipeline: Pipeline
    private let time: TimeSource
    /// What holds where the API says nothing else.
    private let settings: ServerSettings
    /// Where it listens.
    package let addresses: [SocketAddress]

    private init(
        server: Server,
        pipeline: Pipeline,
        time: TimeSource,
        settings: ServerSettings,
        addresses: [SocketAddress]
    ) {
        self.server = server
        self.pipeline = pipeline
        self.time = time
        self.settings = settings
        self.addresses = addresses
    }

    /// Starts serving.
    ///
    /// - Parameters:
    ///   - apis: What to serve; the limits of the first hold for all.
    ///   - parts: What they refer to by name.
    ///   - addresses: Where to listen; port 0 takes a free one.
    ///   - group: The loops to serve on.
    ///   - home: The one on which its functions live, if there are any.
    ///   - settings: TLS and logger of the server, and its limits where the definition has none.
    ///   - listener: Gets the trace of each request.
    ///   - beside: What else is served on its port.
    ///   - time: The clock of everything.
    /// - Returns: The gateway, which serves already.
    /// - Throws: ``DeploymentError`` when the API cannot be served, ``SystemError`` when the addresses cannot be had.
    package static func start(
        _ apis: [API],
        parts: GatewayParts,
        on addresses: [SocketAddress],
        group: EventLoopGroup,
        home: EventLoop? = nil,
        settings: ServerSettings,
        listener: any TraceListener,
        beside: Beside? = nil,
        time: TimeSource = .system
    ) async throws -> Gateway {
        let own = settings.limited(by: apis.first?.limits ?? Limits())
        let pipeline = Pipeline(
            try Stages(apis, parts: parts, time: time),
            listener: listener,
            beside: beside,
            time: time
        )
        let server = Server(group: group, home: home, handler: pipeline, time: time, settings: own)
        let bound = try await server.listen(on: addresses)
        return Gateway(server: server, pipeline: pipeline, time: time, settings: settings, addresses: bound)
    }

    /// How many clients are connected.
    package var connectionCount: Int { server.connectionCount }

    package var port: UInt16 { addresses.first?.port ?? 0 }

    /// Serves another version of the APIs from now on.
    ///
    /// Requests in flight end as they began; caches start empty. Their limits hold for clients that come from now on.
    package func reload(_ apis: [API], parts: GatewayParts) throws(DeploymentError) {
        let own = settings.limited(by: apis.first?.limits ?? Limits())
        pipeline.replace(with: try Stages(apis, parts: parts, time: time))
        server.use(own.limits, connectionsAtMost: own.connectionsAtMost)
    }

    /// Answers what was accepted, then stops.
    package func stop() async {
        await server.drain()
    }
}
