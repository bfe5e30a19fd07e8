// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

/// How functions of Python fail, in Lambda's words.
///
/// - Source: Lambda developer guide, "Log and monitor Python Lambda functions";
///   aws/aws-lambda-python-runtime-interface-client, bootstrap.py and lambda_runtime_exception.py.
@Suite(.enabled(if: Installed.mayRunPython, "python3 is missing"))
struct PythonFailureTests {
    private static let folder = Installed.functions("python/failing")

    @Test(arguments: [
        ("throws", "ValueError", "boom ü", 1),
        ("throws_own", "Unauthorized", "Unauthorized", 1),
        (
            "returns_set", "Runtime.MarshalError",
            "Unable to marshal response: Object of type set is not JSON serializable", 0
        ),
        ("returns_circle", "Runtime.MarshalError", "Unable to marshal response: Circular reference detected", 0),
        ("returns_nan", "Runtime.MarshalError", "Unable to marshal response: Out of range float values are", 0),
        ("returns_half_a_pair", "Runtime.MarshalError", "Unable to marshal response: 'utf-8' codec can't encode", 0),
    ])
    func `an invocation fails, and the next one runs`(
        handler: String,
        type: String,
        message: String,
        frames: Int
    ) async throws {
        let run = try await FunctionRun.of("python3.12", "errors." + handler, in: Self.folder, events: ["{}", "{}"])
        let error = try run.error()
        #expect(error["errorType"] == .string(type))
        #expect(error["errorMessage"]?.string?.hasPrefix(message) == true)
        #expect(error["requestId"] == "request-1")
        #expect(error["stackTrace"]?.array?.count == frames)
        #expect(run.reports.map(\.path) == ["/invocation/request-1/error", "/invocation/request-2/error"])
        #expect(run.reports.map(\.errorType) == [type, type])
        #expect(run.reports.map(\.isWithQuestion) == [true, true])
        #expect(run.log.contains("[ERROR] \(type): \(message)"))
        #expect(run.log.contains("\nTraceback (most recent call last):\n"))
    }

    @Test func `a trace has the function's lines alone`() async throws {
        let run = try await FunctionRun.of("python3.12", "errors.throws", in: Self.folder)
        let trace = try run.error()["stackTrace"]?.array?.compactMap(\.string) ?? []
        let start = "  File \"\(Self.folder)/errors.py\", line 10, in throws\n    raise ValueError(\"boom ü\")\n"
        #expect(trace.map { String($0.prefix(start.count)) } == [start])
    }

    @Test func `a message that is no Unicode is reported all the same`() async throws {
        let run = try await FunctionRun.of("python3.12", "errors.throws_half_a_pair", in: Self.folder)
        #expect(run.reports.first?.body.hasPrefix(#"{"errorMessage": "\ud83d", "errorType": "ValueError""#) == true)
        #expect(run.reports.map(\.isWithQuestion) == [true])
    }

    @Test func `a name that no field holds is reported all the same`() async throws {
        let run = try await FunctionRun.of("python3.12", "errors.throws_long", in: Self.folder)
        #expect(try run.error()["errorType"] == .string(String(repeating: "N", count: 100_000)))
        #expect(run.reports.map(\.errorType) == [String(repeating: "N", count: 1024)])
    }

    /// Source: the Runtime API's OpenAPI description, "ContainerError".
    @Test func `one that is told to end says nothing and ends`() async throws {
        let run = try await FunctionRun.of(
            "python3.12",
            "errors.throws",
            in: Self.folder,
            events: [],
            lastAnswer: "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n\r\n{}"
        )
        #expect(run.log == "")
        #expect(run.exitCode == 0)
    }

    @Test func `an event that is no JSON is an error of its invocation`() async throws {
        let run = try await FunctionRun.of("python3.12", "errors.throws", in: Self.folder, events: ["{"])
        let error = try run.error()
        #expect(error["errorType"] == "Runtime.UnmarshalError")
        #expect(error["errorMessage"]?.string?.hasPrefix("Unable to unmarshal input: Expecting property name") == true)
    }

    @Test func `sys.exit in a handler ends the process, which says nothing`() async throws {
        let run = try await FunctionRun.of("python3.12", "errors.exits", in: Self.folder)
        #expect(run.reports.isEmpty)
        #expect(run.exitCode == 3)
    }

    @Test func `what is no Exception ends the process`() async throws {
        let run = try await FunctionRun.of("python3.12", "errors.interrupts", in: Self.folder)
        #expect(run.reports.isEmpty)
        #expect(run.log.contains("KeyboardInterrupt"))
    }

    @Test(arguments: [
        ("errors.not_there", "Runtime.HandlerNotFound", "Handler 'not_there' missing on module 'errors'"),
        (
            "missing.handler", "Runtime.ImportModuleError",
            "Unable to import module 'missing': No module named 'not_there'"
        ),
        (
            "syntax.handler", "Runtime.UserCodeSyntaxError",
            "Syntax error in module 'syntax': invalid syntax (syntax.py, line 2)"
        ),
        ("throwing.handler", "RuntimeError", "at the start"),
    ])
    func `what cannot be loaded is an error before the first invocation`(
        handler: String,
        type: String,
        message: String
    ) async throws {
        let run = try await FunctionRun.of("python3.12", handler, in: Self.folder)
        let error = try run.error(duringInit: true)
        #expect(error["errorType"] == .string(type))
        #expect(error["errorMessage"] == .string(message))
        #expect(run.reports.map(\.errorType) == [type])
        #expect(run.exitCode == 1)
        #expect(run.log.contains("[ERROR] \(type): \(message)"))
    }

    @Test func `a module that ends the process ends it before the first invocation`() async throws {
        let run = try await FunctionRun.of("python3.12", "ending.handler", in: Self.folder)
        #expect(run.reports.isEmpty)
        #expect(run.exitCode == 4)
    }
}
