// SPDX-License-Identifier: Apache-2.0

import GatewayLambda
import GatewayModel
import Glibc
import TestSupport
import Testing

/// What a function finds in its environment.
///
/// - Source: Lambda developer guide, "Working with Lambda environment variables", "Defined runtime environment variables";
///   Lambda API reference, `Environment`.
struct FunctionEnvironmentTests {
    /// The environment of a `provided` function, which needs no interpreter.
    private static func environment(
        _ runtime: String = "provided.al2023",
        host: [String: String] = [:],
        passing passedNames: [String] = [],
        defining defined: [String: String] = [:]
    ) throws -> (variables: [String: String], folder: String) {
        let directory = try TemporaryDirectory()
        for name in ["bootstrap", "app.js", "app.py", "node", "python3"] {
            try write("#!/bin/sh\necho 3.12.0; echo \(directory.path)/node", to: directory.file(name), mode: 0o700)
        }
        var host = host
        if runtime != "provided.al2023" { host["PATH"] = directory.path }
        let launcher = makeLauncher(host: host, passing: passedNames, bootstrapsIn: directory.path)
        let function = try makeFunction(runtime, "app.handler", in: directory.path, environment: defined)
        return (try launcher.launch(function).environment, directory.path)
    }

    @Test func `Lambda's own variables are there`() throws {
        let (variables, folder) = try Self.environment()
        let expected = [
            "_HANDLER": "app.handler", "AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_LAMBDA_FUNCTION_NAME": "shop-dev-hello", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/shop-dev-hello", "LAMBDA_TASK_ROOT": folder, "TZ": ":UTC",
            "LANG": "en_US.UTF-8", "IS_OFFLINE": "true", "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        ]
        for (name, value) in expected { #expect(variables[name] == value, "\(name)") }
        // Each process has these for itself.
        #expect(variables["AWS_LAMBDA_RUNTIME_API"] == nil)
        #expect(variables["AWS_LAMBDA_LOG_STREAM_NAME"] == nil)
    }

    @Test(arguments: [
        ("nodejs22.x", "AWS_Lambda_nodejs22.x"), ("python3.13", "AWS_Lambda_python3.13"), ("provided.al2023", nil),
    ])
    func `a managed runtime has a name, an OS-only one has none`(runtime: String, name: String?) throws {
        #expect(try Self.environment(runtime).variables["AWS_EXECUTION_ENV"] == name)
    }

    private static let host = [
        "PATH": "/opt/bin:/bin", "HOME": "/home/me", "LANG": "de_CH.UTF-8", "TZ": "Europe/Zurich", "AWS_PROFILE": "dev",
        "AWS_REGION": "us-west-2", "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1", "AWS_LAMBDA_EXEC_WRAPPER": "/opt/wrapper",
        "AWS_EXECUTION_ENV": "CloudShell", "SECRET": "hidden", "LD_PRELOAD": "/lib/x.so", "EDITOR": "vi",
    ]

    @Test func `of the host only what is named is passed`() throws {
        let variables = try Self.environment(host: Self.host).variables
        #expect(variables["PATH"] == "/opt/bin:/bin")
        #expect(variables["HOME"] == "/home/me")
        #expect(variables["LANG"] == "de_CH.UTF-8")
        #expect(variables["TZ"] == "Europe/Zurich")
        #expect(variables["AWS_PROFILE"] == "dev")
        // Lambda's own win.
        #expect(variables["AWS_REGION"] == "eu-central-1")
        let hidden = [
            "SECRET", "LD_PRELOAD", "EDITOR", "AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_EXEC_WRAPPER", "AWS_EXECUTION_ENV",
        ]
        for name in hidden { #expect(variables[name] == nil, "\(name)") }
    }

    @Test(arguments: [(["SECRET"], ["SECRET"]), (["*"], ["SECRET", "LD_PRELOAD", "EDITOR"]), (["MISSING"], [])])
    func `more of the host is passed by name, or all of it`(names: [String], passed: [String]) throws {
        let variables = try Self.environment(host: Self.host, passing: names).variables
        let found = ["SECRET", "LD_PRELOAD", "EDITOR", "MISSING"].filter { variables[$0] != nil }
        #expect(found == passed)
        #expect(variables["AWS_LAMBDA_RUNTIME_API"] == nil)
    }

    @Test func `the definition's win over the host's and over what Lambda lets go`() throws {
        let defined = ["TZ": "Asia/Tokyo", "SECRET": "mine", "AWS_PROFILE": "own", "IS_OFFLINE": "false"]
        let variables = try Self.environment(host: Self.host, passing: ["*"], defining: defined).variables
        #expect(variables["TZ"] == "Asia/Tokyo")
        #expect(variables["SECRET"] == "mine")
        #expect(variables["AWS_PROFILE"] == "own")
        #expect(variables["IS_OFFLINE"] == "true")
    }

    @Test(arguments: FunctionEnvironment.reserved.sorted())
    func `what Lambda keeps for itself cannot be set`(name: String) throws {
        #expect(
            throws: LaunchProblem(
                "function shop-dev-hello: its environment sets \(name), which Lambda keeps for itself and refuses to deploy; "
                    + "give it another name"
            )
        ) { try Self.environment(defining: [name: "x"]) }
    }

    @Test(arguments: ["1A", "A", "_A", "A-B", "A=B", "", "ä1"])
    func `a name that Lambda refuses cannot be set`(name: String) throws {
        #expect(throws: LaunchProblem.self) { try Self.environment(defining: [name: "x"]) }
    }

    @Test func `a value with a NUL cannot be set`() throws {
        #expect(throws: LaunchProblem.self) { try Self.environment(defining: ["AB": "x\0y"]) }
    }

    @Test(arguments: [
        (["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"], "AKIA"), (["AWS_PROFILE": "dev"], nil),
        (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost"], nil), ([:], "offline"),
    ])
    func `credentials are the host's, or open nothing`(host: [String: String], keyId: String?) throws {
        #expect(try Self.environment(host: host).variables["AWS_ACCESS_KEY_ID"] == keyId)
    }

    @Test func `who has a file of credentials is given no others`() throws {
        let home = try TemporaryDirectory()
        #expect(mkdir(home.file(".aws"), 0o700) == 0)
        try write("[default]\n", to: home.file(".aws/credentials"))
        #expect(try Self.environment(host: ["HOME": home.path]).variables["AWS_ACCESS_KEY_ID"] == nil)
    }
}
