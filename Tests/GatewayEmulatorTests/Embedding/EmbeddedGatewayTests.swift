// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport
import TestSupport
import Testing

@testable import GatewayEmulator

struct EmbeddedGatewayTests {
    private static func open(_ route: String = "GET /x", _ handler: @escaping GatewayRoute.Handler) -> GatewayAPI {
        GatewayAPI(stage: "dev", routes: [.public(route, handler: handler)])
    }

    @Test func `a handler is told of the request, and answers it`() async throws {
        let api = Self.open("ANY /users/{id}/{rest+}") { event in
            let parameters = event.pathParameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let parts = [event.method, event.path, event.resource, parameters.joined(separator: "&")]
            let text = parts.joined(separator: " ") + " " + String(decoding: event.body, as: UTF8.self)
            return GatewayRoute.Answer(status: 201, contentType: "text/x-test", body: Array(text.utf8))
        }
        try await withGateway(api) { gateway in
            let answer = try await gateway.ask("PUT /dev/users/7/a/b?q=1", body: "hello")
            #expect(answer.status == 201)
            #expect(answer["content-type"] == "text/x-test")
            #expect(answer.text == "PUT /users/7/a/b /users/{id}/{rest+} id=7&rest=a/b hello")
        }
    }

    @Test(arguments: [0, 99, 199, 600, -1, 65_736])
    func `a status that cannot be sent is a 502`(status: Int) async throws {
        try await withGateway(Self.open { _ in .json("{}", status: status) }) { (gateway) async throws in
            #expect(try await gateway.ask("GET /dev/x").status == 502)
        }
    }

    @Test func `a handler that throws is a 502, and the log says why`() async throws {
        try await withGateway(Self.open { _ in throw Worded("out of tea") }) { (gateway) async throws in
            #expect(try await gateway.ask("GET /dev/x").status == 502)
            #expect(gateway.requests.last?.reason == "public; the handler threw: out of tea")
        }
    }

    @Test func `who has an answer finds its request`() async throws {
        try await withGateway(Self.open { _ in .text("") }) { gateway in
            #expect(gateway.requests.isEmpty)
            _ = try await gateway.ask("GET /dev/x?secret=1")
            _ = try await gateway.ask("GET /x")
            let requests = gateway.requests
            #expect(requests.map(\.method) == ["GET", "GET"])
            #expect(requests.map(\.path) == ["/dev/x", "/x"])
            #expect(requests.map(\.status) == [200, 403])
            #expect(requests.map(\.errorType) == [nil, "ForbiddenException"])
            #expect(requests.map(\.reason) == ["public", "no such stage; did you mean /dev/x?"])
            for request in requests {
                #expect(request.description.hasPrefix("\(request.status) GET \(request.path) "))
                #expect(request.description.hasSuffix(" ms · \(request.reason)"))
                let json = try JSONValue(parsing: request.json)
                #expect(json.object?["status"]?.number?.int64 == Int64(request.status))
            }
        }
    }

    @Test func `several gateways in one process know nothing of each other`() async throws {
        try await withGateway(Self.open { _ in .text("first") }) { first in
            try await withGateway(Self.open { _ in .text("second") }) { (second) async throws in
                #expect(first.port != second.port)
                #expect(first.url == "http://127.0.0.1:\(first.port)")
                #expect(try await first.ask("GET /dev/x").text == "first")
                #expect(try await second.ask("GET /dev/x").text == "second")
                #expect(first.requests.count == 1)
                #expect(second.requests.count == 1)
            }
            #expect(try await first.ask("GET /dev/x").text == "first")
        }
    }

    @Test func `what the body returns comes back`() async throws {
        #expect(try await withGateway(Self.open { _ in .text("") }) { $0.port } > 0)
    }

    @Test(arguments: [false, true])
    func `however the body ends, what was accepted is answered first`(bodyThrows: Bool) async throws {
        let gate = Gate()
        let events = Record<String>()
        let connections = Record<RawConnection>()
        let api = Self.open { _ in
            await gate.pass()
            events.note("answered")
            return .text("late")
        }
        let gatewayEnd = Task {
            do {
                try await withGateway(api) { gateway in
                    let connection = try await RawConnection.open(port: gateway.port)
                    try await connection.send("GET /dev/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    try await eventually("the handler runs") { gate.waitingCount == 1 }
                    connections.note(connection)
                    if bodyThrows { throw Worded("enough") }
                }
                events.note("returned")
            } catch is Worded {
                events.note("thrown")
            }
        }
        try await eventually("the body has ended") { connections.all.count == 1 }
        gate.open()
        let connection = try #require(connections.all.first)
        #expect(try await connection.response().text == "late")
        #expect(try await connection.receive() == nil)
        await connection.close()
        try await gatewayEnd.value
        #expect(events.all == ["answered", bodyThrows ? "thrown" : "returned"])
    }

    @Test func `a gateway may be stopped twice`() async throws {
        let gateway = try await EmbeddedGateway.start(Self.open { _ in .text("") })
        await gateway.stop()
        await gateway.stop()
    }

    @Test func `closures run on no event loop, so they may block`() async throws {
        let isOnLoop: @Sendable () throws -> Bool = {
            try EmbeddedGateway.sharedLoops.get().loops.contains(where: \.isCurrent)
        }
        let authorizer = CustomAuthorizer("guard") { _ in
            .allow(principalId: "mary", context: ["isOnLoop": String(try isOnLoop())])
        }
        let route = GatewayRoute.private("GET /x", authorizer: authorizer) { event in
            .text("\(event.context["isOnLoop"] ?? "") \(try isOnLoop())")
        }
        try await withGateway(GatewayAPI(stage: "dev", routes: [route])) { (gateway) async throws in
            #expect(try await gateway.ask("GET /dev/x", "Authorization: token").text == "false false")
        }
    }

    @Test func `the last ones are remembered`() {
        let record = RequestRecord(limit: 3)
        for number in 1...10 {
            var trace = Trace(
                startedAt: TimeSource.system.now(),
                requestId: RequestID(high: 0, low: UInt64(number), extra: 0),
                method: Array("GET".utf8)[...],
                path: Array("/\(number)".utf8)[...]
            )
            trace.status = 200
            record.record(trace, loopIndex: 0)
            #expect(record.last.map(\.path) == (max(1, number - 2)...number).map { "/\($0)" })
        }
    }
}
