// SPDX-License-Identifier: Apache-2.0

// API Gateway quotas for the defaults and the words of the 413 (recorded); RFC 9110 §15.5.9 (408), §15.5.14 (413),
// §15.5.15 (414) and RFC 6585 §5 (431) for the statuses.

import GatewayEmulator
import GatewayHandlers
import GatewayModel
import GatewayTransport
import Logging
import TestSupport
import Testing

/// Each limit that a definition can set, over real sockets.
struct LimitTests {
    private let clock = ManualTime()

    /// A gateway whose connections live by the test's clock.
    private func withLimits(
        _ change: (inout Limits) -> Void,
        handler: @escaping HandlerFunction = { _ in .json("{}") },
        _ body: (Gateway, EventLoopGroup) async throws -> Void
    ) async throws {
        let group = try EventLoopGroup(count: 1, time: clock.source)
        var parts = GatewayParts()
        parts.handlers["echo"] = handler
        let gateway = try await Gateway.start(
            [try Self.limited(change)],
            parts: parts,
            on: [.loopbackV4(port: 0)],
            group: group,
            settings: ServerSettings(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }),
            listener: TraceCollector(),
            time: clock.source
        )
        do {
            try await body(gateway, group)
        } catch {
            await stop(gateway, group)
            throw error
        }
        await stop(gateway, group)
    }

    private func stop(_ gateway: Gateway, _ group: EventLoopGroup) async {
        let end = Task { await gateway.stop() }
        // Whoever is still connected is idle, and its moment is the test's to move.
        while gateway.connectionCount > 0 {
            await settle(group)
            clock.advance(by: .seconds(1))
        }
        await end.value
        group.stop()
    }

    private static func limited(_ change: (inout Limits) -> Void) throws -> API {
        var definition = API(stage: "dev", routes: [try route("ANY /{proxy+}")], authorizers: [])
        change(&definition.limits)
        return definition
    }

    /// Waits until the loop has read what was sent before.
    private func settle(_ group: EventLoopGroup) async {
        for loop in group.loops { for _ in 0..<40 { await loop.call {} } }
    }

    // MARK: - Amounts

    struct Amount: Sendable, CustomTestStringConvertible {
        let amount: Limits.Amount
        let value: Int
        /// A request that is larger the larger its argument.
        let request: @Sendable (Int) -> String
        /// The largest argument that passes.
        let last: Int
        let status: Int
        let words: String

        var testDescription: String { "\(amount.rawValue) \(value)" }
    }

    private static func x(_ count: Int) -> String { String(repeating: "x", count: count) }

    static let amounts: [Amount] = [
        Amount(
            amount: .urlBytes,
            value: 64,
            request: { "GET /dev/\(x($0 - 5)) HTTP/1.1\r\nHost: a\r\n\r\n" },
            last: 64,
            status: 414,
            words: "Request URI too long"
        ),
        Amount(
            amount: .urlBytes,
            value: 20_000,
            request: { "GET /dev/\(x($0 - 5)) HTTP/1.1\r\nHost: a\r\n\r\n" },
            last: 20_000,
            status: 414,
            words: "Request URI too long"
        ),
        Amount(
            amount: .headerBytes,
            value: 100,
            request: { "GET /dev/a HTTP/1.1\r\nHost: a\r\nA: \(x($0 - 1))\r\n\r\n" },
            last: 100,
            status: 431,
            words: "HTTP header is larger than 100 bytes."
        ),
        // The whole head grows along.
        Amount(
            amount: .headerBytes,
            value: 100_000,
            request: { "GET /dev/a HTTP/1.1\r\nHost: a\r\nA: \(x($0 - 1))\r\n\r\n" },
            last: 100_000,
            status: 431,
            words: "HTTP header is larger than 100000 bytes."
        ),
        Amount(
            amount: .headBytes,
            value: 300,
            request: { "GET /dev/a HTTP/1.1\r\nHost: a\r\n\(x($0 - 35)):\r\n\r\n" },
            last: 300,
            status: 431,
            words: "HTTP header is larger than 300 bytes."
        ),
        Amount(
            amount: .headerCount,
            value: 3,
            request: { "GET /dev/a HTTP/1.1\r\nHost: a\r\n\(String(repeating: "A: b\r\n", count: $0 - 1))\r\n" },
            last: 3,
            status: 431,
            words: "HTTP header has more than 3 fields."
        ),
        Amount(
            amount: .bodyBytes,
            value: 10,
            request: { "POST /dev/a HTTP/1.1\r\nHost: a\r\nContent-Length: \($0)\r\n\r\n\(x($0))" },
            last: 10,
            status: 413,
            words: "HTTP content length exceeded 10 bytes."
        ),
        Amount(
            amount: .bodyBytes,
            value: 11_000_000,
            request: {
                "POST /dev/a HTTP/1.1\r\nHost: a\r\nContent-Length: \($0)\r\n\r\n\($0 > 11_000_000 ? "" : x($0))"
            },
            last: 11_000_000,
            status: 413,
            words: "HTTP content length exceeded 11000000 bytes."
        ),
        Amount(
            amount: .bodyBytes,
            value: 15,
            request: {
                "POST /dev/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "\(String($0, radix: 16))\r\n\(x($0))\r\n0\r\n\r\n"
            },
            last: 15,
            status: 413,
            words: "HTTP content length exceeded 15 bytes."
        ),
    ]

    @Test(arguments: amounts)
    func `what is at a limit is served, and one more is refused`(_ amount: Amount) async throws {
        try await withLimits {
            $0.amounts[amount.amount] = amount.value
        } _: { gateway, _ in
            let connection = try await RawConnection.open(port: gateway.port)
            try await connection.send(amount.request(amount.last))
            #expect(try await connection.response().status == 200)
            try await connection.send(amount.request(amount.last + 1))
            let refusal = try await connection.response()
            #expect(refusal.status == amount.status)
            #expect(refusal.text.contains(amount.words), "\(refusal.text)")
            #expect(refusal["connection"] == "close")
            await connection.close()
        }
    }

    @Test(arguments: ["Content-Length: 11\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nb\r\n"])
    func `a body that is declared too large is refused before a byte of it comes`(_ rest: String) async throws {
        try await withLimits {
            $0.amounts[.bodyBytes] = 10
        } _: { gateway, _ in
            let connection = try await RawConnection.open(port: gateway.port)
            try await connection.send("POST /dev/a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\(rest)")
            let refusal = try await connection.response()
            #expect(refusal.status == 413)
            await connection.close()
        }
    }

    @Test func `a client beyond the connections waits until one goes`() async throws {
        try await withLimits {
            $0.amounts[.connections] = 1
        } _: { gateway, group in
            let request = "GET /dev/a HTTP/1.1\r\nHost: a\r\n\r\n"
            let first = try await RawConnection.open(port: gateway.port)
            try await first.send(request)
            #expect(try await first.response().status == 200)
            let second = try await RawConnection.open(port: gateway.port)
            try await second.send(request)
            await settle(group)
            #expect(gateway.connectionCount == 1)
            await first.close()
            // The listener looks again when its deadline has passed.
            try await eventually("the first has gone") { gateway.connectionCount == 0 }
            clock.advance(by: .seconds(1))
            #expect(try await second.response().status == 200)
            await second.close()
        }
    }

    // MARK: - Times

    @Test func `a head has its time, and no more`() async throws {
        try await withLimits {
            $0.times[.headTimeout] = .seconds(3)
        } _: { gateway, group in
            let connection = try await RawConnection.open(port: gateway.port)
            try await connection.send("GET /dev/a HTTP/1.1\r\nHost:")
            await settle(group)
            clock.advance(by: .milliseconds(2900))
            try await connection.send(" a\r\n\r\nGET")
            #expect(try await connection.response().status == 200)
            await settle(group)
            clock.advance(by: .seconds(3))
            #expect(try await connection.response().status == 408)
            await connection.close()
        }
    }

    @Test func `a body has its time to go on, and no more`() async throws {
        try await withLimits {
            $0.times[.bodyTimeout] = .seconds(3)
        } _: { gateway, group in
            let connection = try await RawConnection.open(port: gateway.port)
            try await connection.send("POST /dev/a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")
            for _ in 0..<2 {
                await settle(group)
                clock.advance(by: .milliseconds(2900))
                try await connection.send("a")
            }
            await settle(group)
            clock.advance(by: .seconds(3))
            #expect(try await connection.response().status == 408)
            await connection.close()
        }
    }

    @Test func `an idle connection has its time, and no more`() async throws {
        try await withLimits {
            $0.times[.idleTimeout] = .seconds(3)
        } _: { gateway, group in
            let connection = try await RawConnection.open(port: gateway.port)
            for _ in 0..<2 {
                try await connection.send("GET /dev/a HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.response().status == 200)
                await settle(group)
                clock.advance(by: .milliseconds(2900))
            }
            clock.advance(by: .milliseconds(100))
            #expect(try await connection.rest().isEmpty)
            await connection.close()
        }
    }

    @Test func `a client that reads nothing of its answer has its time, and no more`() async throws {
        let large = HandlerAnswer(
            status: 200,
            contentType: "text/plain",
            body: [UInt8](repeating: 7, count: 32 * 1024 * 1024)
        )
        try await withLimits {
            $0.times[.writeTimeout] = .seconds(3)
        } handler: { _ in
            large
        } _: { gateway, _ in
            let connection = try await RawConnection.open(port: gateway.port)
            try await connection.send("GET /dev/a HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await connection.receive()
            try await eventually("the client is let go") {
                clock.advance(by: .seconds(3))
                return gateway.connectionCount == 0
            }
            await connection.close()
        }
    }

    // MARK: - Reloading

    @Test func `other limits hold for clients that come from then on`() async throws {
        try await withLimits {
            $0.amounts[.bodyBytes] = 10
        } _: { gateway, _ in
            func ask(_ connection: RawConnection, _ count: Int) async throws -> Int {
                let head = "POST /dev/a HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n"
                try await connection.send(head + Self.x(count))
                let response = try await connection.response()
                // Each is told the limit by which it was judged.
                if response.status == 413 { #expect(response.text.contains(" \(count - 1) bytes"), "\(response.text)") }
                return response.status
            }
            let early = try await RawConnection.open(port: gateway.port)
            #expect(try await ask(early, 10) == 200)
            var parts = GatewayParts()
            parts.handlers["echo"] = { _ in .json("{}") }
            try gateway.reload([try Self.limited { $0.amounts[.bodyBytes] = 20 }], parts: parts)
            let late = try await RawConnection.open(port: gateway.port)
            #expect(try await ask(late, 20) == 200)
            #expect(try await ask(late, 21) == 413)
            #expect(try await ask(early, 11) == 413)
            await early.close()
            await late.close()
        }
    }
}
