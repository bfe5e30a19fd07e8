// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport
import TestSupport
import Testing

/// Time-outs, on a clock that the tests move.
struct DeadlineTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private let time = ManualTime()

    @Test func `a connection that is used is not closed as idle`() async throws {
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            for _ in 0..<5 {
                try await client.send(Self.request)
                #expect(try await client.response().status == 200)
                time.advance(by: .seconds(50))
            }
        }
    }

    @Test func `a connection that is idle is closed after its time, without a word`() async throws {
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            try await client.send(Self.request)
            _ = try await client.response()
            time.advance(by: .seconds(75))
            #expect(try await client.rest().isEmpty)
            try await running.untilNobodyIsConnected()
        }
    }

    @Test(arguments: ["", "\r\n"])
    func `a client that never says anything is let go without a word`(_ bytes: String) async throws {
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            try await client.send(bytes)
            try await eventually("the client is accepted") { running.server.connectionCount == 1 }
            await running.settle()
            time.advance(by: .seconds(30))
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `a head that comes byte by byte has thirty seconds in all`() async throws {
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            try await client.send("GET / HTTP/1.1\r\nA:")
            await running.settle()
            for _ in 0..<29 {
                time.advance(by: .seconds(1))
                try await client.send("b")
                await running.settle()
            }
            time.advance(by: .seconds(1))
            let response = try await client.response()
            #expect(response.status == 408)
            #expect(response.text == "headTimedOut")
            #expect(response["connection"] == "close")
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `each head has its full time, also when pieces of the next one come along with it`() async throws {
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            try await client.send("GET /")
            for _ in 0..<5 {
                try await client.send(" HTTP/1.1\r\nHost: a\r\n\r\nGET /")
                #expect(try await client.response().status == 200)
                time.advance(by: .seconds(20))
            }
        }
    }

    @Test(arguments: [
        "Content-Length: 10\r\n\r\na", "Transfer-Encoding: chunked\r\n\r\n5\r\na", "Content-Length: 10\r\n\r\n",
    ])
    func `a body that stands still is given up`(_ rest: String) async throws {
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\n\(rest)")
            await running.settle()
            time.advance(by: .seconds(30))
            let response = try await client.response()
            #expect(response.status == 408)
            #expect(response.text == "bodyTimedOut")
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `a body that moves may take its time`() async throws {
        try await withServer(loops: 1, time: time.source) { running in
            let client = try await running.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n")
            for _ in 0..<10 {
                await running.settle()
                time.advance(by: .seconds(29))
                try await client.send("a")
            }
            #expect(try await client.response().text == "POST / 10")
        }
    }

    @Test func `a client that does not read its answer is let go`() async throws {
        let body = [UInt8](repeating: 7, count: 32 * 1024 * 1024)
        try await withServer(time: time.source, answering: { _ in Response(status: 200, body: body) }) { running in
            let client = try await running.connect()
            try await client.send(Self.request)
            let first = try #require(try await client.receive())
            try await eventually("the server has given up") {
                time.advance(by: .seconds(30))
                return running.server.connectionCount == 0
            }
            var received = first.count
            do {
                while let more = try await client.receive() { received += more.count }
            } catch ClientError.connectionLost {
                // The server had more to say: its end is a reset.
            }
            #expect(received < body.count)
        }
    }

    @Test func `a handler may take as long as it likes`() async throws {
        let gate = Gate()
        try await withServer(
            time: time.source,
            answering: { request in
                if request.targetText == "/slow" { await gate.pass() }
                return .text(request.summary)
            }
        ) { running in
            let client = try await running.connect()
            try await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the request is being handled") { gate.waitingCount == 1 }
            time.advance(by: .seconds(3600))
            await running.settle()
            gate.open()
            #expect(try await client.response().text == "GET /slow 0")
        }
    }

    @Test func `a client that does not go after its last answer is let go`() async throws {
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            try await client.send("GET / HTTP/1.0\r\n\r\n")
            _ = try await client.response()
            #expect(try await client.rest().isEmpty)
            #expect(running.server.connectionCount == 1)
            time.advance(by: .seconds(5))
            try await running.untilNobodyIsConnected()
        }
    }

    @Test func `the Date field follows the clock`() async throws {
        try await withServer(loops: 1, time: time.source) { running in
            let client = try await running.connect()
            for _ in 0..<3 {
                let expected = time.now.httpDate
                try await client.send(Self.request)
                #expect(try await client.response()["date"] == expected)
                time.advance(by: .seconds(1))
            }
        }
    }
}
