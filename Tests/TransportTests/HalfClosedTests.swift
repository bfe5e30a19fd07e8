// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport
import TestSupport
import Testing

/// Peers that say something and end in the same moment: the kernel tells both in one event.
struct HalfClosedTests {
    @Test(arguments: ["", "\r\n", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"])
    func `a client that ends in the middle of a request is let go at once`(_ bytes: String) async throws {
        try await withServer(loops: 1, time: ManualTime().source) { running in
            let client = try await running.connect()
            try await eventually("the client is accepted") { running.server.connectionCount == 1 }
            try await whileBusy(running.group.loops[0]) {
                try await client.send(bytes)
                await client.finishWriting()
            }
            try await running.untilNobodyIsConnected()
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `a client that ends after its request gets its answer, and the connection ends`() async throws {
        try await withServer(loops: 1, time: ManualTime().source) { running in
            let client = try await running.connect()
            try await eventually("the client is accepted") { running.server.connectionCount == 1 }
            try await whileBusy(running.group.loops[0]) {
                try await client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n")
                await client.finishWriting()
            }
            #expect(try await client.response().text == "GET /a 0")
            #expect(try await client.response().text == "GET /b 0")
            #expect(try await client.rest().isEmpty)
            try await running.untilNobodyIsConnected()
        }
    }

    @Test func `a client that ends while its request is being handled gets its answer`() async throws {
        let gate = Gate()
        try await withServer(
            time: ManualTime().source,
            answering: { request in
                await gate.pass()
                return .text(request.summary)
            }
        ) { running in
            let client = try await running.connect()
            try await client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
            await client.finishWriting()
            try await eventually("the request is being handled") { gate.waitingCount == 1 }
            gate.open()
            #expect(try await client.response().text == "GET /a 0")
            #expect(try await client.rest().isEmpty)
            try await running.untilNobodyIsConnected()
        }
    }

    @Test func `a server that answers and ends in one moment is understood`() async throws {
        let answer = "HTTP/1.1 200 OK\r\n\r\nall of it"
        try await ScriptedServer.run(answering: answer) { server in
            let group = try EventLoopGroup(count: 1, time: .system)
            defer { group.stop() }
            let url = try #require(HTTPURL("http://127.0.0.1:\(server.port)/"))
            let response = try await HTTPClient(group: group).get(url)
            #expect(response.body == Array("all of it".utf8))
        }
    }
}
