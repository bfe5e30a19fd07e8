// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayHandlers
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// What a handler is told, and what becomes of what it answers.
struct HandlerTests {
    @Test(arguments: [
        ("/dev/a", "/a", "a"),
        ("/dev/a/", "/a/", "a"),
        ("/dev/a//b", "/a//b", "a//b"),
        ("//dev/a", "/a", "a"),
        ("/dev//a", "/a", "a"),
        ("/dev/a?b=c", "/a", "a"),
        (
            "/dev/x/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
            "/x/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
            "x/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com"
        ),
    ])
    func `path and rest of the path are as they came`(_ target: String, _ path: String, _ proxy: String) async throws {
        try await withGateway(api([try route("ANY /{proxy+}")]), parts()) { gateway in
            let event = try JSONValue(parsing: try await gateway.ask("PATCH \(target)", body: "é").body).object
            #expect(event?["method"] == "PATCH")
            #expect(event?["path"] == .string(path))
            #expect(event?["resource"] == "/{proxy+}")
            #expect(event?["pathParameters"] == ["proxy": .string(proxy)])
            #expect(event?["body"] == "é")
            #expect(event?["authorizer"] == nil)
        }
    }

    @Test func `path parameters are not decoded`() async throws {
        let template = "/test5/api/users/{username}/orders/{orderName}"
        try await withGateway(api([try route("POST \(template)")]), parts()) { gateway in
            let response = try await gateway.ask("POST /dev/test5/api/users/****%20Doe/orders/Summer%20Sale%202023")
            let event = try JSONValue(parsing: response.body).object
            #expect(event?["pathParameters"] == ["orderName": "Summer%20Sale%202023", "username": "****%20Doe"])
        }
    }

    @Test func `the root's path is a slash`() async throws {
        try await withGateway(api([try route("GET /")]), parts()) { gateway in
            for target in ["/dev", "/dev/", "/dev?x"] {
                let event = try JSONValue(parsing: try await gateway.ask("GET \(target)").body).object
                #expect(event?["path"] == "/")
                #expect(event?["pathParameters"] == .object(JSONObject()))
            }
        }
    }

    @Test func `a private route's handler learns principal and context, as texts`() async throws {
        try await withGateway(api([try route("GET /me", authorizer: "guard")]), parts()) { gateway in
            for _ in 1...2 {
                let response = try await gateway.ask("GET /dev/me", "Authorization: t")
                let event = try JSONValue(parsing: response.body).object
                #expect(event?["authorizer"] == ["principalId": "user", "role": "admin", "level": "7"])
            }
        }
    }

    private func ask(
        _ handler: @escaping HandlerFunction,
        _ check: (RawResponse, TestGateway) async throws -> Void
    ) async throws {
        var parts = parts()
        parts.handlers["tested"] = handler
        try await withGateway(api([try route("ANY /x", .function("tested"))]), parts) { gateway in
            try await check(gateway.ask("GET /dev/x"), gateway)
        }
    }

    @Test(arguments: [200, 201, 301, 404, 418, 500, 599] as [UInt16])
    func `status, type and body are passed on`(_ status: UInt16) async throws {
        try await ask({ _ in HandlerAnswer(status: status, contentType: "text/x; a=b", body: [0, 255, 10]) }) {
            response,
            _ in
            #expect(response.status == Int(status))
            #expect(response["content-type"] == "text/x; a=b")
            #expect(response.body == [0, 255, 10])
            #expect(response["x-amzn-errortype"] == nil)
            #expect(response["x-amzn-trace-id"] != nil)
        }
    }

    private static let internalServerError = #"{"message": "Internal server error"}"#

    @Test func `a handler that throws is a 502`() async throws {
        try await ask({ _ in throw Worded("no database") }) { response, gateway in
            #expect(response.status == 502)
            #expect(response.text == Self.internalServerError)
            #expect(response["x-amzn-errortype"] == "InternalServerErrorException")
            #expect(gateway.line == "502 GET /dev/x 0.00 ms · public; the handler threw: no database")
        }
    }

    /// 1xx is no answer (RFC 9110 §15.2): a client would go on waiting for one.
    @Test(arguments: [0, 99, 100, 101, 199, 600, 1000, 65_535] as [UInt16])
    func `a handler whose status is none is a 502`(_ status: UInt16) async throws {
        try await ask({ _ in HandlerAnswer(status: status, body: [1]) }) { response, gateway in
            #expect(response.status == 502)
            #expect(response.text == Self.internalServerError)
            #expect(
                gateway.line == "502 GET /dev/x 0.00 ms · public; the handler's answer is malformed: "
                    + "its status is \(status), expected 200 to 599"
            )
        }
    }

    @Test(arguments: ["text/plain\r\nSet-Cookie: a=b", "a\nb", "a\rb", "a\u{0}b", "a\u{7F}"])
    func `a handler whose content type would begin another field is a 502`(_ contentType: String) async throws {
        try await ask({ _ in HandlerAnswer(contentType: contentType, body: []) }) { response, gateway in
            #expect(response.status == 502)
            #expect(response.text == Self.internalServerError)
            #expect(response["set-cookie"] == nil)
            #expect(
                gateway.line == "502 GET /dev/x 0.00 ms · public; the handler's answer is malformed: "
                    + "its content type holds a control character"
            )
        }
    }

    @Test func `a handler that does not answer in time is a 504, and its late answer is dropped`() async throws {
        let clock = ManualTime()
        let gate = Gate()
        var parts = parts()
        parts.handlers["slow"] = { _ in
            await gate.pass()
            return .json("{}")
        }
        try await withGateway(api([try route("GET /x", .function("slow"))]), parts, clock: clock) { gateway in
            let connection = try await gateway.connect()
            try await connection.send("GET /dev/x HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the handler runs") { gate.waitingCount == 1 && clock.sleeperCount == 1 }
            clock.advance(by: .milliseconds(28_999))
            #expect(gateway.traces.all.isEmpty)
            clock.advance(by: .milliseconds(1))
            let response = try await connection.response()
            #expect(response.status == 504)
            #expect(response.text == #"{"message": "Endpoint request timed out"}"#)
            #expect(response["x-amzn-errortype"] == "InternalServerErrorException")
            #expect(
                gateway.line
                    == "504 GET /dev/x 29000.0 ms · public; the handler did not answer within 29 s"
            )
            // The connection lives on, and nothing of the late answer comes over it.
            gate.open()
            try await connection.send("GET /dev/y HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await connection.response().status == 403)
            await connection.close()
        }
    }

    @Test func `a handler that waits does not stop other requests`() async throws {
        let gate = Gate()
        var parts = parts()
        parts.handlers["slow"] = { _ in
            await gate.pass()
            return .json("{}")
        }
        try await withGateway(
            api([try route("GET /slow", .function("slow")), try route("GET /fast", .builtIn(.public))]),
            parts
        ) { gateway in
            async let slow = gateway.ask("GET /dev/slow")
            try await eventually("the handler runs") { gate.waitingCount == 1 }
            for _ in 0..<10 { #expect(try await gateway.ask("GET /dev/fast").status == 200) }
            gate.open()
            #expect(try await slow.status == 200)
        }
    }
}
