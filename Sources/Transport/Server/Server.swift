// SPDX-License-Identifier: Apache-2.0

package import GatewayTime
import Glibc
import Logging
import Synchronization

/// An HTTP/1.1 server, with TLS on the same port, on the loops of a group.
package final class Server: Sendable {
    let settings: ServerSettings
    let handler: any RequestHandler
    private let group: EventLoopGroup
    private let time: TimeSource
    private let state: Mutex<State>
    private let draining = Atomic<Bool>(false)

    private struct State {
        var listeners: [Listener] = []
        var connectionsPerLoop: [Int]
        var whenEmpty: [CheckedContinuation<Void, Never>] = []

        var connections: Int { connectionsPerLoop.reduce(0, +) }
    }

    package init(group: EventLoopGroup, handler: any RequestHandler, time: TimeSource, settings: ServerSettings) {
        self.group = group
        self.handler = handler
        self.time = time
        self.settings = settings
        state = Mutex(State(connectionsPerLoop: Array(repeating: 0, count: group.loops.count)))
    }

    // MARK: - Beginning

    /// Binds addresses and begins to serve.
    ///
    /// - Parameter addresses: With port 0 in the first, all get one free port, the same.
    /// - Returns: The addresses with their ports.
    /// - Throws: ``SystemError`` of `bind` with EADDRINUSE when a port is taken, and others; nothing stays bound then.
    package func listen(on addresses: [SocketAddress]) async throws -> [SocketAddress] {
        let sockets = try Self.bind(addresses)
        let bound = try sockets.map { try Socket.localAddress(of: $0.raw) }
        let listeners = group.loops.flatMap { loop in
            sockets.map { Listener(server: self, loop: loop, socket: $0) }
        }
        do {
            for listener in listeners {
                try await listener.loop.call { () throws(SystemError) in try listener.open() }
            }
        } catch {
            await Self.close(listeners)
            throw error
        }
        state.withLock { $0.listeners += listeners }
        return bound
    }

    /// Binds addresses and lets go of them at once: to learn beforehand whether they can be had.
    ///
    /// It does not listen, because a client that came in this moment would be accepted and then reset.
    ///
    /// - Throws: ``SystemError``, as ``listen(on:)`` does.
    package static func probe(_ addresses: [SocketAddress]) throws(SystemError) {
        for address in addresses { _ = try Socket.bound(to: address) }
    }

    /// A free port of the first address may be taken on the second one: then another is tried.
    private static func bind(_ addresses: [SocketAddress]) throws(SystemError) -> [ListeningSocket] {
        var attempts = 0
        while true {
            attempts += 1
            var sockets: [ListeningSocket] = []
            var port: UInt16 = 0
            do throws(SystemError) {
                for address in addresses {
                    let wanted = address.port == 0 ? address.with(port: port) : address
                    let socket = ListeningSocket(try Socket.listen(on: wanted))
                    port = try Socket.localAddress(of: socket.raw).port
                    sockets.append(socket)
                }
                return sockets
            } catch {
                guard error.code == EADDRINUSE, addresses.first?.port == 0, attempts < 20 else { throw error }
            }
        }
    }

    // MARK: - Connections

    var isDraining: Bool { draining.load(ordering: .relaxed) }

    var hasRoom: Bool {
        state.withLock { $0.connections < settings.connectionsAtMost }
    }

    /// Gives a client to the loop that has the fewest.
    func take(_ accepted: consuming Socket.Accepted, acceptedOn acceptor: EventLoop) {
        let index = state.withLock { state in
            var index = acceptor.index
            for other in state.connectionsPerLoop.indices
            where state.connectionsPerLoop[other] < state.connectionsPerLoop[index] {
                index = other
            }
            state.connectionsPerLoop[index] += 1
            return index
        }
        let loop = group.loops[index]
        let connection = Connection(server: self, loop: loop, accepted: accepted)
        if loop.isCurrent {
            open(connection, on: loop)
        } else {
            loop.execute { self.open(connection, on: loop) }
        }
    }

    private func open(_ connection: Connection, on loop: EventLoop) {
        do {
            try connection.open()
        } catch {
            settings.logger.error("cannot serve a client", metadata: ["error": "\(error)"])
            connectionEnded(on: loop)
        }
    }

    func connectionEnded(on loop: EventLoop) {
        let waiting: [CheckedContinuation<Void, Never>] = state.withLock { state in
            state.connectionsPerLoop[loop.index] -= 1
            guard state.connections == 0 else { return [] }
            defer { state.whenEmpty = [] }
            return state.whenEmpty
        }
        for continuation in waiting { continuation.resume() }
    }

    package var connectionCount: Int { state.withLock { $0.connections } }

    // MARK: - The end

    /// Stops accepting, answers what was accepted, and returns when the last connection is closed.
    ///
    /// Clients that are queued in the kernel are accepted first: closing the socket would reset them. A connection that
    /// is idle gets a moment, because its next request may be on the way.
    package func drain() async {
        draining.store(true, ordering: .relaxed)
        let listeners = state.withLock { state in
            defer { state.listeners = [] }
            return state.listeners
        }
        await Self.close(listeners)
        await tellConnections { $0.drain() }
        let limit = Task { [time, settings] in
            do {
                try await time.sleep(settings.drainTime)
            } catch {
                return  // Everybody went in time.
            }
            await self.tellConnections { $0.cut() }
        }
        await untilEmpty()
        limit.cancel()
    }

    /// Ends listening: nobody can begin to connect any more, one loop after the other lets go, and the last one to do so
    /// accepts who is queued and closes the socket.
    private static func close(_ listeners: [Listener]) async {
        for listener in listeners { listener.socket.takeNoMore() }
        for (position, listener) in listeners.enumerated() {
            let isLast = !listeners[(position + 1)...].contains { $0.socket === listener.socket }
            await listener.loop.call { isLast ? listener.closeSocket() : listener.close() }
        }
    }

    /// Closes every connection now.
    package func cut() async {
        await tellConnections { $0.cut() }
    }

    private func tellConnections(_ tell: @escaping @Sendable (Connection) -> Void) async {
        for loop in group.loops {
            await loop.call {
                for case let connection as Connection in loop.handlers() where connection.server === self {
                    tell(connection)
                }
            }
        }
    }

    private func untilEmpty() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.connections > 0 { state.whenEmpty.append(continuation) }
                return state.connections == 0
            }
            if isEmpty { continuation.resume() }
        }
    }
}
