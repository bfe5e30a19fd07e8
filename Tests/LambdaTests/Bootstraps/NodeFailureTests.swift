// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

/// How functions of Node fail, in Lambda's words.
///
/// - Source: Lambda developer guide, "Log and monitor Node.js Lambda functions" and "Troubleshoot invocation issues";
///   aws/aws-lambda-nodejs-runtime-interface-client, Errors.js and UserFunction.js.
@Suite(.enabled(if: Installed.mayRunNode, "node is missing"))
struct NodeFailureTests {
    private static let folder = Installed.functions("node/failing")

    @Test(arguments: [
        ("throws", "TypeError", "boom"),
        ("throwsAtOnce", "Error", "at once"),
        ("throwsOwn", "Unauthorized", "no token"),
        ("throwsText", "string", "Unauthorized"),
        ("throwsNothing", "string", "handled"),
        ("calledWithText", "string", "Unauthorized"),
        ("calledWithError", "RangeError", "range"),
        ("fails", "Error", "failed"),
        ("failsWithNothing", "string", "handled"),
        ("circular", "Error", "Unable to stringify response body"),
        ("bigInteger", "Error", "Unable to stringify response body"),
    ])
    func `an invocation fails, and the next one runs`(handler: String, type: String, message: String) async throws {
        let run = try await FunctionRun.of("nodejs22.x", "errors." + handler, in: Self.folder, events: ["{}", "{}"])
        let error = try run.error()
        #expect(error["errorType"] == .string(type))
        #expect(error["errorMessage"] == .string(message))
        #expect(error["trace"]?.array?.isEmpty == (type == "string"))
        #expect(run.reports.map(\.path) == ["/invocation/request-1/error", "/invocation/request-2/error"])
        #expect(run.reports.map(\.errorType) == [type, type])
        #expect(run.reports.map(\.isWithQuestion) == [true, true])
        #expect(run.log.contains("\trequest-1\tERROR\tInvoke Error \t{\"errorType\":"))
    }

    @Test func `a name that no field holds is reported all the same`() async throws {
        let run = try await FunctionRun.of("nodejs22.x", "errors.throwsLong", in: Self.folder)
        #expect(try run.error()["errorType"] == .string(String(repeating: "N", count: 100_000)))
        #expect(run.reports.map(\.errorType) == [String(repeating: "N", count: 1024)])
    }

    /// Source: the Runtime API's OpenAPI description, "ContainerError".
    @Test func `one that is told to end says nothing and ends`() async throws {
        let run = try await FunctionRun.of(
            "nodejs22.x",
            "errors.throws",
            in: Self.folder,
            events: [],
            lastAnswer: "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n\r\n{}"
        )
        #expect(run.log == "")
        #expect(run.exitCode == 0)
    }

    @Test func `an event that is no JSON is an error of its invocation`() async throws {
        let run = try await FunctionRun.of("nodejs22.x", "errors.throws", in: Self.folder, events: ["{"])
        #expect(try run.error()["errorType"] == "SyntaxError")
    }

    @Test func `a promise that never settles ends with the event loop`() async throws {
        let run = try await FunctionRun.of("nodejs22.x", "errors.neverSettles", in: Self.folder, events: ["{}", "{}"])
        #expect(try run.error()["errorType"] == "Runtime.NodeJsExit")
        #expect(run.reports.count == 2)
    }

    @Test(arguments: [
        (
            "rejectsAside", "Runtime.UnhandledPromiseRejection", "Error: aside", Int32(128),
            "Unhandled Promise Rejection"
        ),
        ("throwsAside", "RangeError", "aside", 129, "Uncaught Exception"),
    ])
    func `an error that nobody caught fails the invocation and ends the process`(
        handler: String,
        type: String,
        message: String,
        code: Int32,
        title: String
    ) async throws {
        let run = try await FunctionRun.of("nodejs22.x", "errors." + handler, in: Self.folder, events: ["{}", "{}"])
        let error = try run.error()
        #expect(error["errorType"] == .string(type))
        #expect(error["errorMessage"] == .string(message))
        #expect(run.reports.map(\.isWithQuestion) == [false])
        #expect(run.exitCode == code)
        #expect(run.log.contains("\trequest-1\tERROR\t\(title) \t{"))
    }

    @Test func `a handler that ends the process says nothing`() async throws {
        let run = try await FunctionRun.of("nodejs22.x", "errors.exits", in: Self.folder)
        #expect(run.reports.isEmpty)
        #expect(run.exitCode == 3)
    }

    @Test(arguments: [
        ("errors.notThere", "Runtime.HandlerNotFound", "errors.notThere is undefined or not exported"),
        ("errors.noFunction", "Runtime.HandlerNotFound", "errors.noFunction is not a function"),
        ("errors.throws.deeper", "Runtime.HandlerNotFound", "errors.throws.deeper is undefined or not exported"),
        ("missing.handler", "Runtime.ImportModuleError", "Error: Cannot find module './not-there'\nRequire stack:\n- "),
        ("syntax.handler", "Runtime.UserCodeSyntaxError", "SyntaxError: Unexpected end of input"),
        ("throwing.handler", "RangeError", "at the start"),
        ("package.handler", "Error", "Cannot find package 'not-there' imported from "),
    ])
    func `what cannot be loaded is an error before the first invocation`(
        handler: String,
        type: String,
        message: String
    ) async throws {
        let run = try await FunctionRun.of("nodejs22.x", handler, in: Self.folder)
        let error = try run.error(duringInit: true)
        #expect(error["errorType"] == .string(type))
        #expect(error["errorMessage"]?.string?.hasPrefix(message) == true)
        #expect(run.reports.map(\.errorType) == [type])
        #expect(run.exitCode == 129)
        #expect(run.log.contains("\tundefined\tERROR\tUncaught Exception \t{\"errorType\":\"\(type)\""))
    }

    @Test func `a console line says when, for whom and how bad`() async throws {
        let run = try await FunctionRun.of("nodejs22.x", "logs.handler", in: Installed.functions("node"))
        let lines = run.log.split(separator: "\n").map { line in
            line.split(separator: "\t", maxSplits: 1).last.map(String.init) ?? ""
        }
        #expect(
            lines == [
                "undefined\tINFO\tbefore the first", "request-1\tINFO\ttext and { a: 1 }", "request-1\tDEBUG\tdebug",
                "request-1\tWARN\ttwo", "lines", "request-1\tERROR\twrong", "as it is",
            ]
        )
        #expect(run.log.prefix(24).wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }
}
