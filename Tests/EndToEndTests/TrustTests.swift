// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// `gateway trust`, and where a user's authority lies.
///
/// None of these touches a store of the machine: they use a database of NSS of their own.
@Suite struct TrustTests {
    private func trust(
        _ arguments: [String],
        in folder: String,
        environment: [String: String] = [:]
    ) async throws -> (code: Int32, output: String, errors: String) {
        try await run(Tool.gateway, ["trust"] + arguments, in: folder, environment: environment)
    }

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    @Test func `without options it says what to do, with the file and its fingerprint`() async throws {
        try await withFolder { folder in
            let (code, output, errors) = try await trust([], in: folder)
            #expect(code == 0 && errors == "", "\(errors)")
            #expect(output.hasPrefix("Certificate authority: \(folder)/.data/ca.pem\nSHA-256 "))
            #expect(mode("\(folder)/.data") == 0o700)
            #expect(mode("\(folder)/.data/ca-key.pem") == 0o600)
            #expect(mode("\(folder)/.data/ca.pem") == 0o644)
            let again = try await trust([], in: folder)
            #expect(again.output == output)
            let printed = try await trust(["--print"], in: folder)
            #expect(printed.output == (try read("\(folder)/.data/ca.pem")))
            guard let openssl = Tool.openssl else { return }
            let fingerprint = try await run(
                openssl,
                ["x509", "-in", ".data/ca.pem", "-noout", "-fingerprint", "-sha256"],
                in: folder
            ).output.split(separator: "=").last
            #expect(output.contains("SHA-256 \(fingerprint ?? "?")"))
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.certutil), "certutil is missing"))
    func `it goes into a database of NSS and out again, however often`() async throws {
        try await withFolder { folder in
            let certutil = try Tool.need(Tool.certutil, "certutil")
            let database = ["--no-system", "--nss-db", "\(folder)/nss/db"]
            func listed() async throws -> [Substring] {
                let list = try await run(certutil, ["-L", "-d", "sql:\(folder)/nss/db"], in: folder).output
                return list.split(separator: "\n").filter { $0.hasPrefix("GatewayEmulator local CA") }
            }
            for round in 1...2 {
                let installed = try await trust(["--install"] + database, in: folder)
                #expect(installed.code == 0 && installed.errors == "", "\(installed.errors)")
                #expect(installed.output.contains("made now") == (round == 1))
                let again = try await trust(["--install"] + database, in: folder)
                #expect(again.code == 0)
                let lines = try await listed()
                #expect(lines.count == 1 && lines[0].hasSuffix("C,,  ") || lines[0].contains("C,,"), "\(lines)")

                let removed = try await trust(["--remove"] + database, in: folder)
                #expect(removed.code == 0 && removed.output == "NSS: it is gone from \(folder)/nss/db\n")
                #expect(try await listed().isEmpty)
                let nothing = try await trust(["--remove"] + database, in: folder)
                #expect(nothing.code == 0 && nothing.output == "NSS: nothing of ours was in \(folder)/nss/db\n")
            }
        }
    }

    @Test func `without certutil it says what to install`() async throws {
        try await withFolder { folder in
            let (code, output, errors) = try await trust(
                ["--install", "--no-system", "--nss-db", "\(folder)/nss"],
                in: folder,
                environment: ["PATH": "/nowhere"]
            )
            #expect(code == 69 && output == "")
            #expect(
                errors == "gateway: not done: NSS: certutil is missing (Debian, Ubuntu: apt install libnss3-tools)\n"
            )
        }
    }

    @Test func `a key that others can read is refused, and the gateway serves all the same`() async throws {
        try await withGateway { gateway in
            let key = "\(gateway.folder)/.data/ca-key.pem"
            chmod(key, 0o644)
            let refused = try await trust([], in: gateway.folder)
            #expect(refused.code == 71)
            #expect(refused.errors == "gateway: \(key) can be read by others; run: chmod 600 \(key)\n")
        }
    }

    @Test func `files that do not belong together are named, with the way out`() async throws {
        try await withFolder { folder in
            _ = try await trust([], in: folder)
            try write("rubbish", to: "\(folder)/.data/ca.pem")
            let refused = try await trust([], in: folder)
            #expect(refused.code == 71)
            #expect(refused.errors.hasSuffix("; delete both to get a new authority\n"), "\(refused.errors)")
            #expect(try read("\(folder)/.data/ca.pem") == "rubbish")
        }
    }

    @Test func `several who need it first get the same`() async throws {
        try await withFolder { folder in
            let outputs = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<4 { group.addTask { try await trust(["--print"], in: folder).output } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(outputs.count == 1 && outputs.first?.hasPrefix("-----BEGIN CERTIFICATE-----") == true)
        }
    }

    @Test func `scripts are told of its file, and later runs use the same`() async throws {
        try await withFolder { data in
            var certificates: Set<String> = []
            for _ in 1...2 {
                try await withGateway(environment: ["GATEWAY_DATA_HOME": data]) { gateway in
                    let ready = try JSONValue(parsing: try read("\(gateway.folder)/ready.json")).object
                    #expect(ready?["certificateAuthority"]?.string == "\(data)/ca.pem")
                    certificates.insert(try read("\(data)/ca.pem"))
                }
            }
            #expect(certificates.count == 1)
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.curl), "curl is missing"))
    func `where nothing can be kept, HTTPS is served by an authority of that run, with a warning`() async throws {
        try await withGateway(environment: ["GATEWAY_DATA_HOME": "/proc/nowhere"]) { gateway in
            let ready = try JSONValue(parsing: try read("\(gateway.folder)/ready.json")).object
            #expect(ready?["certificateAuthority"] == nil)
            let curl = try Tool.need(Tool.curl, "curl")
            let url = "https://localhost:\(gateway.port)/dev/public"
            let (code, output, errors) = try await run(
                curl,
                ["-sSk", "--max-time", "60", "-w", "%{http_code}", "-o", "/dev/null", url],
                in: gateway.folder
            )
            #expect(code == 0 && output == "200", "\(errors)")
            try await eventually("the warning is there: \(gateway.process.errors)") {
                gateway.process.errors.contains("of this run only") && gateway.process.errors.contains("/proc/nowhere")
            }
        }
    }

    @Test(arguments: [
        (["GATEWAY_DATA_HOME": "D"], "D"),
        (["XDG_DATA_HOME": "D"], "D/gateway-emulator"),
        (["HOME": "D"], "D/.local/share/gateway-emulator"),
        // What is not absolute is ignored.
        (["XDG_DATA_HOME": "x", "HOME": "D"], "D/.local/share/gateway-emulator"),
    ])
    func `it lies where the environment says`(_ environment: [String: String], _ place: String) async throws {
        try await withFolder { folder in
            var variables = environment.mapValues { $0 == "D" ? folder : $0 }
            if variables["GATEWAY_DATA_HOME"] == nil { variables["GATEWAY_DATA_HOME"] = "" }
            let (code, output, errors) = try await trust([], in: folder, environment: variables)
            #expect(code == 0, "\(errors)")
            let path = place.replacing("D", with: folder, maxReplacements: 1)
            #expect(output.hasPrefix("Certificate authority: \(path)/ca.pem\n"), "\(output)")
        }
    }
}
