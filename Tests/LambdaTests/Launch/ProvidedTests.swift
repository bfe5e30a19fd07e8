// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayLambda
import GatewayModel
import TestSupport
import Testing

/// Functions that are executables.
///
/// - Source: Lambda developer guide, "Building a custom runtime" (`bootstrap`); System V ABI, "ELF Header".
struct ProvidedTests {
    /// The program that is chosen, or what is said instead; `CODE` stands for the folder.
    private static func outcome(_ handler: String, _ files: [(name: String, bytes: [UInt8], mode: UInt32)]) throws
        -> String
    {
        let directory = try TemporaryDirectory()
        for (name, bytes, mode) in files {
            try write("", to: directory.file(name))
            try File.replace(directory.file(name), with: bytes, mode: mode)
        }
        let launcher = makeLauncher(host: [:], bootstrapsIn: directory.file("state"))
        do throws(LaunchProblem) {
            let launch = try launcher.launch(makeFunctionOrProblem(handler, directory.path))
            #expect(launch.arguments == [launch.executable])
            #expect(launch.workingDirectory == directory.path)
            return launch.executable.replacing(directory.path, with: "CODE")
        } catch {
            #expect(!error.isMissingProgram)
            return error.description.replacing(directory.path, with: "CODE")
        }
    }

    private static func makeFunctionOrProblem(
        _ handler: String,
        _ folder: String
    ) throws(LaunchProblem) -> FunctionConfiguration {
        do { return try makeFunction("provided.al2023", handler, in: folder) } catch { throw LaunchProblem("\(error)") }
    }

    private static let script = Array("#!/bin/sh\n".utf8)

    /// The first bytes of a program; `machine` is `e_machine`.
    private static func elf(_ machine: UInt16, isBigEndian: Bool = false) -> [UInt8] {
        let bytes = [UInt8(machine & 0xff), UInt8(machine >> 8)]
        return [0x7f, 0x45, 0x4c, 0x46, 2, isBigEndian ? 2 : 1, 1] + [UInt8](repeating: 0, count: 9) + [2, 0]
            + (isBigEndian ? bytes.reversed() : bytes)
    }

    #if arch(x86_64)
        private static let own: UInt16 = 62, other: UInt16 = 183, names = ("x86-64", "arm64")
    #else
        private static let own: UInt16 = 183, other: UInt16 = 62, names = ("arm64", "x86-64")
    #endif

    @Test(arguments: [
        ("hello.handler", ["bootstrap"], "CODE/bootstrap"), ("bootstrap", ["bootstrap"], "CODE/bootstrap"),
        ("bin/hello/bootstrap", ["bootstrap", "bin/hello/bootstrap"], "CODE/bin/hello/bootstrap"),
        ("bin/hello", ["bin/hello"], "CODE/bin/hello"),
        ("bin/hello", ["bin/hello/bootstrap"], "CODE/bin/hello/bootstrap"),
        // As on AWS, where the handler is for the bootstrap to read.
        ("hello.sh", ["bootstrap", "hello.sh"], "CODE/bootstrap"),
    ])
    func `the program is bootstrap, or what the handler names`(
        handler: String,
        files: [String],
        chosen: String
    ) throws {
        #expect(try Self.outcome(handler, files.map { ($0, Self.script, 0o700) }) == chosen)
    }

    @Test func `a program for this machine is started`() throws {
        #expect(try Self.outcome("x", [("bootstrap", Self.elf(Self.own), 0o700)]) == "CODE/bootstrap")
    }

    @Test func `one that is missing is named`() throws {
        #expect(
            try Self.outcome("bin/hello", []) == """
                function shop-dev-hello: provided.al2023 runs an executable, and there is neither CODE/bootstrap nor \
                CODE/bin/hello; build it, or name its path as handler
                """
        )
    }

    @Test func `one that may not be executed says how to change that`() throws {
        #expect(
            try Self.outcome("x", [("bootstrap", Self.script, 0o600)]) == """
                function shop-dev-hello: CODE/bootstrap may not be executed; run `chmod +x CODE/bootstrap`, or name the \
                right file as handler
                """
        )
    }

    @Test func `one for another machine says how to build it for this one`() throws {
        for bytes in [Self.elf(Self.other), Self.elf(Self.other, isBigEndian: true)] {
            let outcome = try Self.outcome("x", [("bootstrap", bytes, 0o700)])
            let start = """
                function shop-dev-hello: CODE/bootstrap is a program for \(Self.names.1), and this machine is \(Self.names.0); \
                build it for \(Self.names.0) (
                """
            #expect(outcome.hasPrefix(start))
        }
        let unknown = try Self.outcome("x", [("bootstrap", Self.elf(243), 0o700)])
        #expect(unknown.contains("is a program for another machine (ELF e_machine 243), and"))
    }

    @Test(
        arguments: [
            ([0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1], "is a program for macOS; build it for Linux: "),
            ([0x4d, 0x5a, 0x90, 0], "is a program for Windows; build it for Linux: "),
            ([], "is neither a program for Linux (ELF) nor a script that begins with #!; build it anew"),
            (
                [0x7f, 0x45, 0x4c, 0x46, 2, 1],
                "is neither a program for Linux (ELF) nor a script that begins with #!; build it anew"
            ),
        ] as [([UInt8], String)]
    )
    func `what does not run on Linux is refused`(bytes: [UInt8], problem: String) throws {
        #expect(try Self.outcome("x", [("bootstrap", bytes, 0o700)]).contains("CODE/bootstrap " + problem))
    }
}
