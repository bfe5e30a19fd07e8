// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization
import TestSupport

@testable import GatewayTransport

/// Somebody in the middle who passes on what one client and its server say, and ends the connection when he likes.
final class CuttingProxy: Sendable {
    let port: UInt16
    private let listener: Int32
    private let target: UInt16
    private let client = Atomic<Int32>(-1)

    private init(port: UInt16, listener: Int32, target: UInt16) {
        (self.port, self.listener, self.target) = (port, listener, target)
    }

    /// Ends the client's connection as if the server had.
    func cut() {
        shutdown(client.load(ordering: .acquiring), Int32(SHUT_WR))
    }

    private func serve() {
        let near = accept(listener, nil, nil)
        guard near >= 0 else { return }
        client.store(near, ordering: .releasing)
        let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            close(near)
            close(far)
        }
        guard SocketAddress.loopbackV4(port: target).withSockaddr({ connect(far, $0, $1) }) == 0 else { return }
        var pair = [
            pollfd(fd: near, events: Int16(POLLIN), revents: 0), pollfd(fd: far, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&pair, 2, -1) > 0 {
            for (from, to) in [(0, 1), (1, 0)] where pair[from].revents != 0 {
                var bytes = [UInt8](repeating: 0, count: 65_536)
                let count = recv(pair[from].fd, &bytes, bytes.count, 0)
                guard count > 0 else { return }
                _ = send(pair[to].fd, bytes, count, Int32(MSG_NOSIGNAL))
            }
        }
    }

    static func run(to target: UInt16, _ body: (CuttingProxy) async throws -> Void) async throws {
        let socket = try Socket.listen(on: .loopbackV4(port: 0))
        _ = fcntl(socket.raw, F_SETFL, 0)
        let proxy = CuttingProxy(
            port: try Socket.localAddress(of: socket.raw).port,
            listener: socket.raw,
            target: target
        )
        let hasStopped = DispatchGroup()
        hasStopped.enter()
        try BlockingThread.start {
            proxy.serve()
            hasStopped.leave()
        }
        func stop() async {
            shutdown(socket.raw, Int32(SHUT_RDWR))
            shutdown(proxy.client.load(ordering: .acquiring), Int32(SHUT_RDWR))
            await withCheckedContinuation { continuation in
                hasStopped.notify(queue: .global()) { continuation.resume() }
            }
        }
        do {
            try await body(proxy)
        } catch {
            await stop()
            throw error
        }
        await stop()
    }
}
