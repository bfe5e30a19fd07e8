// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport
import TestSupport
import Testing

/// Servers on a loop that belongs to somebody else.
struct SharedLoopTests {
    @Test func `a server stays on the loop that it was given, whichever of its group that is`() async throws {
        let group = try EventLoopGroup(count: 3, time: .system)
        let loop = group.loops[2]
        let server = Server(
            group: EventLoopGroup(sharing: loop),
            handler: PromptHandler { .text("\($0.loopIndex) \(loop.isCurrent)") },
            time: .system,
            settings: .quiet()
        )
        let port = try #require(try await server.listen(on: [.loopbackV4(port: 0)]).first?.port)
        for _ in 0..<4 {
            let connection = try await RawConnection.open(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await connection.response().text == "2 true")
            await connection.close()
        }
        try await eventually("everybody has gone") { server.connectionCount == 0 }
        await server.close()
        group.stop()
    }

    @Test func `a server that is closed lets go of who waits for an answer`() async throws {
        let group = try EventLoopGroup(count: 1, time: .system)
        let gate = Gate()
        let server = Server(
            group: EventLoopGroup(sharing: group.loops[0]),
            handler: ClosureHandler { _ in
                await gate.pass()
                return .text("late")
            },
            time: .system,
            settings: .quiet()
        )
        let port = try #require(try await server.listen(on: [.loopbackV4(port: 0)]).first?.port)
        let connection = try await RawConnection.open(port: port)
        try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        try await eventually("it waits") { gate.waitingCount == 1 }
        await server.close()
        #expect(server.connectionCount == 0)
        #expect(try await connection.rest().isEmpty)
        gate.open()
        await connection.close()
        group.stop()
    }
}
