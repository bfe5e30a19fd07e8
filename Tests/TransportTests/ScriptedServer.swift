// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization
import TestSupport

@testable import GatewayTransport

/// A server that says what it is told to, whatever it is asked; one client after the other.
final class ScriptedServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let requests = Atomic<Int>(0)
    private let client = Atomic<Int32>(-1)

    /// How many requests have come.
    var requestCount: Int { requests.load(ordering: .acquiring) }

    /// What it does after its answer.
    enum Ending {
        case closes
        /// Waits until the client goes.
        case staysOpen
    }

    private init(port: UInt16, listener: Int32) {
        self.port = port
        self.listener = listener
    }

    private func serve(_ answer: [UInt8], pieces: Int, waits: Bool, then ending: Ending) {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            self.client.store(client, ordering: .releasing)
            if waits { readRequest(client) }
            requests.add(1, ordering: .releasing)
            var rest = answer[...]
            while !rest.isEmpty {
                let piece = rest.prefix(pieces)
                rest = rest.dropFirst(pieces)
                _ = piece.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
            if case .staysOpen = ending { readUntilEnd(client) }
            self.client.store(-1, ordering: .releasing)
            Glibc.close(client)
        }
    }

    private func readRequest(_ client: Int32) {
        var request: [UInt8] = []
        var byte: UInt8 = 0
        while !request.suffix(4).elementsEqual("\r\n\r\n".utf8), recv(client, &byte, 1, 0) == 1 {
            request.append(byte)
        }
    }

    private func readUntilEnd(_ client: Int32) {
        var byte: UInt8 = 0
        while recv(client, &byte, 1, 0) == 1 {}
    }

    /// Runs one during a test.
    ///
    /// - Parameters:
    ///   - answer: What it sends after each request's head.
    ///   - pieces: How many bytes it sends at once.
    ///   - waits: Whether it waits for a request before it answers.
    ///   - ending: What it does after its answer.
    ///   - body: The test.
    /// - Returns: What the test answers.
    /// - Throws: What the test throws.
    @discardableResult
    static func run<Result>(
        answering answer: String,
        pieces: Int = .max,
        waits: Bool = true,
        then ending: Ending = .closes,
        _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let socket = try Socket.listen(on: .loopbackV4(port: 0))
        _ = fcntl(socket.raw, F_SETFL, 0)
        let port = try Socket.localAddress(of: socket.raw).port
        let server = ScriptedServer(port: port, listener: socket.raw)
        let hasStopped = DispatchGroup()
        hasStopped.enter()
        try BlockingThread.start {
            server.serve(Array(answer.utf8), pieces: pieces, waits: waits, then: ending)
            hasStopped.leave()
        }
        func stop() async {
            shutdown(socket.raw, Int32(SHUT_RDWR))
            shutdown(server.client.load(ordering: .acquiring), Int32(SHUT_RDWR))
            await withCheckedContinuation { continuation in
                hasStopped.notify(queue: .global()) { continuation.resume() }
            }
        }
        do {
            let result = try await body(server)
            await stop()
            return result
        } catch {
            await stop()
            throw error
        }
    }
}
