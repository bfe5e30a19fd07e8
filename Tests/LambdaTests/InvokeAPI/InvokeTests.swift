// SPDX-License-Identifier: Apache-2.0

// Lambda API reference, Invoke: request and response, and InvokeAsync.

import GatewayHandlers
import GatewayJSON
import GatewayLambda
import TestSupport
import Testing

struct InvokeTests {
    @Test func `an answer is the function's payload, with Lambda's headers`() async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(body: #"{"a": 1}"#)
            #expect(response.status == 200)
            #expect(response.text == #"{"a": 1}"#)
            #expect(response["content-type"] == "application/json")
            #expect(response["x-amz-executed-version"] == "$LATEST")
            #expect(response["x-amzn-remapped-content-length"] == "0")
            #expect(response["x-amz-function-error"] == nil)
            #expect(response["x-amz-log-result"] == nil)
            let call = try #require(lambda.service.calls.first)
            #expect(response["x-amzn-requestid"] == call.requestId)
            #expect(call.requestId?.count == 36)
            #expect(call.traceId?.hasPrefix("Root=1-6afd86c0-") == true)
            let trace = try #require(response["x-amzn-trace-id"])
            #expect(trace.hasPrefix("root=1-6afd86c0-") && trace.hasSuffix(";sampled=0"))
        }
    }

    @Test func `a trace goes on`() async throws {
        try await withInvokeAPI { lambda in
            let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
            let response = try await lambda.ask(TestInvokeAPI.path("echo"), ["X-Amzn-Trace-Id: \(trace)"])
            #expect(lambda.service.calls.first?.traceId == trace)
            #expect(response["x-amzn-trace-id"] == "root=1-5759e988-bd862e3fe1be46a994272793;sampled=1")
        }
    }

    @Test func `no payload is an empty object`() async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(body: "")
            #expect(response.text == "{}")
        }
    }

    @Test func `an error of the function is an answer that says so`() async throws {
        let error = #"{"errorType":"Error","errorMessage":"no","trace":[]}"#
        let service = FakeService(["echo": { _, _ in .functionError(errorMessage: "no", payload: Array(error.utf8)) }])
        try await withInvokeAPI(service) { lambda in
            let response = try await lambda.ask()
            #expect(response.status == 200)
            #expect(response["x-amz-function-error"] == "Unhandled")
            #expect(response["x-amz-executed-version"] == "$LATEST")
            #expect(response.text == error)
        }
    }

    @Test func `the tail of the log comes in base64, 4 KB of it`() async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path("echo"), ["X-Amz-Log-Type: Tail"])
            let log = try Base64.decode(try #require(response["x-amz-log-result"]))
            #expect(log.count == 4096)
            #expect(log.suffix(5).elementsEqual("xEND\n".utf8))
            let quiet = try await lambda.ask(TestInvokeAPI.path("echo"), ["X-Amz-Log-Type: None"])
            #expect(quiet["x-amz-log-result"] == nil)
        }
    }

    @Test func `the client context reaches a function that is waited for`() async throws {
        try await withInvokeAPI { lambda in
            let context = #"{"custom":{"a":"b"}}"#
            let field = "X-Amz-Client-Context: \(Base64.encode(Array(context.utf8)))"
            #expect(try await lambda.ask(TestInvokeAPI.path("echo"), [field]).status == 200)
            #expect(lambda.service.calls.last?.clientContext == context)
            let event = try await lambda.ask(
                TestInvokeAPI.path("echo"),
                [field, "X-Amz-Invocation-Type: Event"]
            )
            #expect(event.status == 202)
            try await eventually("the event was run") { lambda.service.calls.count == 2 }
            #expect(lambda.service.calls.last?.clientContext == nil)
        }
    }

    @Test func `a dry run runs nothing`() async throws {
        try await withInvokeAPI { lambda in
            let dry = ["X-Amz-Invocation-Type: DryRun"]
            let response = try await lambda.ask(TestInvokeAPI.path("echo"), dry)
            #expect(response.status == 204)
            #expect(response.body.isEmpty)
            #expect(try await lambda.ask(TestInvokeAPI.path("other"), dry).status == 404)
            #expect(lambda.service.calls.isEmpty)
        }
    }

    @Test(arguments: [
        ("throttled", "TooManyRequestsException", 429, "TooManyRequestsException", "Rate Exceeded."),
        ("denied", "AccessDeniedException", 403, "AccessDeniedException", "may not be invoked"),
        ("broken", "InvalidRuntimeException", 502, "InvalidRuntimeException", "the log says why"),
        ("else", "RequestCanceled", 500, "ServiceException", "RequestCanceled"),
    ])
    func `what Lambda did not run is an error`(
        function: String,
        outcome: String,
        status: Int,
        type: String,
        message: String
    ) async throws {
        try await withInvokeAPI(FakeService([function: { _, _ in .invokeError(outcome) }])) { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path(function))
            #expect(response.status == status)
            #expect(response["x-amzn-errortype"] == type)
            #expect(response.text.contains(message))
        }
    }

    @Test func `throttling has Lambda's reason`() async throws {
        try await withInvokeAPI(FakeService(["echo": { _, _ in .invokeError("TooManyRequestsException") }])) { lambda in
            let reason = "ReservedFunctionConcurrentInvocationLimitExceeded"
            let body = #"{"Reason":"\#(reason)","Type":"User","message":"Rate Exceeded."}"#
            let response = try await lambda.ask()
            #expect(response.text == body)
        }
    }

    @Test func `InvokeAsync answers at once`() async throws {
        try await withInvokeAPI { lambda in
            for end in ["", "/"] {
                let response = try await lambda.ask("/2014-11-13/functions/echo/invoke-async\(end)", body: #"{"a":1}"#)
                #expect(response.status == 202)
                #expect(response.text == #"{"Status":202}"#)
            }
            try await eventually("both were run") { lambda.service.calls.count == 2 }
            #expect(lambda.service.calls.allSatisfy { $0.payload.elementsEqual(#"{"a":1}"#.utf8) })
        }
    }

    @Test func `a payload of six megabytes is taken`() async throws {
        try await withInvokeAPI { lambda in
            let text = Array("\"".utf8) + Array(repeating: UInt8(ascii: "a"), count: 6_291_454) + Array("\"".utf8)
            let connection = try await RawConnection.open(port: lambda.port)
            let head =
                "POST \(TestInvokeAPI.path("echo")) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(text.count)\r\n\r\n"
            try await connection.send(Array(head.utf8) + text)
            #expect(try await connection.body(count: text.count) == text)
            await connection.close()
        }
    }
}
