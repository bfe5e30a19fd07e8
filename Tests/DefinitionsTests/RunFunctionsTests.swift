// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// Functions of routes.yml that run code.
///
/// Source: Lambda API reference, `CreateFunction` (Runtime, Handler, Timeout, MemorySize, Environment) and
/// `PutFunctionConcurrency`; the names of SAM's `AWS::Serverless::Function` for the rest.
struct RunFunctionsTests {
    private func configuration(_ written: String, file: String = "/p/r.yml") throws -> FunctionConfiguration? {
        let result = try RoutesFile.read(text: Array(text(written).utf8), file: file)
        guard case .runs(let configuration)? = result.api.functions.first?.behaviour else { return nil }
        return configuration
    }

    private func text(_ written: String) -> String {
        "api: rest\nstage: dev\nfunctions: {f: \(written)}\npublic: [GET /: function:f]"
    }

    @Test func `what is not said is as Lambda has it`() throws {
        let found = try #require(try configuration("{runtime: nodejs22.x, handler: src/app.run}"))
        let runtime = try #require(Runtime("nodejs22.x"))
        let expected = FunctionConfiguration(
            functionName: "f",
            runtime: runtime,
            handler: "src/app.run",
            code: .folder("/p")
        )
        #expect(found == expected)
        #expect(found.timeout == .seconds(3))
        #expect(found.memorySize == 128)
        #expect(found.environment.isEmpty)
        #expect(found.reservedConcurrency == nil)
    }

    @Test func `everything can be said`() throws {
        let found = try configuration(
            """
            {runtime: python3.12, handler: a.b, codeUri: dist/code.zip, timeout: 900, memorySize: 10240,
             environment: {NAME: text, NUMBER: 010, FLAG: true, EMPTY: ''}, reservedConcurrentExecutions: 0}
            """
        )
        let runtime = try #require(Runtime("python3.12"))
        #expect(
            found
                == FunctionConfiguration(
                    functionName: "f",
                    runtime: runtime,
                    handler: "a.b",
                    code: .archive("/p/dist/code.zip"),
                    timeout: .seconds(900),
                    memorySize: 10_240,
                    environment: ["NAME": "text", "NUMBER": "010", "FLAG": "true", "EMPTY": ""],
                    reservedConcurrency: 0
                )
        )
    }

    @Test(arguments: [
        ("/p/r.yml", "", "/p"), ("/p/r.yml", ", codeUri: .", "/p"), ("/p/r.yml", ", codeUri: ./x/", "/p/x"),
        ("/p/r.yml", ", codeUri: /y", "/y"), ("/r.yml", ", codeUri: x", "/x"), ("/r.yml", "", "/"),
    ])
    func `the code is beside the definition unless its path is absolute`(
        file: String,
        said: String,
        folder: String
    ) throws {
        let found = try configuration("{runtime: provided.al2023\(said)}", file: file)
        #expect(found?.code == .folder(folder))
        #expect(found?.handler == "bootstrap")
    }

    @Test func `a function that runs code and that no route names is no warning`() throws {
        let text = """
            api: rest
            stage: dev
            functions: {f: {runtime: nodejs22.x, handler: a.b}}
            public: [GET /: builtin:public]
            """
        #expect(try RoutesFile.read(text: Array(text.utf8), file: "r.yml").warnings.isEmpty)
    }

    /// The text under test begins at column 16 of line 3.
    @Test(arguments: [
        Mistake(
            "{runtime: java21, handler: a.b}",
            #"r.yml:3:26: the runtime "java21" cannot be run here; nodejs22.x, python3.13 and provided.al2023 can, "#
                + "and others of these families"
        ),
        Mistake(
            "{runtime: nodejs22.x}",
            #"r.yml:3:13: the function "f" has a runtime and no handler; add "handler: FILE.FUNCTION", for example "#
                + #""handler: handler.f""#
        ),
        Mistake(
            "{runtime: python3.13, handler: src.d/app}",
            #"r.yml:3:47: the handler "src.d/app" names no function of a file; write FILE.FUNCTION, without the "#
                + #"file's own ending: "handler.f""#
        ),
        Mistake(
            "{runtime: provided, timeout: 0}",
            #"r.yml:3:45: "timeout" is 0, it must be 1 to 900"#
        ),
        Mistake(
            "{runtime: provided, memorySize: 64}",
            #"r.yml:3:48: "memorySize" is 64, it must be 128 to 10240"#
        ),
        Mistake(
            "{runtime: provided, reservedConcurrentExecutions: -1}",
            #"r.yml:3:66: "reservedConcurrentExecutions" is -1, it must be 0 to 1000000"#
        ),
        Mistake(
            "{runtime: provided, after: 1}",
            #"r.yml:3:36: a function with a runtime takes the time that it takes; remove "after""#
        ),
        Mistake(
            "{returns: 1, timeout: 3}",
            #"r.yml:3:29: "timeout" is for functions with a runtime; remove "timeout""#
        ),
        Mistake(
            "{runtime: provided, echoes: true}",
            #"r.yml:3:36: the function "f" has "runtime", and so no "echoes"; keep one of them"#
        ),
        Mistake(
            "{runtime: provided, environment: {1A: x, B2: [y]}}",
            #"r.yml:3:50: "1A" is no name of a variable; use letters, digits and "_", two at least, and begin with a letter"# + "\n"
                + #"r.yml:3:61: "B2" wants a text, this is a list"#
        ),
    ])
    func `a mistake is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfRoutes(text(mistake.text)) == mistake.report)
    }
}
