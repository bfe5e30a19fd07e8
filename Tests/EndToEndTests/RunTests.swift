// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// `gateway run`: a command with a gateway around it.
///
/// - Source: POSIX.1-2024, Shell & Utilities, 2.8.2: the exit codes 126, 127 and those of signals.
@Suite struct RunTests {
    @Test(arguments: [0, 7, 255] as [Int32])
    func `the command's exit code is ours`(code: Int32) async throws {
        try await withFolder(Self.demo()) { folder in
            let result = try await run(Tool.gateway, ["run", "--", "sh", "-c", "exit \(code)"], in: folder)
            #expect(result == (code, "", ""))
        }
    }

    @Test(
        arguments: [
            (["no-such-command"], 127 as Int32, "no-such-command: no such command; is it in PATH?"),
            ([""], 127, "'': no such command; is it in PATH?"),
            (["./routes.yml"], 126, "./routes.yml: cannot be executed: Permission denied"),
            (["sh", "-c", "kill -9 $$"], 128 + SIGKILL, "sh: ended by signal 9 (Killed)"),
        ]
    )
    func `what becomes of a command is told as a shell tells it`(
        command: [String],
        code: Int32,
        message: String
    ) async throws {
        try await withFolder(Self.demo()) { folder in
            let result = try await run(Tool.gateway, ["run", "--"] + command, in: folder)
            #expect(result == (code, "", "gateway: \(message)\n"))
            #expect(Self.state(folder) == [".gitignore", "issuer-key.pem"])
        }
    }

    @Test(arguments: [["run"], ["run", "--"], ["run", "routes.yml", "true"]])
    func `without a command it is wrong usage`(arguments: [String]) async throws {
        try await withFolder(Self.demo()) { folder in
            let result = try await run(Tool.gateway, arguments, in: folder)
            #expect(result.code == 64)
            #expect(result.errors.contains("Usage: gateway run"), "\(result.errors)")
        }
    }

    @Test func `with a broken definition the command does not start`() async throws {
        try await withFolder(["api.yml": "api: rest\n"]) { folder in
            let result = try await run(Tool.gateway, ["run", "api.yml", "--", "touch", "started"], in: folder)
            #expect(result.code == 65)
            #expect(result.errors.hasPrefix("api.yml:"), "\(result.errors)")
            #expect(access("\(folder)/started", F_OK) != 0)
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.curl)))
    func `the command finds the API, the issuer and a token in its environment`() async throws {
        _ = try Tool.need(Tool.curl, "curl")
        try await withFolder(Self.demo()) { folder in
            let script = """
                curl -s -o /dev/null -w '%{http_code}\\n' "$GATEWAY_URL/dev/private"
                curl -s -o /dev/null -w '%{http_code}\\n' -H "Authorization: Bearer $GATEWAY_TOKEN" \
                    "$GATEWAY_URL/dev/private"
                curl -sk "${GATEWAY_ISSUER}.well-known/openid-configuration" | grep -c "\\"issuer\\":\\"$GATEWAY_ISSUER\\""
                echo "$OTHER"
                """
            let quiet = try await run(
                Tool.gateway,
                ["run", "--", "sh", "-c", script],
                in: folder,
                environment: ["OTHER": "stays"]
            )
            #expect(quiet == (0, "401\n200\n1\nstays\n", ""))
            let logged = try await run(Tool.gateway, ["run", "--log", "text", "--", "sh", "-c", script], in: folder)
            #expect(logged.errors.contains("401 GET /dev/private"), "\(logged.errors)")
        }
    }

    @Test func `of a tenant there is no token, not even one from outside`() async throws {
        try await withFolder(Self.demo()) { folder in
            let script = #"echo "$GATEWAY_ISSUER ${GATEWAY_TOKEN-unset}""#
            let result = try await run(
                Tool.gateway,
                ["run", "--", "sh", "-c", script],
                in: folder,
                environment: [
                    "AUTH0_DOMAIN": "tenant.example.test", "AUDIENCE": "https://api.example.test/",
                    "GATEWAY_TOKEN": "stale",
                ]
            )
            #expect(result.code == 0)
            #expect(result.output == "https://tenant.example.test/ unset\n")
            #expect(result.errors.contains("GATEWAY_TOKEN is not set"), "\(result.errors)")
        }
    }

    @Test func `the streams are the command's`() async throws {
        try await withFolder(Self.demo()) { folder in
            let result = try await run(
                Tool.gateway,
                ["run", "--", "sh", "-c", "cat; echo trouble >&2"],
                in: folder,
                input: "said\n"
            )
            #expect(result == (0, "said\n", "trouble\n"))
        }
    }

    @Test(arguments: ["", "INT", "TERM HUP"])
    func `the command has signals as we had them`(ignored: String) async throws {
        try await withFolder(Self.demo()) { folder in
            // The signals up to 28: glibc has some of its own from 32 on.
            let show = #"sed -nE 's/^(Sig(Blk|Ign|Cgt)):.*(.{7})$/\1 \3/p' /proc/self/status"#
            let ignore = ignored.isEmpty ? "" : "trap '' \(ignored); "
            let direct = try await run("/bin/sh", ["-c", "\(ignore)exec \(show)"], in: folder)
            let ours = try await run("/bin/sh", ["-c", "\(ignore)exec '\(Tool.gateway)' run -- \(show)"], in: folder)
            #expect(ours == direct)
            #expect(direct.output.contains(ignored.isEmpty ? "SigIgn 0000000" : "SigIgn"), "\(direct)")
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal is passed on, and the command waited for`(number: Int32) async throws {
        try await withFolder(Self.demo()) { folder in
            // It goes on after the signal, until the test lets it go.
            let script = """
                trap 'echo caught' INT TERM
                echo ready
                until [ -e go ]; do sleep 0.01; done
                exit 9
                """
            let process = try RunningProcess(Tool.gateway, ["run", "--", "sh", "-c", script], in: folder)
            defer { process.signal(SIGKILL) }
            try await eventually("the command runs") { process.output == "ready\n" }
            for count in 1...3 {
                process.signal(number)
                try await eventually("signal \(count) is caught; \(process.output)") {
                    process.output.split(separator: "\n").count == 1 + count
                }
            }
            try write("", to: "\(folder)/go")
            #expect(await process.end() == 9)
            #expect(Self.state(folder) == [".gitignore", "issuer-key.pem"])
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.script)), arguments: ["", "setsid "])
    func `Ctrl-C reaches the command, in our process group or not`(wrapper: String) async throws {
        let script = try Tool.need(Tool.script, "script")
        try await withFolder(Self.demo()) { folder in
            let command = "trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.01; done"
            let keys = "\(folder)/keys"
            #expect(mkfifo(keys, 0o600) == 0)
            try write("\(command)\n", to: "\(folder)/wait.sh")
            let process = try RunningProcess(
                "/bin/sh",
                ["-c", "exec \(script) -qec \"exec '\(Tool.gateway)' run -- \(wrapper)sh wait.sh\" /dev/null < keys"],
                in: folder
            )
            defer { process.signal(SIGKILL) }
            // For both, so that opening waits for nobody.
            let typing = open(keys, O_RDWR | O_CLOEXEC)
            defer { close(typing) }
            try await eventually("the command runs; \(process.output)") { process.output.contains("ready") }
            #expect(Glibc.write(typing, [3], 1) == 1)
            let code = await process.end()
            #expect(code == 5, "\(process.output)")
        }
    }

    @Test func `however we end, no command is left`() async throws {
        try await withFolder(Self.demo()) { folder in
            let script = "trap '' TERM INT HUP; echo $$; while :; do read line < /dev/null; sleep 0.01; done"
            let process = try RunningProcess(Tool.gateway, ["run", "--", "sh", "-c", script], in: folder)
            try await eventually("the command runs") { process.output.hasSuffix("\n") }
            let pid = try #require(pid_t(process.output.dropLast()))
            #expect(kill(pid, 0) == 0)
            process.signal(SIGKILL)
            #expect(await process.end() == 128 + SIGKILL)
            try await eventually("the command is gone") { Self.isGone(pid) }
        }
    }

    @Test func `two in one folder do not meet`() async throws {
        try await withFolder(Self.demo()) { folder in
            let script = """
                echo "$GATEWAY_URL $GATEWAY_ISSUER"
                until [ -e go ]; do sleep 0.01; done
                """
            let processes = try (0..<2).map { _ in
                try RunningProcess(Tool.gateway, ["run", "--", "sh", "-c", script], in: folder)
            }
            defer { for process in processes { process.signal(SIGKILL) } }
            try await eventually("both run") { processes.allSatisfy { $0.output.hasSuffix("\n") } }
            let ports = processes.flatMap { $0.output.split(separator: " ") }
            #expect(Set(ports).count == 4, "\(ports)")
            try write("", to: "\(folder)/go")
            for process in processes { #expect(await process.end() == 0) }
            #expect(Self.state(folder) == [".gitignore", "issuer-key.pem"])
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.curl)))
    func `token signs for the gateway around the command, though a newer one runs in the folder`() async throws {
        let curl = try Tool.need(Tool.curl, "curl")
        try await withFolder(Self.demo()) { folder in
            let script = """
                echo ready
                until [ -e go ]; do sleep 0.01; done
                '\(curl)' -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $('\(Tool.gateway)' token)" \
                    "$GATEWAY_URL/dev/private"
                """
            let older = try RunningProcess(Tool.gateway, ["run", "--", "sh", "-c", script], in: folder)
            defer { older.signal(SIGKILL) }
            try await eventually("the command runs") { older.output == "ready\n" }
            let serve = ["serve", "--port", "0", "--issuer-port", "0"]
            let newer = try RunningProcess(Tool.gateway, serve, in: folder)
            defer { newer.signal(SIGKILL) }
            try await eventually("the newer one serves") { newer.output.contains("Server ready") }
            try write("", to: "\(folder)/go")
            #expect(await older.end() == 0)
            try await eventually("the outputs are complete") { older.isDrained }
            #expect(older.output == "ready\n200")
            #expect(older.errors == "")
        }
    }

    private static func demo() throws -> [String: String] { ["routes.yml": try ServedGateway.demo()] }

    private static func state(_ folder: String) -> [String]? { TemporaryDirectory.names(in: "\(folder)/.gateway") }

    /// One that nobody has waited for yet is gone, too.
    private static func isGone(_ pid: pid_t) -> Bool {
        guard kill(pid, 0) == 0, let status = try? read("/proc/\(pid)/stat") else { return true }
        return status.contains(") Z ")
    }
}
