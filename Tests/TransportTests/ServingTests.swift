// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport
import TestSupport
import Testing

/// Requests and answers over real sockets.
struct ServingTests {
    @Test func `a connection serves one request after the other`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            for number in 0..<20 {
                try await client.send("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = try await client.response()
                #expect(response.text == "GET /\(number) 0")
                #expect(response["connection"] == "keep-alive")
                #expect(response["date"]?.hasSuffix(" GMT") == true)
            }
            #expect(running.server.connectionCount == 1)
        }
    }

    @Test(arguments: [
        ("1.1", "Connection: close\r\n", false), ("1.0", "", false), ("1.0", "Connection: keep-alive\r\n", true),
        ("1.1", "Connection: keep-alive\r\n", true),
    ])
    func `the answer's Connection says what happens, and it happens`(
        _ version: String,
        _ fields: String,
        _ staysOpen: Bool
    ) async throws {
        try await withServer { running in
            let client = try await running.connect()
            try await client.send("GET / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n")
            let response = try await client.response()
            #expect(response.head.statusLine == "HTTP/1.1 200 OK")
            #expect(response["connection"] == (staysOpen ? "keep-alive" : "close"))
            if staysOpen {
                try await client.send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().text == "GET /again 0")
            } else {
                #expect(try await client.rest().isEmpty)
            }
        }
    }

    @Test func `a handler can end the connection`() async throws {
        try await withServer(answering: { _ in
            var response = Response.text("bye")
            response.closesConnection = true
            return response
        }) { running in
            let client = try await running.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response()["connection"] == "close")
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `HEAD is answered without a body, and the next answer begins right after`() async throws {
        try await withServer(answering: { .text($0.head.isHead ? "a long text" : "body") }) { running in
            let client = try await running.connect()
            try await client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try await client.response(isHead: true)
            #expect(response["content-length"] == "11")
            #expect(try await client.response().text == "body")
        }
    }

    @Test(arguments: [204, 304] as [UInt16])
    func `a status without a body does not disturb the next answer`(_ status: UInt16) async throws {
        try await withServer(answering: { $0.targetText == "/" ? .text("x", status: status) : .text("next") }) {
            running in
            let client = try await running.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status == Int(status))
            #expect(try await client.response().text == "next")
        }
    }

    @Test func `a large body arrives as it was sent, by length and in chunks`() async throws {
        let body = patterned(3 * 1024 * 1024)
        try await withServer(answering: { request in
            request.body.elementsEqual(body) ? .text(request.summary) : .text("another body", status: 500)
        }) { running in
            let client = try await running.connect()
            let head = "POST / HTTP/1.1\r\nHost: a\r\n"
            try await client.send(Array("\(head)Content-Length: \(body.count)\r\n\r\n".utf8) + body)
            #expect(try await client.response().text == "POST / \(body.count)")

            var chunked = Array("\(head)Transfer-Encoding: chunked\r\n\r\n".utf8)
            var rest = body[...]
            for size in (1...).lazy.map({ $0 * 997 }) where !rest.isEmpty {
                let chunk = rest.prefix(size)
                rest = rest.dropFirst(size)
                chunked += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + [13, 10]
                if rest.isEmpty { break }
            }
            try await client.send(chunked + Array("0\r\n\r\n".utf8))
            #expect(try await client.response().text == "POST / \(body.count)")
        }
    }

    @Test func `a client that waits for 100 Continue gets it before it sends the body`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            for _ in 0..<2 {
                try await client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
                #expect(try await client.response().head.statusLine == "HTTP/1.1 100 Continue")
                try await client.send("hello")
                #expect(try await client.response().text == "PUT / 5")
            }
        }
    }

    @Test func `a client that waits for 100 Continue to send too much gets the final answer at once`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            try await client.send(
                "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10485761\r\n\r\n"
            )
            #expect(try await client.response().status == 413)
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `an answer larger than any socket buffer reaches a client that reads late`() async throws {
        let body = patterned(16 * 1024 * 1024)
        try await withServer(answering: { $0.targetText == "/" ? Response(status: 200, body: body) : .text("next") }) {
            running in
            let client = try await running.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n")
            let other = try await running.connect()
            for _ in 0..<50 {
                try await other.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await other.response().text == "next")
            }
            #expect(try await client.body(count: body.count) == body)
            #expect(try await client.response().text == "next")
        }
    }

    @Test func `two hundred clients at once are served, each its own`() async throws {
        try await withServer { running in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let client = try await running.connect()
                        for round in 0..<5 {
                            try await client.send("GET /\(number)/\(round) HTTP/1.1\r\nHost: a\r\n\r\n")
                            #expect(try await client.response().text == "GET /\(number)/\(round) 0")
                        }
                        await client.close()
                    }
                }
                try await group.waitForAll()
            }
            try await running.untilNobodyIsConnected()
        }
    }

    @Test func `clients beyond the limit wait for their turn`() async throws {
        let settings = ServerSettings.quiet { $0.connectionsAtMost = 4 }
        try await withServer(time: .system, settings: settings) { running in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        let client = try await running.connect()
                        try await client.send("GET /\(number) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                        #expect(try await client.response().text == "GET /\(number) 0")
                        await client.close()
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
