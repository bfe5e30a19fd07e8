// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayEmulator
import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport
import Testing

/// The line of each request, to the letter.
struct TraceLineTests {
    @Test(arguments: [
        ("GET /dev/public", "200 GET /dev/public 0.00 ms · public"),
        ("GET /dev/public?access_token=secret", "200 GET /dev/public 0.00 ms · public"),
        ("GET /dev/private", "401 GET /dev/private 0.00 ms · no Authorization header; the authorizer was not asked"),
        ("GET /public", "403 GET /public 0.00 ms · no such stage; did you mean /dev/public?"),
        ("GET /public?a=b", "403 GET /public 0.00 ms · no such stage; did you mean /dev/public?"),
        ("POST /public", "403 POST /public 0.00 ms · no such stage"),
        ("GET /nothing", "403 GET /nothing 0.00 ms · no such stage"),
        ("GET /", "403 GET / 0.00 ms · no such stage"),
        ("OPTIONS *", "403 OPTIONS * 0.00 ms · no such stage"),
        ("POST /dev/public", "403 POST /dev/public 0.00 ms · no route; this path has GET"),
        ("HEAD /dev/private", "403 HEAD /dev/private 0.00 ms · no route; this path has GET"),
        ("GET /dev/nothing", "403 GET /dev/nothing 0.00 ms · no route"),
    ])
    func `it names status, method, path, time and reason`(_ requestLine: String, _ line: String) async throws {
        try await withGateway(try demoAPI(), parts()) { gateway in
            _ = try await gateway.ask(requestLine)
            #expect(gateway.traces.lines == [line])
        }
    }

    @Test func `a hint never leaves the path that was asked for`() async throws {
        let routes = [try route("ANY /", .builtIn(.public)), try route("ANY /{proxy+}", .builtIn(.public))]
        try await withGateway(api(routes)) { gateway in
            _ = try await gateway.ask("OPTIONS *")
            #expect(gateway.line == "403 OPTIONS * 0.00 ms · no such stage")
            _ = try await gateway.ask("GET /")
            #expect(gateway.line == "403 GET / 0.00 ms · no such stage; did you mean /dev/?")
            _ = try await gateway.ask("GET /a/b")
            #expect(gateway.line == "403 GET /a/b 0.00 ms · no such stage; did you mean /dev/a/b?")
        }
    }

    private func line(_ authorizer: @escaping AuthorizerFunction) async throws -> String {
        try await withGateway(try demoAPI(), parts(authorizer: authorizer)) { gateway in
            _ = try await gateway.ask("GET /dev/private", "Authorization: t")
            return gateway.line
        }
    }

    @Test func `it says what an authorizer's answer came to`() async throws {
        #expect(try await line { _ in policy("Allow", "*") } == "200 GET /dev/private 0.00 ms · Allow")
        #expect(
            try await line { _ in policy("Deny", "*") }
                == "403 GET /dev/private 0.00 ms · Deny: Statement[0] of the policy covers execute-api:Invoke on *"
        )
        #expect(
            try await line { _ in policy("Allow", "arn:other") }
                == "403 GET /dev/private 0.00 ms · Deny: no statement of the policy allows it; "
                + "Statement[0] Resource \"arn:other\" does not match"
        )
        #expect(
            try await line { _ in throw Worded("Unauthorized") }
                == #"401 GET /dev/private 0.00 ms · the authorizer threw "Unauthorized""#
        )
        #expect(
            try await line { _ in throw Worded("kaput") }
                == "500 GET /dev/private 0.00 ms · the authorizer threw: kaput"
        )
        #expect(
            try await line { _ in .null }
                == "500 GET /dev/private 0.00 ms · the authorizer's answer is no policy: it is null, not an object"
        )
        #expect(
            try await line { _ in policy("Allow", "*", principalId: .null) }
                == "500 GET /dev/private 0.00 ms · the authorizer allows but gives no principalId"
        )
    }

    @Test func `a long path is cut`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            _ = try await gateway.ask("GET /dev/" + String(repeating: "a", count: 500))
            #expect(gateway.line == "403 GET /dev/" + String(repeating: "a", count: 195) + "… 0.00 ms · no route")
        }
    }

    @Test(
        arguments: [
            (0, "0.00"), (4_999, "0.00"), (5_000, "0.01"), (94_999, "0.09"), (95_000, "0.1"), (100_000, "0.1"),
            (149_999, "0.1"), (150_000, "0.2"), (199_999, "0.2"), (949_999, "0.9"), (950_000, "1.0"),
            (1_960_000, "2.0"),
            (12_340_000, "12.3"), (29_000_000_000, "29000.0"),
        ] as [(UInt64, String)]
    )
    func `time is rounded to tenths, and below one tenth to hundredths`(_ nanoseconds: UInt64, _ shown: String) {
        var trace = Trace(
            startedAt: Timestamp(secondsSince1970: 0),
            requestId: RequestID(high: 1, low: 2, extra: 3),
            method: Array("GET".utf8)[...],
            path: Array("/x".utf8)[...]
        )
        trace.status = 200
        trace.duration = nanoseconds
        var line: [UInt8] = []
        trace.appendLine(to: &line)
        #expect(String(decoding: line, as: UTF8.self) == "200 GET /x \(shown) ms · public\n")
    }

    /// Line ends, terminal sequences, and marks that turn text around.
    private static let nasty = "a\r\nb\u{1B}[2J\u{0}\u{7F}\u{9B}\u{85}\u{2028}\u{2029}\u{202E}\u{2066}\u{200F}\tc"
    private static let tamed = "a  b [2J" + String(repeating: " ", count: 10) + "c"

    @Test func `nobody's words begin a line of their own or speak to a terminal`() async throws {
        var parts = parts { _ in throw Worded(Self.nasty) }
        parts.handlers["nasty"] = { _ in throw Worded(Self.nasty) }
        var api = try demoAPI()
        api.routes.append(try route("GET /nasty", .function("nasty")))
        try await withGateway(api, parts) { gateway in
            _ = try await gateway.ask("GET /dev/private", "Authorization: t")
            #expect(gateway.line == "500 GET /dev/private 0.00 ms · the authorizer threw: \(Self.tamed)")
            _ = try await gateway.ask("GET /dev/nasty")
            #expect(gateway.line == "502 GET /dev/nasty 0.00 ms · public; the handler threw: \(Self.tamed)")
            for trace in gateway.traces.all {
                let json = trace.json.compactText
                #expect(json.utf8.allSatisfy { $0 >= 0x20 })
            }
        }
    }

    @Test func `long words are cut`() async throws {
        let line = try await line { _ in throw Worded(String(repeating: "x", count: 100_000)) }
        #expect(
            line == "500 GET /dev/private 0.00 ms · the authorizer threw: " + String(repeating: "x", count: 500 - 22)
                + "…"
        )
    }
}
