// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// The trace as JSON: one member per step.
struct TraceJSONTests {
    private func trace(
        _ requestLine: String,
        _ fields: String,
        authorizer: JSONValue = policy("Allow", "*")
    ) async throws -> JSONObject {
        try await withGateway(try demoAPI(), parts { _ in authorizer }) { gateway in
            let response = try await gateway.ask(requestLine, fields)
            let text = try #require(gateway.traces.all.last).json.compactText
            // It is read back by a reader that refuses duplicates.
            let object = try #require(try JSONValue(parsing: text).object)
            #expect(object["time"] == "2026-11-18T11:06:40.000Z")
            #expect(object["requestId"]?.string == response["x-amzn-requestid"])
            #expect(object["status"]?.number?.int64 == Int64(response.status))
            #expect(object["microseconds"] == 0)
            #expect(object["errorType"]?.string == response["x-amzn-errortype"])
            return object
        }
    }

    @Test func `a public request`() async throws {
        let object = try await trace("GET /dev/public?a=b", "X: y")
        #expect(object["method"] == "GET")
        #expect(object["path"] == "/dev/public")
        #expect(
            object["routing"] == [
                "outcome": "matched", "resource": "/public", "method": "GET", "handler": "builtin:public",
                "access": "public",
            ]
        )
        #expect(object["authorization"] == nil)
        #expect(object["integration"] == nil)
    }

    @Test func `an allowed request`() async throws {
        let object = try await trace("GET /dev/private", "Authorization: t")
        #expect(
            object["routing"] == [
                "outcome": "matched", "resource": "/private", "method": "GET", "handler": "builtin:private",
                "access": "private", "authorizer": "guard",
            ]
        )
        #expect(
            object["authorization"] == [
                "authorizer": "guard",
                "type": "TOKEN",
                "identity": ["sources": ["method.request.header.Authorization"], "outcome": "present"],
                "cache": ["outcome": "miss"],
                "invocation": ["microseconds": 0],
                "result": ["outcome": "allow", "statement": 0],
                "statements": [
                    [
                        "index": 0, "effect": "Allow", "matched": true,
                        "reason": "covers execute-api:Invoke on *",
                    ]
                ],
            ]
        )
    }

    @Test func `a request without a token`() async throws {
        let object = try await trace("GET /dev/private", "X: y")
        #expect(
            object["authorization"] == [
                "authorizer": "guard",
                "type": "TOKEN",
                "identity": [
                    "sources": ["method.request.header.Authorization"], "outcome": "missing",
                    "missing": "method.request.header.Authorization",
                ],
                "result": ["outcome": "unauthorized"],
            ]
        )
    }

    @Test func `denied requests and faults`() async throws {
        func result(_ answer: JSONValue) async throws -> JSONValue? {
            try await trace("GET /dev/private", "Authorization: t", authorizer: answer)["authorization"]?.object?[
                "result"
            ]
        }
        #expect(try await result(policy("Deny", "*")) == ["outcome": "explicitDeny", "statement": 0])
        #expect(try await result(policy("Allow", "arn:other")) == ["outcome": "implicitDeny"])
        #expect(
            try await result(.null) == [
                "outcome": "fault",
                "reason": "the authorizer's answer is no policy: it is null, not an object",
            ]
        )
    }

    @Test func `requests that no route takes`() async throws {
        #expect(
            try await trace("GET /public", "X: y")["routing"]
                == ["outcome": "unknownStage", "hint": "did you mean /dev/public?"]
        )
        #expect(
            try await trace("POST /dev/public", "X: y")["routing"] == [
                "outcome": "noRoute", "hint": "this path has GET",
            ]
        )
        #expect(try await trace("GET /dev/x", "X: y")["routing"] == ["outcome": "noRoute"])
    }

    @Test func `a cached answer, a handler of one's own`() async throws {
        var parts = parts()
        parts.handlers["broken"] = { _ in throw Worded("broken") }
        let routes = [
            try route("GET /me", authorizer: "guard"),
            try route("GET /broken", authorizer: "guard", .function("broken")),
        ]
        try await withGateway(api(routes), parts) { gateway in
            _ = try await gateway.ask("GET /dev/me", "Authorization: t")
            _ = try await gateway.ask("GET /dev/broken", "Authorization: t")
            let traces = gateway.traces.all.compactMap(\.json.object)
            #expect(traces[0]["integration"] == ["microseconds": 0, "outcome": "answered"])
            #expect(traces[1]["authorization"]?.object?["cache"] == ["outcome": "hit", "remainingSeconds": 300])
            #expect(traces[1]["authorization"]?.object?["invocation"] == nil)
            #expect(traces[1]["integration"] == ["microseconds": 0, "outcome": "threw", "reason": "broken"])
        }
    }

    @Test func `bytes that are no request`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            let connection = try await gateway.connect()
            try await connection.send("\u{1}\r\n\r\n")
            #expect(try await connection.response().status == 400)
            await connection.close()
            let object = gateway.traces.all.last?.json.object
            #expect(object?["method"] == nil)
            #expect(object?["path"] == nil)
            #expect(object?["routing"]?.object?["outcome"] == "malformed")
        }
    }
}
