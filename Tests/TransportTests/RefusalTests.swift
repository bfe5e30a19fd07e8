// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import TestSupport
import Testing

/// What clients get who send something that is no request, and what remains of clients who go.
struct RefusalTests {
    private static let good = "GET /good HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: ["", good, String(repeating: "x", count: 200_000), "\u{16}\u{3}\u{1}"])
    func `a malformed request is answered and the connection ends, whatever follows it`(_ rest: String) async throws {
        try await withServer { running in
            let client = try await running.connect()
            try await client.send(Self.good + "GET / HTTP/3\r\n" + rest)
            #expect(try await client.response().text == "GET /good 0")
            let refusal = try await client.response()
            #expect(refusal.status == 400)
            #expect(refusal.text == "versionMalformed")
            #expect(refusal["connection"] == "close")
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `a client that goes on sending can still read why it was refused`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            try await client.send("GET / HTTP/3\r\n")
            try await client.send([UInt8](repeating: 7, count: 500_000))
            #expect(try await client.response().text == "versionMalformed")
            try await client.send([UInt8](repeating: 7, count: 300_000))
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test(arguments: [
        "HTTP/1.1\r\nHost: a\r\nContent-Length: 10485761", "HTTP/1.0\r\nContent-Length: 999999999999999999",
    ])
    func `a body that will be too large is refused before it comes`(_ rest: String) async throws {
        try await withServer { running in
            let client = try await running.connect()
            try await client.send("POST / \(rest)\r\n\r\n")
            #expect(try await client.response().status == 413)
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `a client that sends a refused body to its end finds the answer`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            // As a proxy does that looks for the answer when it has sent everything (RFC 9112 §9.6).
            let body = [UInt8](repeating: 7, count: 10_485_761)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
            try await client.send(body)
            #expect(try await client.response().status == 413)
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `a chunked body is refused when it becomes too large`() async throws {
        var limits = HTTPLimits()
        limits.bodyBytes = 10
        try await withServer(settings: .quiet(limits: limits)) { running in
            let client = try await running.connect()
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n2\r\n"
            )
            #expect(try await client.response().status == 413)
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `a smuggled second request is not served`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            try await client.send(
                """
                POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n\
                0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n
                """
            )
            #expect(try await client.response().text == "contentLengthWithTransferEncoding")
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `bytes of TLS end a connection of a server that speaks none`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            try await client.send([0x16, 0x03, 0x01, 0x00, 0x05])
            // The record of a fatal alert, internal_error (RFC 8446 §6).
            #expect(try await client.rest() == [21, 3, 3, 0, 2, 2, 80])
            try await running.untilNobodyIsConnected()
        }
    }

    @Test(arguments: ["", "GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"])
    func `a client that goes in the middle of a request leaves nothing behind`(_ bytes: String) async throws {
        try await withServer { running in
            for _ in 0..<10 {
                let client = try await running.connect()
                try await client.send(bytes)
                await client.close()
            }
            try await running.untilNobodyIsConnected()
            let client = try await running.connect()
            try await client.send(Self.good)
            #expect(try await client.response().status == 200)
        }
    }

    @Test func `a client that goes while its request is being handled leaves nothing behind`() async throws {
        let gate = Gate()
        try await withServer(answering: { request in
            await gate.pass()
            return Response(status: 200, body: [UInt8](repeating: 7, count: 1_000_000))
        }) { running in
            for number in 1...10 {
                let client = try await running.connect()
                try await client.send(Self.good + Self.good)
                try await eventually("the request is being handled") { gate.waitingCount == number }
                await client.close()
            }
            gate.open()
            try await running.untilNobodyIsConnected()
        }
    }

    @Test func `a client that goes before it has read its answers leaves nothing behind`() async throws {
        try await withServer(answering: { _ in Response(status: 200, body: [UInt8](repeating: 7, count: 1_000_000)) }) {
            running in
            let client = try await running.connect()
            try await client.send(String(repeating: Self.good, count: 50))
            _ = try await client.receive()
            await client.close()
            try await running.untilNobodyIsConnected()
        }
    }

    /// RFC 9110 §9.3.2: whatever is answered to HEAD ends with the head.
    @Test(arguments: [
        "HEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", "HEAD / HTTP/1.9\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
    ])
    func `a HEAD that is refused is refused without a body`(_ request: String) async throws {
        try await withServer { running in
            let client = try await running.connect()
            try await client.send(request)
            let answer = String(decoding: try await client.rest(), as: UTF8.self)
            #expect(!answer.hasPrefix("HTTP/1.1 200") && answer.contains("\r\nContent-Length: "))
            #expect(answer.hasSuffix("\r\n\r\n"), "\(answer)")
        }
    }

    @Test func `a GET after a HEAD is refused with a body`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            try await client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n")
            let answer = String(decoding: try await client.rest(), as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix("\r\n\r\nhostMissing"), "\(answer)")
        }
    }
}
