// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

/// Handlers of Node, by their names and their styles.
///
/// - Source: Lambda developer guide, "Define Lambda function handler in Node.js" and "Using the Lambda context object to
///   retrieve Node.js function information"; aws/aws-lambda-nodejs-runtime-interface-client, UserFunction.js, for names.
@Suite(.enabled(if: Installed.mayRunNode, "node is missing"))
struct NodeHandlerTests {
    private static let folder = Installed.functions("node")

    private static func run(
        _ handler: String,
        _ events: [String] = ["{}"],
        runtime: String = "nodejs22.x"
    ) async throws -> FunctionRun {
        try await FunctionRun.of(runtime, handler, in: folder, events: events)
    }

    @Test(arguments: [
        ("styles.async", #"{"got":{"name":"ü"}}"#),
        ("styles.promise", #"{"got":{"name":"ü"}}"#),
        ("styles.thenable", #"{"name":"ü"}"#),
        ("styles.callback", #"{"got":{"name":"ü"}}"#),
        ("styles.deferred", #""later""#),
        ("styles.done", #""done""#),
        ("styles.succeed", #""succeeded""#),
        ("styles.first", #""first""#),
        ("styles.firstOfTwo", #""context""#),
        ("styles.nothing", "null"),
        ("styles.undefined", "null"),
        // Up to nodejs22.x a value is not looked at unless it is a promise.
        ("styles.value", "null"),
        ("styles.text", #""ü€😀""#),
        ("styles.waits", #"{"ticks":1}"#),
        ("styles.doesNotWait", #""at once""#),
        ("styles.Greeter.create", "true"),
        ("styles.greeter.greet", #""hello""#),
        ("styles.deep.er.handler", #""deep""#),
        ("styles.folder", "true"),
        ("styles.byTaskRoot", #""users""#),
        ("styles.streaming", #"{"a":1}"#),
        (
            "styles.streamingWithPrelude",
            #"{"statusCode":201,"headers":{"X-A":"b"},"body":"hello","isBase64Encoded":false}"#
        ),
        ("src/api/users.list", #""list of users""#),
        ("module/app.handler", #""module""#),
        ("module/app.default", #""default""#),
        ("module/common.handler", #""common""#),
        ("esm.handler", #""mjs""#),
    ])
    func `a handler answers`(handler: String, result: String) async throws {
        let run = try await Self.run(handler, [#"{"name":"ü"}"#])
        #expect(try run.result() == JSONValue(parsing: result))
        #expect(run.reports.map(\.isWithQuestion) == [true])
    }

    @Test func `on nodejs24 a value is an answer`() async throws {
        #expect(try await Self.run("styles.value", runtime: "nodejs24.x").result() == 7)
    }

    @Test func `on nodejs24 callbacks still work, with a warning`() async throws {
        let run = try await Self.run("styles.callback", runtime: "nodejs24.x")
        #expect(try run.result() == ["got": [:]])
        #expect(run.log.contains("Runtime.CallbackHandlerDeprecated"))
    }

    @Test func `what a module remembers stays from one invocation to the next`() async throws {
        let run = try await Self.run("styles.counts", ["{}", "{}", "{}"])
        #expect(try [run.result(0), run.result(1), run.result(2)] == [1, 2, 3])
    }

    @Test func `the context says everything`() async throws {
        let run = try await Self.run("styles.context", ["{}", "{}"])
        let expected: JSONValue = [
            "callbackWaitsForEmptyEventLoop": true,
            "functionVersion": "$LATEST",
            "functionName": "shop-dev-hello",
            "memoryLimitInMB": "128",
            "logGroupName": "/aws/lambda/shop-dev-hello",
            "logStreamName": "2026/11/23/[$LATEST]1",
            "clientContext": ["client": ["app_title": "shop"], "custom": ["name": "ü"], "env": ["locale": "de"]],
            "identity": ["cognitoIdentityId": "me", "cognitoIdentityPoolId": "pool"],
            "invokedFunctionArn": "arn:aws:lambda:eu-central-1:123456789012:function:shop-dev-hello",
            "awsRequestId": "request-2",
            "isTimeLeft": true,
            "trace": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
        ]
        #expect(try run.result(1) == expected)
    }

    @Test func `the trace is in the environment, whichever way one looks, and the rest stays as it is`() async throws {
        let run = try await Self.run("styles.trace", ["{}", "{}"])
        for (index, sampled) in ["1", "0"].enumerated() {
            let expected: JSONValue = [
                "named": .string(sampled), "spread": .string(sampled), "has": true, "others": true,
                "child": .string(sampled), "coerced": "1", "isGone": true,
            ]
            #expect(try run.result(index) == expected)
        }
    }

    @Test(arguments: [1, 7, 65_536])
    func `an invocation may come in pieces`(pieceSize: Int) async throws {
        let run = try await FunctionRun.of(
            "nodejs22.x",
            "styles.async",
            in: Self.folder,
            events: [#"{"name":"€"}"#, "[]"],
            pieceSize: pieceSize
        )
        #expect(try run.result() == ["got": ["name": "€"]])
        #expect(try run.result(1) == ["got": []])
    }

    @Test func `six megabytes go in and come out`() async throws {
        let text = String(repeating: "aü€😀", count: 600_000)
        let run = try await Self.run("styles.large", ["{\"text\":\"\(text)\"}", #"{"text":"b"}"#])
        #expect(try run.result().object?["text"] == .string(text))
        #expect(try run.result(1) == ["length": 1, "text": "b"])
    }
}
