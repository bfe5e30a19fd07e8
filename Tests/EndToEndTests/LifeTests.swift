// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// Beginnings and ends, and several servers in one folder.
@Suite struct LifeTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal ends it with 0, and nothing is left but the keys`(number: Int32) async throws {
        try await withGateway { gateway in
            _ = try await gateway.token()
            gateway.process.signal(number)
            #expect(await gateway.process.end() == 0)
            #expect(access("\(gateway.folder)/ready.json", F_OK) != 0)
            #expect(TemporaryDirectory.names(in: "\(gateway.folder)/.gateway") == [".gitignore", "issuer-key.pem"])
        }
    }

    @Test(arguments: 0..<10)
    func `a signal that comes with the first word is not lost`(attempt: Int) async throws {
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            let process = try RunningProcess(
                Tool.gateway,
                ["serve", "--port", "0", "--issuer-port", "0"],
                in: folder
            )
            defer { process.signal(SIGKILL) }
            try await eventually("it says something") { !process.output.isEmpty }
            process.signal(SIGTERM)
            #expect(await process.end() == 0)
        }
    }

    @Test func `a second signal ends it at once`() async throws {
        try await withGateway { gateway in
            // Half a head keeps the server waiting for the rest.
            let connection = try await RawConnection.open(port: gateway.port)
            try await connection.send("GET /dev/public HTTP/1.1\r\n")
            gateway.process.signal(SIGTERM)
            try await eventually("it says what it waits for") {
                gateway.process.errors
                    == "warning: waiting for connections to end; interrupt again to end at once (connections: 1)\n"
            }
            gateway.process.signal(SIGTERM)
            #expect(await gateway.process.end() == 128 + SIGTERM)
            await connection.close()
        }
    }

    @Test func `token signs for the newest server of the folder, and for the other one when that has ended`()
        async throws
    {
        try await withGateway { first in
            let second = try RunningProcess(
                Tool.gateway,
                ["serve", "--port", "0", "--issuer-port", "0", "--ready-file", "second.json"],
                in: first.folder
            )
            defer { second.signal(SIGKILL) }
            try await eventually("the second is ready") { access("\(first.folder)/second.json", F_OK) == 0 }
            let (code, token, errors) = try await first.command(["token"])
            #expect(code == 0)
            #expect(errors.hasPrefix("gateway: 2 run here; signed for the newest, https://localhost:"), "\(errors)")
            #expect(try await first.get("/dev/private", token: String(token.dropLast())).status == 403)

            // However it ends: here without a chance to clean up.
            second.signal(SIGKILL)
            _ = await second.end()
            #expect(try await first.get("/dev/private", token: try await first.token()).status == 200)
        }
    }

    @Test func `token says when nobody runs, and when a definition is not there`() async throws {
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            let alone = try await run(Tool.gateway, ["token"], in: folder)
            #expect(alone.code == 0)
            #expect(alone.errors == "gateway: no gateway runs here; signed for https://localhost:3443/\n")
            let misspelt = try await run(Tool.gateway, ["token", "rotues.yml"], in: folder)
            #expect(misspelt.code == 65)
            #expect(misspelt.errors == "gateway: rotues.yml: no such file\n")
        }
    }

    @Test func `token refuses when the running server was told of a tenant that token does not know of`() async throws {
        let environment = ["AUTH0_DOMAIN": "tenant.example.test", "AUDIENCE": "https://api.example.test/"]
        try await withGateway(environment: environment) { gateway in
            let (code, output, errors) = try await gateway.command(["token"])
            #expect(code == 69)
            #expect(output == "")
            #expect(errors.hasPrefix("gateway: the running gateway was told that tokens come from https://tenant."))
        }
    }

    @Test(
        arguments: [
            (["--ca-file", "nowhere.pem"], "https://tenant.example.test/jwks.json", 71 as Int32, "nowhere.pem"),
            ([], "http://localhost:4151/\\x", 65, "jwksUri"),
        ]
    )
    func `what could never work is refused at start`(
        arguments: [String],
        location: String,
        code: Int32,
        name: String
    ) async throws {
        let config = "audience: a\ntokenIssuer: https://tenant.example.test/\njwksUri: '\(location)'\n"
        let files = ["routes.yml": try ServedGateway.demo(), "config.yml": config]
        try await withFolder(files) { folder in
            let serve = ["serve", "--port", "0", "--issuer-port", "0"] + arguments
            let result = try await run(Tool.gateway, serve, in: folder)
            #expect(result.code == code)
            #expect(result.errors.contains(name), "\(result.errors)")
            #expect(result.output == "")
        }
    }

    @Test func `a ready file of an earlier run is removed before the ports are taken`() async throws {
        let files = ["routes.yml": try ServedGateway.demo(), "ready.json": "{}"]
        try await withFolder(files) { folder in
            // It cannot start, and must not leave a file behind that says it did.
            let serve = [
                "serve", "--port", "0", "--issuer-port", "1", "--ready-file", "ready.json", "--host", "192.0.2.1",
            ]
            let result = try await run(Tool.gateway, serve, in: folder)
            #expect(result.code == 71)
            #expect(access("\(folder)/ready.json", F_OK) != 0)
        }
    }
}
