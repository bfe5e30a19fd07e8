// SPDX-License-Identifier: Apache-2.0

package import GatewayTime
import Glibc
import Logging
import Synchronization

/// An HTTP/1.1 server, with TLS on the same port, on the loops of a group.
package final class Server: Sendable {
    let settings: ServerSettings
    let handler: any RequestHandler
    /// The loops, beginning with this server's own: it accepts there, and clients stay there as long as that will do.
    private let loops: [EventLoop]
    private let time: TimeSource
    private let state: Mutex<State>
    private let draining = Atomic<Bool>(false)

    private struct State {
        var listeners: [Listener] = []
        /// In the order of `loops`.
        var connectionsPerLoop: [Int]
        var spread: Spread
        var terms: ConnectionTerms
        var connectionsAtMost: Int
        var whenEmpty: [CheckedContinuation<Void, Never>] = []

        var connections: Int { connectionsPerLoop.reduce(0, +) }
    }

    /// - Parameters:
    ///   - group: The loops to serve on.
    ///   - home: Which of them is its own; `nil` for the one whose turn it is.
    ///   - handler: What it serves.
    ///   - time: The clock of everything.
    ///   - settings: What it begins with.
    package init(
        group: EventLoopGroup,
        home: EventLoop? = nil,
        handler: any RequestHandler,
        time: TimeSource,
        settings: ServerSettings
    ) {
        let own = group.loops.firstIndex { $0 === home } ?? group.nextPosition()
        loops = Array(group.loops[own...] + group.loops[..<own])
        self.handler = handler
        self.time = time
        self.settings = settings
        state = Mutex(
            State(
                connectionsPerLoop: Array(repeating: 0, count: group.loops.count),
                spread: Spread(limit: group.loops.count),
                terms: ConnectionTerms(settings.limits, drainGrace: settings.drainGrace),
                connectionsAtMost: settings.connectionsAtMost
            )
        )
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
        let listeners = sockets.map { Listener(server: self, loop: loops[0], socket: $0) }
        do {
            for listener in listeners {
                try await listener.loop.call { () throws(SystemError) in try listener.open() }
            }
        } catch {
            await Self.close(listeners)
            throw error
        }
        let isFirst = state.withLock { state in
            defer { state.listeners += listeners }
            return state.listeners.isEmpty
        }
        if isFirst {
            await loops[0].call { [weak self, loop = loops[0]] in
                loop.observeLoad { reading in self?.balance(after: reading) ?? false }
            }
        }
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
        state.withLock { $0.connections < $0.connectionsAtMost }
    }

    /// Has other limits from now on, for clients that come from now on: who is connected keeps those it came under.
    package func use(_ limits: HTTPLimits, connectionsAtMost: Int) {
        state.withLock { state in
            state.terms = ConnectionTerms(limits, drainGrace: settings.drainGrace)
            state.connectionsAtMost = connectionsAtMost
        }
    }

    /// Gives a client to the loop that has the fewest, of those that take clients.
    func take(_ accepted: consuming Socket.Accepted) {
        let (index, terms) = state.withLock { state in
            var index = 0
            for other in 1..<max(1, state.spread.width)
            where state.connectionsPerLoop[other] < state.connectionsPerLoop[index] {
                index = other
            }
            state.connectionsPerLoop[index] += 1
            return (index, state.terms)
        }
        let loop = loops[index]
        let connection = Connection(server: self, loop: loop, accepted: accepted, terms: terms)
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
            state.connectionsPerLoop[place(of: loop)] -= 1
            guard state.connections == 0 else { return [] }
            defer { state.whenEmpty = [] }
            return state.whenEmpty
        }
        for continuation in waiting { continuation.resume() }
    }

    private func place(of loop: EventLoop) -> Int {
        // Indices count within the group that made the loops, which need not be this server's.
        guard let place = loops.firstIndex(where: { $0 === loop }) else {
            preconditionFailure("a connection on a loop that is not its server's")
        }
        return place
    }

    // MARK: - Balance

    /// Takes another loop in, if what the first one has measured asks for it.
    ///
    /// - Returns: Whether there will be anything to balance.
    func balance(after reading: LoadMeter.Reading) -> Bool {
        guard loops.count > 1, !isDraining else { return false }
        if state.withLock({ $0.spread.widen(after: reading) }) { spreadClients() }
        return true
    }

    /// Gives the loop that was added last its share of the first one's clients.
    ///
    /// Those that are between two requests move; the others stay.
    private func spreadClients() {
        loops[0].preconditionOnThread()
        let (target, share) = state.withLock { state in
            let last = state.spread.width - 1
            // It may have clients already, from an earlier time.
            let share = state.connectionsPerLoop[...last].reduce(0, +) / state.spread.width
            return (loops[last], share - state.connectionsPerLoop[last])
        }
        var moved = 0
        for case let connection as Connection in loops[0].handlers() where connection.server === self {
            guard moved < share else { break }
            guard connection.move(to: target) else { continue }
            moved += 1
        }
        state.withLock { state in
            state.connectionsPerLoop[0] -= moved
            state.connectionsPerLoop[state.spread.width - 1] += moved
        }
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

    /// Ends listening: nobody can begin to connect any more, and who is queued is accepted before the sockets are closed.
    private static func close(_ listeners: [Listener]) async {
        for listener in listeners { listener.socket.takeNoMore() }
        for listener in listeners { await listener.loop.call { listener.close() } }
    }

    /// Ends at once: closes every connection, answered or not, and the port.
    package func close() async {
        draining.store(true, ordering: .relaxed)
        let listeners = state.withLock { state in
            defer { state.listeners = [] }
            return state.listeners
        }
        await Self.close(listeners)
        await cut()
        await untilEmpty()
    }

    /// Closes every connection now.
    package func cut() async {
        await tellConnections { $0.cut() }
    }

    private func tellConnections(_ tell: @escaping @Sendable (Connection) -> Void) async {
        // In this order none is missed: connections move from the first loop to a later one only.
        for loop in loops {
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
