// SPDX-License-Identifier: Apache-2.0
// Source: Lambda developer guide, "Using the Lambda runtime API for custom runtimes", and its OpenAPI description: paths, header
// fields, 202, 400, 403 and 413 with an ErrorResponse.

import GatewayHandlers
import GatewayJSON
import GatewayLambda
import GatewayModel
import TestSupport
import Testing

struct RuntimeAPITests {
    @Test func `an event comes with what the runtime has to know`() async throws {
        let clock = ManualTime()
        try await TestFleet.with([ScriptedFunction.configuration(timeout: .seconds(6))], time: clock.source) { test in
            let call = FunctionCall(
                payload: Array(#"{"do":"describe"}"#.utf8),
                requestId: TestFleet.requestId,
                traceId: "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
                clientContext: "{\n\"client\":{}}"
            )
            let result = try await test.function().invoke(call, wantsLog: false)
            guard case .payload(let bytes) = result.outcome else { throw Unexpected("\(result)") }
            let fields = try #require(try JSONValue(parsing: bytes).object?["fields"]?.object)
            #expect(fields["lambda-runtime-aws-request-id"] == .string(TestFleet.requestId))
            #expect(fields["lambda-runtime-deadline-ms"] == "1795000006000")
            #expect(
                fields["lambda-runtime-invoked-function-arn"]
                    == "arn:aws:lambda:us-east-1:123456789012:function:scripted"
            )
            #expect(fields["lambda-runtime-trace-id"] == "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700")
            #expect(fields["lambda-runtime-client-context"] == #"{"client":{}}"#)
            #expect(fields["content-type"] == "application/json")
        }
    }

    static let base = "/2018-06-01/runtime/"

    @Test(arguments: [
        ("POST", base + "invocation/another/response", "", 400, "InvalidRequestID"),
        ("POST", base + "invocation/another/error", "", 400, "InvalidRequestID"),
        ("GET", base + "invocation/next", "", 403, "InvalidStateTransition"),
        ("POST", base + "init/error", "", 403, "InvalidStateTransition"),
        ("GET", base + "invocation/ID/response", "", 404, "NotFound"),
        ("PUT", base + "invocation/ID/response", "", 404, "NotFound"),
        ("POST", base + "invocation/next", "", 404, "NotFound"),
        ("POST", base + "invocation/ID/other", "", 404, "NotFound"),
        ("GET", base + "init/error", "", 404, "NotFound"),
        ("GET", "/", "", 404, "NotFound"),
        ("POST", base + "invocation/ID/response", "Origin: http://127.0.0.1:3000\r\n", 403, "Forbidden"),
        ("POST", base + "invocation/ID/response", "Sec-Fetch-Site: none\r\n", 403, "Forbidden"),
    ])
    func `what a runtime may not ask is refused`(
        method: String,
        path: String,
        fields: String,
        status: Int64,
        type: String
    ) async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let request: JSONValue = [.string(method), .string(path), "{}", .string(fields)]
            let event: JSONValue = ["do": "ask", "requests": [request]]
            let answer = try await test.value(event.compactText).array?.first?.array
            #expect(answer?.first == .number(JSONNumber(status)))
            let error = try JSONValue(parsing: answer?.last?.string ?? "").object
            #expect(error?["errorType"] == .string(type))
        }
    }

    @Test(arguments: ["attacker.example", "127.0.0.1.attacker.example", "localhost.attacker.example:80"])
    func `a call by a name is a web page's, and is refused`(host: String) async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let facts = try await test.value(#"{"do":"describe"}"#).object?["environment"]?.object
            let address = try #require(facts?["AWS_LAMBDA_RUNTIME_API"]?.string)
            let port = try #require(UInt16(address.split(separator: ":")[1]))
            let connection = try await RawConnection.open(port: port)
            try await connection.send("GET \(Self.base)invocation/next HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            #expect(try await connection.response().status == 403)
            await connection.close()
        }
    }

    @Test(arguments: [
        (
            #"{"errorType":"Oops","errorMessage":"no"}"#, [:],
            #"{"errorType":"Oops","errorMessage":"no"}"#
        ),
        (
            "", ["Lambda-Runtime-Function-Error-Type": "Runtime.Custom"],
            #"{"errorType":"Runtime.Custom","errorMessage":""}"#
        ),
        ("no JSON", [:], #"{"errorType":"Unhandled","errorMessage":"no JSON"}"#),
    ])
    func `an error is handed on as it was reported`(body: String, fields: [String: String], error: String) async throws
    {
        let members = JSONObject(distinct: fields.map { ($0.key, .string($0.value)) })
        let event: JSONValue = ["do": "fail", "body": .string(body), "fields": .object(members)]
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let told = try await test.call(event.compactText).functionError
            #expect(told?.compactText == error)
            #expect(try await test.value("1") == 1)
        }
    }

    @Test func `an answer of six megabytes passes, and a larger one is an error`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let value = try await test.value(#"{"do":"large","count":6291556}"#)
            #expect(value.string?.utf8.count == 6_291_554)
            let error = try await test.call(#"{"do":"large","count":6291557}"#).functionError
            let message =
                "Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes)."
            #expect(error == ["errorType": "Function.ResponseSizeTooLarge", "errorMessage": .string(message)])
            let farTooLarge = try await test.call(#"{"do":"large","count":30000000}"#).functionError
            #expect(farTooLarge?.object?["errorType"] == "Function.ResponseSizeTooLarge")
            #expect(try await test.value("1") == 1)
        }
    }

    @Test func `an answer that streams is collected`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let value = try await test.value(#"{"do":"stream","pieces":["{\"a\":","1","}"]}"#)
            #expect(value == ["a": 1])
        }
    }

    @Test func `an error behind a streamed answer is an error`() async throws {
        let error = #"{"errorType":"Oops","errorMessage":"too late"}"#
        let trailers =
            "Lambda-Runtime-Function-Error-Type: Oops\r\n"
            + "Lambda-Runtime-Function-Error-Body: \(Base64.encode(Array(error.utf8)))\r\n"
        let event: JSONValue = ["do": "stream", "pieces": ["half"], "trailers": .string(trailers)]
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let told = try await test.call(event.compactText).functionError
            #expect(told?.compactText == error)
        }
    }
}
