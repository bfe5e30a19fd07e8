// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Glibc
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

    @Test func `two who drain one server both return`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            try await client.send(Self.request)
            _ = try await client.response()
            async let first: Void = running.server.drain()
            async let second: Void = running.server.drain()
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
