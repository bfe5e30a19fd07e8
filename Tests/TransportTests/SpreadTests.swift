// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import Synchronization
import TestSupport
import Testing

@testable import GatewayTransport

/// Over how many loops a server spreads its clients, and how they move.
struct SpreadTests {
    private static func reading(_ load: Double, idle: Double?) -> LoadMeter.Reading {
        LoadMeter.Reading(load: load, idleCores: idle)
    }

    private static let overload = reading(0.99, idle: 1)

    @Test(arguments: [
        (0.99, 1.0 as Double?, true), (0.99, 0.6, true), (0.99, 0.4, false), (0.99, 0, false), (0.99, nil, false),
    ])
    func `a loop is added when the first is saturated and a core idle`(_ load: Double, _ idle: Double?, _ adds: Bool) {
        var spread = Spread(limit: 2)
        let added = spread.widen(after: Self.reading(load, idle: idle))
        #expect(added == adds)
        #expect(spread.width == (adds ? 2 : 1))
    }

    @Test func `there are never more than there are`() {
        var spread = Spread(limit: 3)
        let added = (0..<5).map { _ in spread.widen(after: Self.overload) }
        #expect(added == [true, true, false, false, false])
        #expect(spread.width == 3)
        var alone = Spread(limit: 1)
        let isAlone = !alone.widen(after: Self.overload)
        #expect(isAlone)
    }

    @Test func `ten calm seconds make it one again, and a busy moment among them does not`() {
        var spread = Spread(limit: 2)
        _ = spread.widen(after: Self.overload)
        for _ in 0..<39 { _ = spread.widen(after: Self.reading(0.05, idle: nil)) }
        _ = spread.widen(after: Self.reading(0.2, idle: nil))
        for _ in 0..<39 { _ = spread.widen(after: Self.reading(0.05, idle: nil)) }
        #expect(spread.width == 2)
        _ = spread.widen(after: Self.reading(0.05, idle: nil))
        #expect(spread.width == 1)
    }

    @Test func `a thread is measured by its own clock, and the machine only when that is busy`() {
        var meter = LoadMeter()
        _ = meter.read()
        let reading = meter.read()
        #expect(reading.load >= 0)
        #expect(reading.idleCores == nil || reading.load >= LoadMeter.saturation)
    }

    // MARK: - Clients

    /// Answers with the loop that serves.
    private static func withLoops(
        settings: ServerSettings = .quiet(),
        _ answer: @escaping @Sendable (Request) async -> Response = { .text("\($0.loopIndex) \($0.summary)") },
        _ body: (RunningServer) async throws -> Void
    ) async throws {
        try await withServer(loops: 2, settings: settings, answering: answer, body)
    }

    private static func ask(_ client: RawConnection, _ path: String) async throws -> Int {
        try await client.send("GET /\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        let words = try await client.response().text.split(separator: " ")
        try #require(words.count == 4 && words[2] == "/\(path)")
        return try #require(Int(words[0]))
    }

    private static func widen(_ running: RunningServer) async throws {
        // The first loop is the one that the clients of this test were on.
        let first = try #require(running.group.loops.first)
        await first.call { _ = running.server.balance(after: Self.overload) }
    }

    @Test(arguments: [false, true])
    func `clients stay on one loop, half of them move when it is too much, and none is lost`(secure: Bool) async throws
    {
        let fixture = try TLSFixture()
        try await Self.withLoops(settings: .quiet(tls: fixture.server)) { running in
            var clients: [RawConnection] = []
            for _ in 0..<10 {
                clients.append(try await running.connect(security: secure ? fixture.client() : .plain))
            }
            for (number, client) in clients.enumerated() {
                #expect(try await Self.ask(client, "a\(number)") == 0)
            }
            try await Self.widen(running)
            var loops: [Int] = []
            for (number, client) in clients.enumerated() { loops.append(try await Self.ask(client, "b\(number)")) }
            #expect(loops.count { $0 == 1 } == 5)
            #expect(running.server.connectionCount == 10)
            // Who comes now goes to whichever has fewer, which is the second after this one.
            let next = [try await running.connect(), try await running.connect()]
            var places: [Int] = []
            for (number, client) in next.enumerated() { places.append(try await Self.ask(client, "c\(number)")) }
            #expect(Set(places) == [0, 1])
            for client in clients + next { await client.close() }
            try await running.untilNobodyIsConnected()
        }
    }

    @Test func `who is in the middle of a request stays, and is served to its end`() async throws {
        let gate = Gate()
        try await Self.withLoops({ request in
            if request.targetText == "/slow" { await gate.pass() }
            return .text("\(request.loopIndex) \(request.summary)")
        }) { running in
            let idle = try await running.connect()
            #expect(try await Self.ask(idle, "a") == 0)
            let waiting = try await running.connect()
            try await waiting.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            let reading = try await running.connect()
            try await reading.send("POST /half HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
            try await eventually("the slow one is asked") { gate.waitingCount == 1 }
            await running.settle()
            try await Self.widen(running)
            #expect(try await Self.ask(idle, "b") == 1)
            gate.open()
            #expect(try await waiting.response().text == "0 GET /slow 0")
            try await reading.send("cd")
            #expect(try await reading.response().text == "0 POST /half 4")
        }
    }

    @Test func `bytes that come while it moves are answered`() async throws {
        try await Self.withLoops { running in
            for round in 0..<20 {
                let client = try await running.connect()
                let other = try await running.connect()
                _ = try await Self.ask(client, "a")
                _ = try await Self.ask(other, "a")
                async let answer = Self.ask(client, "b\(round)")
                try await Self.widen(running)
                _ = try await answer
                await client.close()
                await other.close()
            }
            try await running.untilNobodyIsConnected()
        }
    }

    @Test func `a loop that has clients from before gets only what it lacks`() async throws {
        try await Self.withLoops { running in
            let first = try #require(running.group.loops.first)
            var clients: [RawConnection] = []
            for _ in 0..<8 { clients.append(try await running.connect()) }
            for client in clients { #expect(try await Self.ask(client, "a") == 0) }
            for _ in 0..<2 {
                try await Self.widen(running)
                var places: [Int] = []
                for client in clients { places.append(try await Self.ask(client, "b")) }
                #expect(places.count { $0 == 1 } == 4)
                await first.call {
                    for _ in 0..<40 { _ = running.server.balance(after: Self.reading(0, idle: nil)) }
                }
            }
        }
    }

    /// A connection that has read sixteen times asks for another turn; moved before that turn, it would be touched by the
    /// thread that it has left.
    @Test func `who is to have another turn on its loop stays for it`() async throws {
        let server = Mutex<Server?>(nil)
        try await withServer(handler: { group in
            PromptHandler { request in
                // Before the turn that this connection may ask for.
                group.loops[request.loopIndex].execute {
                    guard request.loopIndex == 0, request.body.count > 0 else { return }
                    _ = server.withLock { $0 }?.balance(after: Self.overload)
                }
                return .text("\(request.loopIndex) \(request.summary)")
            }
        }) { running in
            server.withLock { $0 = running.server }
            let first = try #require(running.group.loops.first)
            for round in 0..<20 {
                let client = try await running.connect()
                let other = try await running.connect()
                _ = try await Self.ask(client, "a")
                _ = try await Self.ask(other, "a")
                let head = "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 261888\r\n\r\n"
                try await whileBusy(first) {
                    try await client.send(Array(head.utf8) + patterned(261_888))
                }
                #expect(try await client.response().text.hasSuffix(" POST /big 261888"))
                _ = try await Self.ask(client, "b\(round)")
                await client.close()
                await other.close()
                try await running.untilNobodyIsConnected()
                await first.call {
                    for _ in 0..<40 { _ = running.server.balance(after: Self.reading(0, idle: nil)) }
                }
            }
            server.withLock { $0 = nil }
        }
    }
}
