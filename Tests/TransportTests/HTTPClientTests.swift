// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import TestSupport
import Testing

@testable import GatewayTransport

/// The client against servers that misbehave.
struct HTTPClientTests {
    private func get(
        _ url: String,
        timeout: Duration = .seconds(120),
        bodyLimit: Int = 1000,
        time: TimeSource = .system,
        lookUp: @escaping Resolver.LookUp = Resolver.ask
    ) async throws -> ClientResponse {
        let group = try EventLoopGroup(count: 1, time: time)
        defer { group.stop() }
        let url = try #require(HTTPURL(url))
        return try await HTTPClient(group: group, caFile: nil, lookUp: lookUp)
            .get(url, timeout: timeout, bodyLimit: bodyLimit)
    }

    @Test func `a URL is fetched with the head that a server expects`() async throws {
        try await withServer(answering: { request in
            let fields = (0..<request.head.fieldCount).map { request.head.field(at: $0) }.map { field in
                "\(String(decoding: field.name, as: UTF8.self))=\(String(decoding: field.value, as: UTF8.self))"
            }
            return .text("\(request.summary) \(fields.joined(separator: ","))")
        }) { running in
            let response = try await get("http://127.0.0.1:\(running.port)/a?b")
            #expect(response.status == 200)
            #expect(
                String(decoding: response.body, as: UTF8.self)
                    == "GET /a?b 0 Host=127.0.0.1:\(running.port),Accept=application/json,Connection=close"
            )
            try await running.untilNobodyIsConnected()
        }
    }

    @Test(arguments: [Int.max, 1])
    func `a body without a length ends with the connection`(_ pieces: Int) async throws {
        try await ScriptedServer.run(answering: "HTTP/1.1 200 OK\r\n\r\nuntil the end", pieces: pieces) { server in
            let response = try await get("http://127.0.0.1:\(server.port)/")
            #expect(response.body == Array("until the end".utf8))
        }
    }

    @Test func `a redirect is an answer`() async throws {
        let answer = "HTTP/1.1 302 Found\r\nLocation: http://no-such-host.invalid/\r\nContent-Length: 0\r\n\r\n"
        try await ScriptedServer.run(answering: answer, then: .staysOpen) { server in
            let response = try await get("http://127.0.0.1:\(server.port)/")
            #expect(response.status == 302)
            #expect(response.firstValue(of: "location") == "http://no-such-host.invalid/")
        }
    }

    @Test func `an answer that stops early is an error`() async throws {
        try await ScriptedServer.run(answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc") { server in
            await #expect(throws: ClientError.closedEarly) { try await get("http://127.0.0.1:\(server.port)/") }
        }
    }

    @Test func `an answer beyond the limit is an error`() async throws {
        try await ScriptedServer.run(answering: "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n") { server in
            await #expect(throws: ClientError.responseTooLarge(limit: 1000)) {
                try await get("http://127.0.0.1:\(server.port)/")
            }
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\na"])
    func `a server that does not complete its answer is given up`(_ answer: String) async throws {
        let time = ManualTime()
        try await ScriptedServer.run(answering: answer, then: .staysOpen) { server in
            let url = "http://127.0.0.1:\(server.port)/"
            let response = Task { try await get(url, timeout: .milliseconds(500), time: time.source) }
            try await eventually("the server is asked") { server.requestCount == 1 }
            time.advance(by: .milliseconds(500))
            await #expect(throws: ClientError.timedOut(after: .milliseconds(500))) { try await response.value }
        }
    }

    @Test func `the time for everything includes the resolver's`() async throws {
        let time = ManualTime()
        try await ScriptedServer.run(answering: "", then: .staysOpen) { server in
            let response = Task {
                try await get("http://slow/", timeout: .seconds(2), time: time.source) { _, _ in
                    time.advance(by: .seconds(1))
                    return [.loopbackV4(port: server.port)]
                }
            }
            try await eventually("the server is asked") { server.requestCount == 1 }
            time.advance(by: .seconds(1))
            await #expect(throws: ClientError.timedOut(after: .seconds(2))) { try await response.value }
        }
    }

    @Test func `an address that leads nowhere uses up no more than its share of the time`() async throws {
        let time = ManualTime()
        let hole = try BlackHole()
        try await ScriptedServer.run(answering: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") { server in
            let response = Task {
                try await get("http://a/", timeout: .seconds(40), time: time.source) { _, _ in
                    [hole.address, .loopbackV4(port: server.port)]
                }
            }
            // Tried for all of the time, the first address would leave none for asking the second.
            try await eventually("the second address is asked") {
                time.advance(by: .milliseconds(20))
                return server.requestCount == 1
            }
            #expect(try await response.value.body == Array("ok".utf8))
        }
        withExtendedLifetime(hole) {}
    }

    @Test func `a resolver that never answers is given up`() async throws {
        let time = ManualTime()
        let gate = Gate()
        defer { gate.open() }
        let response = Task {
            try await get("http://a/", timeout: .milliseconds(500), time: time.source) { _, _ in
                await gate.pass()
                return []
            }
        }
        try await eventually("the resolver is asked") { gate.waitingCount == 1 && time.sleeperCount == 1 }
        time.advance(by: .milliseconds(500))
        await #expect(throws: ClientError.timedOut(after: .milliseconds(500))) { try await response.value }
    }

    @Test func `a port where nobody listens is named`() async throws {
        // One that is only free may be another test's in a moment.
        let bound = try BoundPort()
        await #expect(
            throws: ClientError.cannotConnect("127.0.0.1:\(bound.port)", reason: "connect: Connection refused")
        ) {
            try await get("http://127.0.0.1:\(bound.port)/")
        }
    }

    @Test func `a name's second address is tried when nobody listens at the first`() async throws {
        try await withServer { running in
            let response = try await get(
                "http://two/",
                lookUp: { _, _ in
                    [.loopbackV6(port: running.port), .loopbackV4(port: running.port)]
                }
            )
            #expect(response.status == 200)
        }
    }

    @Test func `a name that the system cannot resolve is named`() async throws {
        // An empty label is refused by the resolver itself, so no server is asked.
        await #expect {
            try await get("http://no-such..host.invalid/")
        } throws: { error in
            guard case ClientError.unknownHost("no-such..host.invalid", let reason) = error else { return false }
            return !reason.isEmpty
        }
    }

    @Test func `a name without an address is named`() async throws {
        await #expect(throws: ClientError.unknownHost("a", reason: "it has no address")) {
            try await get("http://a/", lookUp: { _, _ in [] })
        }
    }

    @Test(arguments: ["localhost", "LOCALHOST"])
    func `localhost is loopback, and no resolver is asked`(name: String) async throws {
        let resolver = Resolver(
            lookUp: { host, _ throws(ClientError) in throw .unknownHost(host, reason: "a resolver was asked") },
            time: .system
        )
        let addresses = try await resolver.addresses(of: name, port: 80, within: .seconds(5))
        #expect(addresses == [.loopbackV4(port: 80), .loopbackV6(port: 80)])
    }

    @Test func `the system resolves an address that it is given`() async throws {
        let addresses = try await Resolver.ask("127.0.0.1", 80)
        #expect(addresses == [.loopbackV4(port: 80)])
    }

    @Test(arguments: [
        (ClientError.timedOut(after: .milliseconds(500)), "no complete answer within 0.5 seconds"),
        (.timedOut(after: .seconds(5)), "no complete answer within 5.0 seconds"),
        (.closedEarly, "the connection was closed before the answer was complete"),
        (.cannotConnect("[::1]:80", reason: "x"), "cannot connect to [::1]:80 (x)"),
        (.responseTooLarge(limit: 5), "the answer is larger than 5 bytes"),
    ])
    func `an error says what happened`(_ error: ClientError, _ text: String) {
        #expect(error.description == text)
    }
}
