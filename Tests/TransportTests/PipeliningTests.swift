// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Synchronization
import TestSupport
import Testing

/// Several requests on one connection before the first is answered.
struct PipeliningTests {
    private func requests(_ numbers: Range<Int>) -> String {
        numbers.map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
    }

    @Test func `requests in one segment are answered in order, in one write`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            for _ in 0..<20 {
                try await client.send(requests(0..<10))
                // One read brings all of them, because one write sent them.
                let bytes = try #require(try await client.receive())
                let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
                let bodies = lines.filter { $0.hasPrefix("GET /") }.map { $0.prefix { $0 != "H" } }
                #expect(bodies == (0..<10).map { "GET /\($0) 0" })
            }
        }
    }

    @Test func `a request that waits keeps those behind it waiting, and in order`() async throws {
        let gate = Gate()
        let begun = Mutex<[String]>([])
        try await withServer(answering: { request in
            begun.withLock { $0.append(request.targetText) }
            if request.targetText == "/3" { await gate.pass() }
            return .text(request.summary)
        }) { running in
            let client = try await running.connect()
            try await client.send(requests(0..<6))
            for number in 0..<3 {
                #expect(try await client.response().text == "GET /\(number) 0")
            }
            try await eventually("the fourth waits") { gate.waitingCount == 1 }
            try await client.send(requests(6..<8))
            #expect(begun.withLock { $0 } == ["/0", "/1", "/2", "/3"])
            gate.open()
            for number in 3..<8 {
                #expect(try await client.response().text == "GET /\(number) 0")
            }
        }
    }

    @Test func `requests that all wait a little are answered in order`() async throws {
        try await withServer(answering: { request in
            for _ in 0..<3 { await Task.yield() }
            return .text(request.summary)
        }) { running in
            let client = try await running.connect()
            try await client.send(requests(0..<300))
            for number in 0..<300 {
                #expect(try await client.response().text == "GET /\(number) 0")
            }
        }
    }

    @Test(arguments: [1, 13, 1000])
    func `requests that are cut anywhere are answered in order`(_ pieces: Int) async throws {
        try await withServer { running in
            let client = try await running.connect()
            let count = pieces == 1 ? 20 : 500
            let bytes = Array(requests(0..<count).utf8)
            let sending = Task {
                for start in stride(from: 0, to: bytes.count, by: pieces) {
                    try await client.send(Array(bytes[start..<min(bytes.count, start + pieces)]))
                }
            }
            for number in 0..<count {
                #expect(try await client.response().text == "GET /\(number) 0")
            }
            try await sending.value
        }
    }

    @Test func `answers beyond the limit of unsent bytes are all sent`() async throws {
        var limits = HTTPLimits()
        limits.unsentBytes = 1000
        let text = String(repeating: "x", count: 700)
        try await withServer(settings: .quiet(limits: limits), answering: { _ in .text(text) }) { running in
            let client = try await running.connect()
            try await client.send(requests(0..<50))
            for _ in 0..<50 {
                #expect(try await client.response().body.count == 700)
            }
        }
    }

    @Test func `a client that does not read is not worked for without bound`() async throws {
        let begun = Atomic<Int>(0)
        let body = [UInt8](repeating: 7, count: 1024 * 1024)
        try await withServer(answering: { _ in
            begun.add(1, ordering: .relaxed)
            return Response(status: 200, body: body)
        }) { running in
            let client = try await running.connect()
            try await client.send(requests(0..<100))
            // Another client is served meanwhile; when it is, the first has been looked at.
            let other = try await running.connect()
            for _ in 0..<10 {
                try await other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await other.response().body.count == body.count)
            }
            #expect(begun.load(ordering: .relaxed) < 10 + 60)
            for _ in 0..<100 {
                #expect(try await client.response().body.count == body.count)
            }
        }
    }

    @Test func `one connection that never pauses does not keep another waiting`() async throws {
        let order = Mutex<[String]>([])
        let size = 1024 * 1024
        let sent = Counter()
        try await withServer(
            loops: 1,
            answering: { request in
                order.withLock { $0.append(request.targetText) }
                return .text(request.summary)
            }
        ) { running in
            let busy = try await running.connect()
            let other = try await running.connect()
            try await eventually("both are accepted") { running.server.connectionCount == 2 }
            await running.settle()
            let upload =
                Array("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n".utf8)
                + [UInt8](repeating: 7, count: size)
            var sending: Task<Void, any Error>?
            try await whileBusy(running.group.loops[0]) {
                sending = Task {
                    try await busy.send(upload)
                    sent.increment()
                }
                // Most systems take all of it now; where one does not, the test is merely easier to pass.
                for _ in 0..<20_000 where sent.value == 0 { await Task.yield() }
                try await other.send("GET /small HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            #expect(try await other.response().text == "GET /small 0")
            #expect(try await busy.response().text == "POST /large \(size)")
            #expect(order.withLock { $0 } == ["/small", "/large"])
            try await sending?.value
        }
    }
}
