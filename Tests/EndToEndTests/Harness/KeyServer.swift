// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GatewayJOSE
import GatewayJSON
import Glibc
import Synchronization
import TestSupport

/// The server of a tenant's keys, which behaves as a test says: well or badly, one client after the other.
final class KeyServer: Sendable {
    var port: UInt16 { socket.port }
    private let socket: BoundPort
    private let state: Mutex<State>
    private let permits = DispatchSemaphore(value: 0)
    private let hasStopped = DispatchGroup()

    private struct State {
        var behaviour: Behaviour
        var requests = 0
        var client: Int32 = -1
        var isStopping = false
    }

    /// What it does with a client.
    enum Behaviour: Sendable {
        case answers([UInt8])
        /// Ends the connection as a crashed host does, after the request was read.
        case resets
        /// Sends what it has, and then nothing until the client goes.
        case stops(after: [UInt8])
        /// Sends a byte each time that ``letByteThrough()`` is called.
        case trickles([UInt8])

        /// A whole HTTP answer.
        static func answers(_ status: String, _ body: [UInt8], fields: [String] = []) -> Behaviour {
            let head = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)"] + fields
            return .answers(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        }

        /// The JWKS with these keys.
        static func publishes(_ signers: [TokenSigner]) -> Behaviour {
            .answers("200 OK", JSONValue.object(JWKSet(signers.map(\.jwk)).object).compactBytes)
        }
    }

    var url: String { "http://127.0.0.1:\(port)/.well-known/jwks.json" }

    /// How many requests have come.
    var requestCount: Int { state.withLock { $0.requests } }

    func behave(_ behaviour: Behaviour) { state.withLock { $0.behaviour = behaviour } }

    func letByteThrough() { permits.signal() }

    init(_ behaviour: Behaviour) throws {
        let bound = try BoundPort()
        guard listen(bound.descriptor, 64) == 0 else { throw Tool.Missing(description: "listen: errno \(errno)") }
        socket = bound
        state = Mutex(State(behaviour: behaviour))
        hasStopped.enter()
        // Not one of Dispatch's, of which there may be none left while many tests wait for processes.
        try BlockingThread.start { [self] in
            serve()
            hasStopped.leave()
        }
    }

    /// Runs one during a test.
    static func run<Result>(
        _ behaviour: Behaviour,
        _ body: (KeyServer) async throws -> Result
    ) async throws -> Result {
        let server = try KeyServer(behaviour)
        do {
            let result = try await body(server)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    func stop() async {
        state.withLock { state in
            state.isStopping = true
            shutdown(socket.descriptor, Int32(SHUT_RDWR))
            if state.client >= 0 { shutdown(state.client, Int32(SHUT_RDWR)) }
        }
        permits.signal()
        await withCheckedContinuation { continuation in
            hasStopped.notify(queue: .global()) { continuation.resume() }
        }
    }

    private func serve() {
        while true {
            let client = accept(socket.descriptor, nil, nil)
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            let isStopping = state.withLock { state in
                state.client = client
                return state.isStopping
            }
            // One that went away before it was accepted is no reason to end.
            if client >= 0, !isStopping { serve(client) }
            state.withLock { $0.client = -1 }
            if client >= 0 { close(client) }
            if isStopping { return }
        }
    }

    private func serve(_ client: Int32) {
        var request: [UInt8] = []
        var byte: UInt8 = 0
        while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard recv(client, &byte, 1, 0) == 1 else { return }
            request.append(byte)
        }
        let behaviour = state.withLock { state in
            state.requests += 1
            return state.behaviour
        }
        switch behaviour {
        case .answers(let bytes):
            _ = send(bytes, to: client)
            // To close is not enough: a process that another test has just started may hold a copy.
            shutdown(client, Int32(SHUT_RDWR))
        case .resets:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(client, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        case .stops(let bytes):
            _ = send(bytes, to: client)
            while recv(client, &byte, 1, 0) == 1 {}
        case .trickles(let bytes):
            for byte in bytes {
                permits.wait()
                guard send([byte], to: client) else { return }
            }
        }
    }

    private func send(_ bytes: [UInt8], to client: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
