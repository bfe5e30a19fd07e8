// SPDX-License-Identifier: Apache-2.0

// How a function is named: Lambda API reference, Invoke, "FunctionName" and "Qualifier".

import GatewayJSON
import TestSupport
import Testing

struct FunctionNameTests {
    @Test(arguments: [
        "echo",
        "echo:$LATEST",
        "echo:%24LATEST",
        "echo?Qualifier=$LATEST",
        "echo:$LATEST?Qualifier=%24LATEST",
        "function:echo",
        "123456789012:function:echo",
        "123456789012:function:echo:$LATEST",
        "us-gov-west-1:123456789012:function:echo",
        "arn:aws:lambda:us-east-1:123456789012:function:echo",
        "arn:aws-cn:lambda:eu-west-1:999999999999:function:echo:$LATEST",
        "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aecho",
        "%65cho",
    ])
    func `a function is found by its name, by a part of its ARN and by the whole of it`(name: String) async throws {
        try await withInvokeAPI { lambda in
            let (path, query) = split(name)
            let response = try await lambda.ask(TestInvokeAPI.path(path) + query, body: #"{"a":1}"#)
            #expect(response.status == 200)
            #expect(response.text == #"{"a":1}"#)
        }
    }

    @Test(arguments: [
        ("other", "other"),
        ("echo:1", "echo:1"),
        ("echo:prod", "echo:prod"),
        ("echo?Qualifier=prod", "echo:prod"),
        ("Echo", "Echo"),
        ("function", "function"),
        ("123456789012:function", "function"),
    ])
    func `a function that is not there is not found, with its ARN`(name: String, found: String) async throws {
        try await withInvokeAPI { lambda in
            let (path, query) = split(name)
            let response = try await lambda.ask(TestInvokeAPI.path(path) + query)
            #expect(response.status == 404)
            #expect(response["x-amzn-errortype"] == "ResourceNotFoundException")
            let arn = "arn:aws:lambda:us-east-1:123456789012:function:\(found)"
            #expect(response.text == #"{"Type":"User","Message":"Function not found: \#(arn)"}"#)
        }
    }

    @Test(arguments: [
        "echo:1:2", "echo%20", "ec+ho", "arn:aws:s3:us-east-1:123456789012:function:echo", ":echo", "echo:", "a.b",
        "%C3%A9cho", "function:function:function:echo",
    ])
    func `what is no name of a function is refused with the pattern`(name: String) async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path(name))
            #expect(response.status == 400)
            #expect(response["x-amzn-errortype"] == "ValidationException")
            #expect(response.text.contains("at 'functionName' failed to satisfy constraint"))
            #expect(lambda.service.calls.isEmpty)
        }
    }

    @Test(arguments: [
        ("", "greater than or equal to 1"), (String(repeating: "q", count: 129), "less than or equal to 128"),
    ])
    func `a qualifier has a length`(qualifier: String, bound: String) async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path("echo") + "?Qualifier=\(qualifier)")
            #expect(response.status == 400)
            #expect(
                response.text.contains("'qualifier' failed to satisfy constraint: Member must have length \(bound)")
            )
        }
    }

    @Test func `two qualifiers that differ are refused`() async throws {
        try await withInvokeAPI { lambda in
            let response = try await lambda.ask(TestInvokeAPI.path("echo:$LATEST") + "?Qualifier=prod")
            #expect(response.status == 400)
            #expect(response["x-amzn-errortype"] == "InvalidParameterValueException")
        }
    }

    private func split(_ name: String) -> (path: String, query: String) {
        let path = name.prefix { $0 != "?" }
        return (String(path), String(name[path.endIndex...]))
    }
}
