// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayLambda
import GatewayModel
import TestSupport
import Testing

/// Which interpreter runs a function, with what, and what is said when there is none.
struct LocalLauncherTests {
    /// A machine: programs in folders of PATH, and a folder with code.
    private struct Machine {
        let directory: TemporaryDirectory
        var host: [String: String] = [:]

        var code: String { directory.file("code") }
        var state: String { directory.file("state") }

        init() throws {
            directory = try TemporaryDirectory()
            host["PATH"] = ["first", "second"].map(directory.file).joined(separator: ":") + ":relative:/nowhere"
            for name in ["app.js", "app.py"] { try write("", to: directory.file("code/" + name)) }
        }

        /// A program as the linker makes them: what it does is not asked for.
        func install(_ path: String) throws {
            try write("\u{7f}ELF", to: directory.file(path), mode: 0o700)
        }

        /// A script that says it is another version, or that it has none.
        func installShim(_ path: String, version: String?, of program: String = "real/program") throws {
            let answer = version.map { "echo \($0); echo \(directory.file(program))" } ?? "exit 127"
            try write("#!/bin/sh\n\(answer)\n", to: directory.file(path), mode: 0o700)
            if version != nil { try install(program) }
        }

        var launcher: LocalLauncher { makeLauncher(host: host, bootstrapsIn: state) }

        func launch(_ runtime: String, _ handler: String = "app.handler") throws -> Launch {
            try launcher.launch(makeFunction(runtime, handler, in: code))
        }

        /// The interpreter that is chosen, relative to the machine.
        func chosen(_ runtime: String) throws -> String {
            String(try launch(runtime).executable.dropFirst(directory.path.count + 1))
        }

        /// What is said instead, with the machine's paths taken out.
        func problem(_ runtime: String, _ handler: String = "app.handler") -> LaunchProblem? {
            do {
                _ = try launch(runtime, handler)
                return nil
            } catch { return error as? LaunchProblem }
        }
    }

    @Test(arguments: [
        (["first/node", "second/node22"], "second/node22"), (["first/node", "second/node"], "first/node"),
        (["second/node", "first/node20"], "second/node"), (["second/nodejs"], "second/nodejs"),
    ])
    func `Node is the one of the runtime's version, or the first on PATH`(programs: [String], chosen: String) throws {
        let machine = try Machine()
        for path in programs { try machine.install(path) }
        #expect(try machine.chosen("nodejs22.x") == chosen)
    }

    @Test(arguments: [
        (["code/.venv/bin/python", "first/python3.12"], "code/.venv/bin/python"),
        (["code/venv/bin/python", "first/python3.12"], "code/venv/bin/python"),
        (["second/python3.12", "first/python3"], "second/python3.12"),
        (["first/python3.11", "second/python3"], "second/python3"),
    ])
    func `Python is the project's, that of the runtime's version, or the first on PATH`(
        programs: [String],
        chosen: String
    ) throws {
        let machine = try Machine()
        for path in programs { try machine.install(path) }
        #expect(try machine.chosen("python3.12") == chosen)
    }

    @Test func `an environment that is active is the project's`() throws {
        var machine = try Machine()
        try machine.install("first/python3.12")
        try machine.install("active/bin/python")
        machine.host["VIRTUAL_ENV"] = machine.directory.file("active")
        #expect(try machine.chosen("python3.12") == "active/bin/python")
    }

    @Test func `what a version manager chooses is started itself`() throws {
        let machine = try Machine()
        try machine.installShim("first/node", version: "22.18.0", of: "versions/node")
        try machine.installShim("first/python3.12", version: nil)
        try machine.installShim("first/python3", version: "3.11.7", of: "versions/python3")
        #expect(try machine.chosen("nodejs22.x") == "versions/node")
        #expect(try machine.chosen("python3.12") == "versions/python3")
    }

    @Test func `a python that is Python 2 is none`() throws {
        let machine = try Machine()
        try machine.installShim("first/python", version: "2.7.18")
        #expect(machine.problem("python3.12")?.isMissingProgram == true)
    }

    @Test(arguments: [
        (
            "nodejs22.x",
            "function shop-dev-hello: nodejs22.x needs Node, and there is no `node` on PATH; install it (",
            "apt install nodejs"
        ),
        (
            "python3.12",
            "function shop-dev-hello: python3.12 needs Python, and there is no `python3` on PATH, nor a .venv in ",
            "apt install python3"
        ),
    ])
    func `a program that is missing is named, with what to install`(
        runtime: String,
        start: String,
        advice: String
    ) throws {
        let machine = try Machine()
        // A folder of that name, and a file that may not be executed, are no programs.
        try write("", to: machine.directory.file("first/node/x"))
        try write("", to: machine.directory.file("first/python3"))
        let problem = try #require(machine.problem(runtime))
        #expect(problem.isMissingProgram)
        #expect(problem.description.hasPrefix(start))
        #expect(problem.description.contains(advice))
    }

    @Test func `the bootstrap is started in the folder of the code`() throws {
        let machine = try Machine()
        try machine.install("first/node")
        let launch = try machine.launch("nodejs22.x")
        #expect(launch.workingDirectory == machine.code)
        #expect(launch.arguments.first == launch.executable)
        let bootstrap = try #require(launch.arguments.dropFirst().first)
        #expect(launch.arguments.count == 2)
        #expect(bootstrap.hasPrefix(machine.state + "/bootstraps-"))
        #expect(bootstrap.hasSuffix("/nodejs.cjs"))
        #expect(launch.environment["LAMBDA_RUNTIME_DIR"].map { $0 + "/nodejs.cjs" } == bootstrap)
    }

    @Test func `bootstraps are the user's alone, are written once, and mended`() throws {
        let machine = try Machine()
        try machine.install("first/node")
        let bootstrap = try machine.launch("nodejs22.x").arguments[1]
        let folder = String(bootstrap.dropLast("/nodejs.cjs".count))
        let names = try #require(TemporaryDirectory.names(in: folder))
        #expect(names.count == 9)
        for name in names { #expect(try File.mode(of: "\(folder)/\(name)") == 0o600, "\(name)") }
        #expect(try File.mode(of: folder) == 0o700)
        #expect(try File.mode(of: machine.state) == 0o700)
        let right = try File.read(bootstrap)
        for wrong in [
            "", "// another", String(repeating: "x", count: right.count), String(repeating: "x", count: 1 << 20),
        ] {
            try write(wrong, to: bootstrap)
            #expect(try machine.launch("nodejs22.x").arguments[1] == bootstrap)
            #expect(try File.read(bootstrap) == right)
        }
        #expect(TemporaryDirectory.names(in: folder) == names)
    }

    @Test func `bootstraps that cannot be written are a problem`() throws {
        let machine = try Machine()
        try machine.install("first/node")
        try write("", to: machine.state)
        #expect(machine.problem("nodejs22.x")?.description.contains("their bootstrap cannot be written: ") == true)
    }

    @Test(arguments: [
        ("22.18.0", []), ("23.6.1", []), ("24.0.0", []),
        ("22.6.0", ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"]),
        ("23.5.0", ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"]),
    ])
    func `types are stripped where Node can`(version: String, flags: [String]) throws {
        let machine = try Machine()
        try machine.installShim("first/node", version: version)
        try write("", to: machine.code + "/typed.ts")
        let launch = try machine.launch("nodejs22.x", "typed.handler")
        #expect(launch.arguments.dropFirst().dropLast() == flags[...])
    }

    @Test func `where Node cannot strip types, it is said what to do`() throws {
        let machine = try Machine()
        try machine.installShim("first/node", version: "20.20.2")
        try write("", to: machine.code + "/typed.ts")
        let problem = try #require(machine.problem("nodejs22.x", "typed.handler"))
        #expect(problem.description.hasPrefix("\(machine.code)/typed.ts is TypeScript, and Node 20.20.2 ("))
        #expect(
            problem.description.contains(
                ") cannot strip types; install Node 22.18 or newer, or compile it to JavaScript"
            )
        )
        #expect(!problem.isMissingProgram)
    }

    @Test(arguments: [
        ("nodejs22.x", "first/node", "20.20.2", ["nodejs22.x is run by Node 20.20.2 (MACHINE/real/program)"]),
        ("nodejs22.x", "first/node", "22.20.2", []),
        ("python3.12", "first/python3", "3.11.7", ["python3.12 is run by Python 3.11.7 (MACHINE/real/program)"]),
        ("python3.12", "code/.venv/bin/python", "3.12.1", []),
        ("provided.al2023", "code/bootstrap", "1.0", []),
    ])
    func `another version than the runtime's is one line`(
        runtime: String,
        program: String,
        version: String,
        notices: [String]
    ) throws {
        let machine = try Machine()
        try machine.installShim(program, version: version)
        let found = machine.launcher.notices(try makeFunction(runtime, "app.handler", in: machine.code))
        #expect(found.map { $0.replacing(machine.directory.path, with: "MACHINE") } == notices)
    }

    @Test func `a folder that is missing is a problem`() throws {
        let machine = try Machine()
        let function = try makeFunction("nodejs22.x", "app.handler", in: machine.directory.file("gone"))
        #expect(
            throws: LaunchProblem(
                "function shop-dev-hello: there is no folder \(machine.directory.file("gone")) with its code"
            )
        ) { try machine.launcher.launch(function) }
    }

    @Test func `an archive is unpacked first`() throws {
        let machine = try Machine()
        try machine.install("first/node")
        let code = machine.code
        let launcher = LocalLauncher(
            settings: LocalLauncher.Settings(
                hostEnvironment: machine.host,
                bootstrapFolder: machine.state,
                unpack: { path throws(LaunchProblem) in
                    guard path == "/a.zip" else { throw LaunchProblem("not a zip file: \(path)") }
                    return code
                }
            )
        )
        var function = try makeFunction("nodejs22.x", "app.handler", in: machine.code)
        function.code = .archive("/a.zip")
        let launch = try launcher.launch(function)
        #expect(launch.workingDirectory == code)
        #expect(launch.environment["LAMBDA_TASK_ROOT"] == code)
        function.code = .archive("/b.zip")
        #expect(throws: LaunchProblem("not a zip file: /b.zip")) { try launcher.launch(function) }
    }
}
