// SPDX-License-Identifier: Apache-2.0

// Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation".

import GatewayHandlers
import GatewayLambda
import GatewayTime
import GatewayTransport
import TestSupport
import Testing

struct EventInvocationTests {
    private static let event = ["X-Amz-Invocation-Type: Event"]
    private static let failure = InvocationOutcome.functionError(errorMessage: "no\nmore", payload: [])

    @Test func `an event is answered before its function is`() async throws {
        let gate = Gate()
        let service = FakeService([
            "echo": { _, _ in
                await gate.pass()
                return .payload([])
            }
        ])
        try await withInvokeAPI(service) { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path("echo"), Self.event)
            #expect(response.status == 202)
            #expect(response.body.isEmpty)
            #expect(response["x-amz-executed-version"] == nil)
            #expect(lambda.api.pendingEvents == 1)
            gate.open()
            try await eventually("the event is done") { lambda.api.pendingEvents == 0 }
            #expect(
                lambda.log.lines == ["notice lambda: event \(response["x-amzn-requestid"] ?? "") of echo succeeded"]
            )
        }
    }

    @Test func `a function that fails is tried after one minute, after two more, and no more`() async throws {
        try await withInvokeAPI(FakeService(["echo": { _, _ in Self.failure }])) { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path("echo"), Self.event, body: #"{"n":1}"#)
            for (attempt, wait) in [(1, 60), (2, 120)] {
                try await eventually("it waits") { lambda.clock.sleeperCount == 1 }
                #expect(lambda.service.calls.count == attempt)
                lambda.clock.advance(by: .seconds(wait - 1))
                #expect(lambda.clock.sleeperCount == 1)
                lambda.clock.advance(by: .seconds(1))
            }
            try await eventually("it is given up") { lambda.api.pendingEvents == 0 }
            #expect(lambda.service.calls.count == 3)
            let id = response["x-amzn-requestid"]
            #expect(
                lambda.service.calls.allSatisfy { $0.requestId == id && $0.payload.elementsEqual(#"{"n":1}"#.utf8) }
            )
            let head = "lambda: event \(id ?? "") of echo failed: no more; "
            #expect(
                lambda.log.lines == [
                    "warning \(head)tried again in 60 s", "warning \(head)tried again in 120 s",
                    "error \(head)given up after 2 retries",
                ]
            )
        }
    }

    @Test func `a retry that succeeds is the last`() async throws {
        let service = FakeService(["echo": { _, attempt in attempt == 1 ? Self.failure : .payload([]) }])
        try await withInvokeAPI(service) { lambda in
            #expect(try await lambda.ask(TestInvokeAPI.path("echo"), Self.event).status == 202)
            try await eventually("it waits") { lambda.clock.sleeperCount == 1 }
            lambda.clock.advance(by: .seconds(60))
            try await eventually("the event is done") { lambda.api.pendingEvents == 0 }
            #expect(lambda.service.calls.count == 2)
            #expect(lambda.log.lines.last?.hasSuffix("succeeded") == true)
        }
    }

    @Test func `throttles are tried again ever later, for six hours`() async throws {
        let service = FakeService(["echo": { _, _ in .invokeError("TooManyRequestsException") }])
        try await withInvokeAPI(service) { lambda in
            #expect(try await lambda.ask(TestInvokeAPI.path("echo"), Self.event).status == 202)
            var waits: [Int] = []
            var waited = 0
            while lambda.api.pendingEvents == 1 {
                try await eventually("it waits, or is given up") {
                    lambda.clock.sleeperCount == 1 || lambda.api.pendingEvents == 0
                }
                guard lambda.clock.sleeperCount == 1 else { break }
                let wait = min(1 << min(waits.count, 10), 300)
                waits.append(wait)
                waited += wait
                lambda.clock.advance(by: .seconds(wait))
            }
            #expect(waits.prefix(10).elementsEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300]))
            #expect(waited <= 6 * 3600 && waited > 6 * 3600 - 300)
            #expect(lambda.service.calls.count == waits.count + 1)
            #expect(lambda.log.lines.last?.contains("given up, because it is 6 hours old") == true)
        }
    }

    @Test func `throttles do not use up the retries of errors`() async throws {
        let service = FakeService([
            "echo": { _, attempt in attempt <= 5 ? .invokeError("TooManyRequestsException") : Self.failure }
        ])
        try await withInvokeAPI(service) { lambda in
            #expect(try await lambda.ask(TestInvokeAPI.path("echo"), Self.event).status == 202)
            for wait in [1, 2, 4, 8, 16, 60, 120] {
                try await eventually("it waits") { lambda.clock.sleeperCount == 1 }
                lambda.clock.advance(by: .seconds(wait))
            }
            try await eventually("it is given up") { lambda.api.pendingEvents == 0 }
            #expect(lambda.service.calls.count == 8)
        }
    }

    @Test func `a function that has gone is not waited for`() async throws {
        try await withInvokeAPI(FakeService(["echo": { _, _ in Self.failure }])) { lambda in
            #expect(try await lambda.ask(TestInvokeAPI.path("echo"), Self.event).status == 202)
            try await eventually("it waits") { lambda.clock.sleeperCount == 1 }
            lambda.service.remove("echo")
            lambda.clock.advance(by: .seconds(60))
            try await eventually("it is given up") { lambda.api.pendingEvents == 0 }
            #expect(lambda.log.lines.last?.hasSuffix("given up: the function is no longer there") == true)
        }
    }

    @Test func `what the queue has no room for is throttled`() async throws {
        let gate = Gate()
        let service = FakeService([
            "echo": { _, _ in
                await gate.pass()
                return .payload([])
            }
        ])
        try await withInvokeAPI(service) { lambda in
            // 64 MB in all.
            let payload = Array("\"".utf8) + Array(repeating: UInt8(ascii: "a"), count: 1_048_574) + Array("\"".utf8)
            for _ in 0..<64 {
                #expect(try await lambda.ask(TestInvokeAPI.path("echo"), Self.event, body: payload).status == 202)
            }
            let response = try await lambda.ask(TestInvokeAPI.path("echo"), Self.event)
            #expect(response.status == 429)
            #expect(response["x-amzn-errortype"] == "TooManyRequestsException")
            gate.open()
            try await eventually("all are done") { lambda.api.pendingEvents == 0 }
            #expect(try await lambda.ask(TestInvokeAPI.path("echo"), Self.event).status == 202)
        }
    }

    @Test func `an end gives up what waits`() async throws {
        try await withInvokeAPI(FakeService(["echo": { _, _ in Self.failure }])) { lambda in
            #expect(try await lambda.ask(TestInvokeAPI.path("echo"), Self.event).status == 202)
            try await eventually("it waits") { lambda.clock.sleeperCount == 1 }
            lambda.api.close()
            try await eventually("it is given up") { lambda.api.pendingEvents == 0 }
            #expect(lambda.log.lines.last?.contains("the gateway ends") == true)
            #expect(try await lambda.ask(TestInvokeAPI.path("echo"), Self.event).status == 429)
        }
    }
}
