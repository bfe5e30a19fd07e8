// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport
import Glibc
import TestSupport
import Testing

/// Addresses and ports.
struct ListeningTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `port 0 on both loopback addresses is one free port, the same`() async throws {
        try await withServer(
            on: [.loopbackV4(port: 0), .loopbackV6(port: 0)],
            answering: { .text("\($0.peer.hostText)") }
        ) {
            running in
            #expect(running.addresses.count == 2)
            #expect(Set(running.addresses.map(\.port)).count == 1)
            #expect(running.port != 0)
            for (address, peer) in zip(running.addresses, ["127.0.0.1", "::1"]) {
                let client = try await RawConnection.open(port: running.port, address: address)
                try await client.send(Self.request)
                #expect(try await client.response().text == peer)
            }
        }
    }

    @Test func `a port that is taken is refused, and nothing stays bound`() async throws {
        try await withServer { running in
            let other = Server(
                group: running.group,
                handler: ClosureHandler { .text($0.summary) },
                time: .system,
                settings: .quiet()
            )
            let free = try await withServerPort()
            await #expect(throws: SystemError(call: "bind", code: EADDRINUSE)) {
                try await other.listen(on: [.loopbackV4(port: free), .loopbackV4(port: running.port)])
            }
            let bound = try await other.listen(on: [.loopbackV4(port: free)])
            #expect(bound == [.loopbackV4(port: free)])
            await other.drain()
        }
    }

    /// A port that was free a moment ago.
    private func withServerPort() async throws -> UInt16 {
        var port: UInt16 = 0
        try await withServer(loops: 1) { port = $0.port }
        return port
    }

    @Test func `a port can be had again at once, even with connections that linger in the kernel`() async throws {
        var port: UInt16 = 0
        try await withServer { running in
            port = running.port
            let client = try await running.connect()
            try await client.send("GET / HTTP/1.0\r\n\r\n")
            _ = try await client.response()
        }
        try await withServer(on: [.loopbackV4(port: port)]) { #expect($0.port == port) }
    }

    @Test func `two servers share their loops and not their connections`() async throws {
        try await withServer(answering: { _ in .text("first") }) { first in
            let second = Server(
                group: first.group,
                handler: ClosureHandler { _ in .text("second") },
                time: .system,
                settings: .quiet()
            )
            let address = try #require(try await second.listen(on: [.loopbackV4(port: 0)]).first)
            let one = try await first.connect()
            let two = try await RawConnection.open(port: address.port)
            try await one.send(Self.request)
            try await two.send(Self.request)
            #expect(try await one.response().text == "first")
            #expect(try await two.response().text == "second")
            await two.close()
            await second.drain()
            try await one.send(Self.request)
            #expect(try await one.response().text == "first")
            #expect(first.server.connectionCount == 1)
            #expect(second.connectionCount == 0)
        }
    }

    @Test func `loops that are to end serve nobody, and say so`() async throws {
        let group = try EventLoopGroup(count: 2, time: .system)
        let loops = group.loops.map { Weak($0) }
        group.stop()
        let server = Server(
            group: group,
            handler: ClosureHandler { .text($0.summary) },
            time: .system,
            settings: .quiet()
        )
        await #expect(throws: SystemError(call: "epoll_ctl", code: ECANCELED)) {
            try await server.listen(on: [.loopbackV4(port: 0)])
        }
        #expect(loops.allSatisfy { $0.object != nil })
        await server.drain()
    }

    @Test(arguments: [
        (SocketAddress.loopbackV4(port: 80), "127.0.0.1:80", true),
        (.loopbackV6(port: 3000), "[::1]:3000", true),
        (SocketAddress(host: .v4(0x0A01_0203), port: 1), "10.1.2.3:1", false),
        (SocketAddress(host: .v4(0x7FFF_FFFE), port: 1), "127.255.255.254:1", true),
        (SocketAddress(host: .v6(0x2001_0DB8_0000_0000, 1, scope: 0), port: 1), "[2001:db8::1]:1", false),
        (SocketAddress(host: .v6(0, 0xFFFF_7F00_0001, scope: 0), port: 1), "[::ffff:127.0.0.1]:1", true),
        (SocketAddress(host: .v6(0, 0xFFFF_0A00_0001, scope: 0), port: 1), "[::ffff:10.0.0.1]:1", false),
        (SocketAddress(host: .v6(0, 0, scope: 0), port: 0), "[::]:0", false),
    ])
    func `an address has the text that people write`(_ address: SocketAddress, _ text: String, _ isLoopback: Bool) {
        #expect(address.description == text)
        #expect(address.isLoopback == isLoopback)
        #expect(address.with(port: 7).port == 7)
    }
}
