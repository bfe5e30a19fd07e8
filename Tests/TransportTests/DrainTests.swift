// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import TestSupport
import Testing

/// How a server ends.
struct DrainTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a client that comes while a request is still in flight is refused`() async throws {
        let gate = Gate()
        try await withServer(
            time: ManualTime().source,
            answering: { _ in
                await gate.pass()
                return .text("done")
            }
        ) { running in
            let client = try await running.connect()
            try await client.send(Self.request)
            try await eventually("the request is being handled") { gate.waitingCount == 1 }
            async let drained: Void = running.server.drain()
            try await eventually("new clients are refused") {
                do {
                    let late = try await running.connect()
                    await late.close()
                    return false
                } catch ClientError.cannotConnect {
                    return true
                }
            }
            gate.open()
            let response = try await client.response()
            #expect(response.text == "done")
            #expect(response["connection"] == "close")
            await client.close()
            await drained
        }
    }

    @Test func `a connection that is idle is closed after the grace, and not before`() async throws {
        let time = ManualTime()
        let settings = ServerSettings.quiet { $0.drainGrace = .seconds(1) }
        try await withServer(time: time.source, settings: settings) { running in
            let client = try await running.connect()
            try await client.send(Self.request)
            _ = try await client.response()
            async let drained: Void = running.server.drain()
            try await eventually("the drain has its limit") { time.sleeperCount == 1 }
            await running.settle()
            time.advance(by: .milliseconds(750))
            await running.settle()
            #expect(running.server.connectionCount == 1)
            time.advance(by: .milliseconds(250))
            #expect(try await client.rest().isEmpty)
            await drained
        }
    }

    @Test func `a request that comes within the grace is answered, as the last one`() async throws {
        let time = ManualTime()
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            try await client.send(Self.request)
            _ = try await client.response()
            async let drained: Void = running.server.drain()
            try await eventually("the drain has its limit") { time.sleeperCount == 1 }
            try await client.send(Self.request)
            let response = try await client.response()
            #expect(response.text == "GET / 0")
            #expect(response["connection"] == "close")
            #expect(try await client.rest().isEmpty)
            await client.close()
            await drained
        }
    }

    @Test func `a handler that takes too long is cut when the time to drain is over`() async throws {
        let time = ManualTime()
        let gate = Gate()
        try await withServer(
            time: time.source,
            answering: { _ in
                await gate.pass()
                return .text("late")
            }
        ) { running in
            let client = try await running.connect()
            try await client.send(Self.request)
            try await eventually("the request is being handled") { gate.waitingCount == 1 }
            async let drained: Void = running.server.drain()
            try await eventually("the drain has its limit") { time.sleeperCount == 1 }
            time.advance(by: .seconds(30))
            await drained
            #expect(try await client.rest().isEmpty)
            gate.open()
        }
    }

    @Test func `clients that wait in the kernel's queue are served before the end`() async throws {
        try await withServer(loops: 1) { running in
            var clients: [RawConnection] = []
            var draining: Task<Void, Never>?
            try await whileBusy(running.group.loops[0]) {
                for _ in 0..<20 {
                    let client = try await running.connect()
                    try await client.send(Self.request)
                    clients.append(client)
                }
                #expect(running.server.connectionCount == 0)
                // Begun in place, so that the loop is told to end before it looks at the queue of clients.
                draining = Task.immediate { await running.server.drain() }
            }
            for client in clients {
                #expect(try await client.response().text == "GET / 0")
                await client.close()
            }
            await draining?.value
        }
    }

    @Test func `a drain under load loses no request of a client that was connected`() async throws {
        try await withServer(answering: { request in
            await Task.yield()
            return .text(request.summary)
        }) { running in
            let served = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    let client = try await running.connect()
                    group.addTask {
                        for number in 0..<50 {
                            try await client.send("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                            let response = try await client.response()
                            #expect(response.text == "GET /\(number) 0")
                            served.increment()
                            if response["connection"] == "close" { break }
                        }
                        await client.close()
                    }
                }
                try await eventually("some are served") { served.value >= 100 }
                await running.server.drain()
                #expect(running.server.connectionCount == 0)
                try await group.waitForAll()
            }
            #expect(served.value < 16 * 50)
        }
    }

    @Test func `two who drain one server both return`() async throws {
        let time = ManualTime()
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            try await client.send(Self.request)
            _ = try await client.response()
            async let first: Void = running.server.drain()
            async let second: Void = running.server.drain()
            try await eventually("both drains have their limits") { time.sleeperCount == 2 }
            await running.settle()
            time.advance(by: .milliseconds(250))
            #expect(try await client.rest().isEmpty)
            await client.close()
            _ = await (first, second)
        }
    }

    @Test func `a handler that ends after its loops have ended does no harm`() async throws {
        let gate = Gate()
        let hasEnded = Gate()
        var loops: [Weak<EventLoop>] = []
        try await withServer(
            answering: { _ in
                await gate.pass()
                defer { hasEnded.open() }
                return .text("too late")
            }
        ) { running in
            loops = running.group.loops.map { Weak($0) }
            let client = try await running.connect()
            try await client.send(Self.request)
            try await eventually("the request is being handled") { gate.waitingCount == 1 }
        }
        gate.open()
        await hasEnded.pass()
        try await eventually("nothing holds the loops any more") { loops.allSatisfy { $0.object == nil } }
    }
}

/// A reference that keeps nothing alive.
struct Weak<Object: AnyObject> {
    private(set) weak var object: Object?

    init(_ object: Object) {
        self.object = object
    }
}
