// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

/// Handlers of Python, by their names, and what they are given.
///
/// - Source: Lambda developer guide, "Define Lambda function handler in Python" and "Using the Lambda context object to
///   retrieve Python function information"; aws/aws-lambda-python-runtime-interface-client, bootstrap.py and
///   lambda_runtime_marshaller.py.
@Suite(.enabled(if: Installed.mayRunPython, "python3 is missing"))
struct PythonHandlerTests {
    private static let folder = Installed.functions("python")

    private static func run(_ handler: String, _ events: [String] = ["{}"]) async throws -> FunctionRun {
        try await FunctionRun.of("python3.12", handler, in: folder, events: events)
    }

    @Test(arguments: [
        ("styles.returns", #"{"got": {"name": "ü"}}"#),
        ("styles.nothing", "null"),
        ("styles.text", #""ü€😀""#),
        // A Decimal keeps its digits.
        ("styles.number", #"{"price": 1.10, "many": [12345678901234567890.5], "tuple": [1, 2]}"#),
        ("styles.raw", #"{"raw": true}"#),
        ("styles.folder", "true"),
        ("styles.greeter", #""called""#),
        ("pkg/sub/app.handler", #""sub""#),
        ("pkg.sub.app.handler", #""sub""#),
    ])
    func `a handler answers`(handler: String, result: String) async throws {
        let run = try await Self.run(handler, [#"{"name":"ü"}"#])
        #expect(run.reports.map(\.body) == [result])
        #expect(run.reports.map(\.path) == ["/invocation/request-1/response"])
        #expect(run.reports.map(\.isWithQuestion) == [true])
    }

    @Test func `up to python3.11 an answer is in ASCII`() async throws {
        let run = try await FunctionRun.of("python3.11", "styles.text", in: Self.folder)
        #expect(run.reports.map(\.body) == [#""\u00fc\u20ac\ud83d\ude00""#])
    }

    @Test func `what a module remembers stays from one invocation to the next`() async throws {
        let run = try await Self.run("styles.counts", ["{}", "{}", "{}"])
        #expect(try [run.result(0), run.result(1), run.result(2)] == [1, 2, 3])
    }

    @Test func `the context says everything`() async throws {
        let run = try await Self.run("styles.context", ["{}", "{}"])
        let expected: JSONValue = [
            "aws_request_id": "request-2",
            "function_name": "shop-dev-hello",
            "function_version": "$LATEST",
            "invoked_function_arn": "arn:aws:lambda:eu-central-1:123456789012:function:shop-dev-hello",
            "memory_limit_in_mb": "128",
            "log_group_name": "/aws/lambda/shop-dev-hello",
            "log_stream_name": "2026/11/23/[$LATEST]1",
            "custom": ["name": "ü"],
            "env": ["locale": "de"],
            "app_title": "shop",
            "identity": "me",
            "is_time_left": true,
            "trace": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
        ]
        #expect(try run.result(1) == expected)
    }

    @Test(arguments: [1, 7, 65_536])
    func `an invocation may come in pieces`(pieceSize: Int) async throws {
        let run = try await FunctionRun.of(
            "python3.12",
            "styles.returns",
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

    @Test func `printed and logged lines come out at once and in order`() async throws {
        let run = try await Self.run("logs.handler")
        let lines = run.log.split(separator: "\n").map { line in
            line.split(separator: "\t").enumerated().filter { $0.offset != 1 }.map { String($0.element) }
        }
        #expect(
            lines == [
                ["printed ü"], ["[INFO]", "request-1", "shown"], ["[WARNING]", "request-1", "two"], ["lines"],
            ]
        )
        #expect(run.log.contains(/\[INFO\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\trequest-1\tshown\n/))
    }
}
