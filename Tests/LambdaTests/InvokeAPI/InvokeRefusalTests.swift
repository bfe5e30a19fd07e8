// SPDX-License-Identifier: Apache-2.0

// Lambda API reference, Invoke, "Errors"; the words are those that clients print.

import GatewayJSON
import GatewayLambda
import TestSupport
import Testing

struct InvokeRefusalTests {
    @Test(arguments: [
        "{", "{'a':1}", "abc", "{} {}", " ", "\u{FEFF}{}", #"{"a":01}"#, #"{"a":1,"a":2}garbage"#, #"{"a":1,"a":"#,
        #"{"a":1,"a":\#(String(repeating: "[", count: 300))"#,
    ])
    func `a payload that is no JSON is refused`(payload: String) async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(body: payload)
            #expect(response.status == 400)
            #expect(response["x-amzn-errortype"] == "InvalidRequestContentException")
            let body = try JSONValue(parsing: response.text).object
            #expect(body?["Type"] == "User")
            #expect(body?["message"]?.string?.hasPrefix("Could not parse request body into json: ") == true)
            #expect(lambda.service.calls.isEmpty)
        }
    }

    @Test(arguments: ["1", "null", "\"text\"", "[]", #"{"a":1,"a":2}"#])
    func `any JSON is a payload`(payload: String) async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(body: payload)
            #expect(response.text == payload)
        }
    }

    @Test(arguments: [
        ("X-Amz-Invocation-Type: event", "invocationType", "[DryRun, RequestResponse, Event]"),
        ("X-Amz-Log-Type: All", "logType", "[None, Tail]"),
    ])
    func `a word that is none of the service's is refused`(
        field: String,
        parameter: String,
        words: String
    ) async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path("echo"), [field])
            #expect(response.status == 400)
            #expect(response["x-amzn-errortype"] == "ValidationException")
            let value = field.split(separator: " ").last ?? ""
            let message =
                "1 validation error detected: Value '\(value)' at '\(parameter)' failed to satisfy constraint: "
                + "Member must satisfy enum value set: \(words)"
            #expect(response.text == #"{"message":"\#(message)"}"#)
        }
    }

    @Test(arguments: [
        ("e30=", 200), (Base64.encode(Array(#" {"a":1,"a":2}"#.utf8)), 200), ("{}", 400),
        (Base64.encode(Array(#"{"a":1,"a":2}x"#.utf8)), 400), (Base64.encode(Array("1".utf8)), 400), ("W10=", 400),
        ("string", 400), ("e30", 400),
        (Base64.encode(Array(#"{"a":"\#(String(repeating: "x", count: 2677))"}"#.utf8)), 200),
        (Base64.encode(Array(#"{"a":"\#(String(repeating: "x", count: 2678))"}"#.utf8)), 400),
    ])
    func `a client context is an object in base64, up to 3583 bytes`(context: String, status: Int) async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path("echo"), ["X-Amz-Client-Context: \(context)"])
            #expect(response.status == status)
            #expect(lambda.service.calls.count == (status == 200 ? 1 : 0))
        }
    }

    @Test(arguments: [
        ("application/json", 200), ("application/json; charset=utf-8", 200), ("application/octet-stream", 200),
        ("application/x-www-form-urlencoded", 200), ("application/x-amz-json-1.0", 200), ("text/plain", 415),
        ("multipart/form-data; boundary=json", 415), ("application/xml", 415),
    ])
    func `a body that says it is something else is refused`(type: String, status: Int) async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path("echo"), ["Content-Type: \(type)"])
            #expect(response.status == status)
            #expect(response["x-amzn-errortype"] == (status == 415 ? "UnsupportedMediaTypeException" : nil))
        }
    }

    @Test(arguments: [
        ("RequestResponse", 6_291_457, "Request must be smaller than 6291456 bytes for the InvokeFunction operation"),
        ("Event", 1_048_577, "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)"),
    ])
    func `a payload that is too large is refused`(type: String, count: Int, message: String) async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(
                TestInvokeAPI.path("echo"),
                ["X-Amz-Invocation-Type: \(type)"],
                body: Array(repeating: UInt8(ascii: "1"), count: count)
            )
            #expect(response.status == 413)
            #expect(response["x-amzn-errortype"] == "RequestEntityTooLargeException")
            #expect(response.text.contains(message))
        }
    }

    @Test func `a body beyond what the server reads is refused in the same words`() async throws {
        try await withInvokeAPI { lambda in
            let connection = try await RawConnection.open(port: lambda.port)
            try await connection.send(
                "POST \(TestInvokeAPI.path("echo")) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000000\r\n\r\n"
            )
            let response = try await connection.response()
            await connection.close()
            #expect(response.status == 413)
            #expect(response["x-amzn-errortype"] == "RequestEntityTooLargeException")
        }
    }

    @Test(arguments: [
        ("GET", "/2015-03-31/functions/echo/invocations"),
        ("POST", "/2015-03-31/functions/echo"),
        ("POST", "/2015-03-31/functions/echo/invocations/more"),
        ("POST", "/2015-03-31/layers/echo/invocations"),
        ("POST", "/2014-11-13/functions/echo/invocations"),
        ("POST", "/2021-11-15/functions/echo/response-streaming-invocations"),
        ("GET", "/"),
    ])
    func `what is no operation is told what is`(method: String, path: String) async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(path, method: method)
            #expect(response.status == 404)
            #expect(response["x-amzn-errortype"] == "UnknownOperationException")
            #expect(response.text.contains("Invoke"))
            #expect(lambda.service.calls.isEmpty)
        }
    }

    @Test(arguments: [
        "Origin: http://localhost:8080", "Origin: null", "Origin: https://attacker.example",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-origin",
    ])
    func `no web page runs a function`(field: String) async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path("echo"), [field])
            #expect(response.status == 403)
            #expect(response.text.contains("no web pages"))
            #expect(response["access-control-allow-origin"] == nil)
            #expect(lambda.service.calls.isEmpty)
        }
    }

    @Test(arguments: [
        ("localhost", 200), ("127.0.0.1:3002", 200), ("[::1]:3002", 200), ("lambda.localhost", 200), ("", 200),
        ("Gateway.Test", 200), ("attacker.example", 421), ("localhost.attacker.example:3002", 421),
    ])
    func `only names of this machine are answered to`(host: String, status: Int) async throws {
        try await withInvokeAPI(access: InvokeAccess(host: "gateway.test")) { lambda in
            let response = try await lambda.ask(host: host)
            #expect(response.status == status)
            #expect(lambda.service.calls.count == (status == 200 ? 1 : 0))
        }
    }
}
