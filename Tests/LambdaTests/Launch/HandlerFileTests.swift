// SPDX-License-Identifier: Apache-2.0

import GatewayLambda
import TestSupport
import Testing

/// A slip in a handler's name is known before the first call, and what was meant is said.
///
/// - Source: Lambda developer guide, "Define Lambda function handler in Node.js" and "… in Python": what a name means.
struct HandlerFileTests {
    /// What a check says of a handler; `nil` when nothing.
    private static func problem(
        _ runtime: String,
        _ handler: String,
        _ files: [String],
        findsPackages: Bool = false
    ) throws -> String? {
        let directory = try TemporaryDirectory()
        for name in files { try write("", to: directory.file("code/" + name)) }
        // A Node of its own, which needs not run; a Python that finds no package, or any.
        try write(
            "#!/bin/sh\n echo 22.18.0; echo \(directory.path)/bin/node",
            to: directory.file("bin/node"),
            mode: 0o700
        )
        let python =
            "[ $# = 2 ] && echo 3.12.1 && echo \(directory.path)/bin/python3; [ $# = 2 ] || exit \(findsPackages ? 0 : 1)"
        try write("#!/bin/sh\n\(python)", to: directory.file("bin/python3"), mode: 0o700)
        let launcher = makeLauncher(
            host: ["PATH": directory.path + "/bin:/bin"],
            bootstrapsIn: directory.file("state")
        )
        let function = try makeFunction(runtime, handler, in: directory.file("code"))
        var found: String?
        do throws(LaunchProblem) { try launcher.check(function) } catch { found = error.description }
        // A check leaves nothing behind.
        #expect(directory.names == ["bin", "code"])
        do throws(LaunchProblem) { _ = try launcher.launch(function) } catch { #expect(error.description == found) }
        return found?.replacing(directory.file("code"), with: "CODE")
    }

    @Test(arguments: [
        ("nodejs22.x", "app.handler", "app.js"), ("nodejs22.x", "src/app.handler", "src/app.mjs"),
        ("nodejs22.x", "app.deep.er", "app.cjs"), ("nodejs22.x", "app.handler", "app.ts"),
        ("nodejs22.x", "app.handler", "app/index.js"), ("nodejs22.x", "app.handler", "node_modules/app/index.js"),
        ("python3.12", "app.handler", "app.py"), ("python3.12", "src/app.handler", "src/app.py"),
        ("python3.12", "src.app.handler", "src/app.py"), ("python3.12", "app.handler", "app/__init__.py"),
        ("python3.12", "src.fast.handler", "src/fast.cpython-312-x86_64-linux-gnu.so"),
    ])
    func `a handler with a file is right`(runtime: String, handler: String, file: String) throws {
        #expect(try Self.problem(runtime, handler, [file], findsPackages: file.hasSuffix(".so")) == nil)
    }

    @Test func `a package that Python has is right`() throws {
        #expect(
            try Self.problem("python3.12", "datadog_lambda.handler.handler", ["app.py"], findsPackages: true) == nil
        )
    }

    @Test(arguments: [
        (
            "nodejs22.x", "handlr.hello", ["handler.js"],
            #""handlr.hello" has no file: there is no CODE/handlr with .js, .mjs, .cjs, .ts, .mts or .cts; did you mean handler.js?"#
        ),
        (
            "nodejs22.x", "Handler.hello", ["handler.js"],
            #""Handler.hello" has no file: there is no CODE/Handler with .js, .mjs, .cjs, .ts, .mts or .cts; did you mean handler.js?"#
        ),
        (
            "nodejs22.x", "handler.hello", ["src/handler.ts"],
            #""handler.hello" has no file: there is no CODE/handler with .js, .mjs, .cjs, .ts, .mts or .cts; did you mean src/handler.ts?"#
        ),
        (
            "nodejs22.x", "src/x.hello", ["app.js"],
            #""src/x.hello" has no file: there is no CODE/src/x with .js, .mjs, .cjs, .ts, .mts or .cts; the folder CODE/src is missing"#
        ),
        (
            "nodejs22.x", "other.hello", ["a.js", "b.mjs"],
            #""other.hello" has no file: there is no CODE/other with .js, .mjs, .cjs, .ts, .mts or .cts; that folder has a.js or b.mjs"#
        ),
        (
            "python3.12", "handler.hello", ["a.js"],
            #""handler.hello" has no file: there is no CODE/handler.py; that folder has no such file; build the project if its code is made by a build"#
        ),
        (
            "python3.12", "src/hander.hello", ["src/handler.py"],
            #""src/hander.hello" has no file: there is no CODE/src/hander.py; did you mean handler.py?"#
        ),
    ])
    func `a handler without a file is a problem with a way out`(
        runtime: String,
        handler: String,
        files: [String],
        problem: String
    ) throws {
        #expect(try Self.problem(runtime, handler, files) == "function shop-dev-hello: the handler " + problem)
    }

    @Test(arguments: [
        ("nodejs22.x", "handler"), ("nodejs22.x", "src.d/handler"), ("nodejs22.x", "../app.handler"),
        ("nodejs22.x", ""),
        ("python3.12", "handler"), ("python3.12", ".handler"), ("python3.12", ""),
        ("python3.12", "../app.handler"), ("python3.12", ".app.handler"), ("python3.12", "src//app.handler"),
        ("python3.12", "./app.handler"),
    ])
    func `a name that names no function is a problem`(runtime: String, handler: String) throws {
        let problem = try Self.problem(runtime, handler, ["app.js", "app.py"])
        #expect(problem?.contains("\"\(handler)\" is no handler of \(runtime); write FILE.FUNCTION (") == true)
    }
}
