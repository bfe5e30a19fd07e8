// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Glibc
import TestSupport
import Testing

/// `gateway verify`: what it holds tokens against, and how it ends when that cannot be had.
@Suite struct VerifySourcesTests {
    // MARK: - Where keys come from

    @Test func `keys come from a server, too, and are asked for anew when a token names another`() async throws {
        try await KeyServer.run(.publishes([TenantKeys.first])) { server in
            let arguments = [
                "--jwks", server.url, "--issuer", TenantTokens.issuer, "--audience", "https://unused.test/",
                "--audience", TenantTokens.audience,
            ]
            let good = try await VerifyRun.verify(arguments + [TenantTokens.signed()], files: [:])
            #expect(good.code == 0, "\(good.errors)")
            #expect(server.requestCount == 1)
            let other = try await VerifyRun.verify(arguments + [TenantTokens.signed(by: TenantKeys.second)], files: [:])
            #expect(other.code == 1)
            #expect(other.output == "invalid: \(VerifyRun.strange)\n")
            #expect(server.requestCount == 3)
        }
    }

    @Test func `keys that a server does not give end with 69, before any token is answered`() async throws {
        let bound = try BoundPort()
        let refused = try await VerifyRun.verify(["--jwks", "http://127.0.0.1:\(bound.port)/", TenantTokens.signed()])
        #expect(refused.code == 69)
        #expect(refused.output == "")
        #expect(
            refused.errors.hasPrefix("gateway: the JWKS cannot be had: cannot connect to 127.0.0.1:\(bound.port)"),
            "\(refused.errors)"
        )
        try await KeyServer.run(.answers("200 OK", Array("<html>".utf8))) { server in
            let garbage = try await VerifyRun.verify(["--jwks", server.url, TenantTokens.signed()])
            #expect(garbage.code == 69)
            #expect(garbage.output == "")
            #expect(garbage.errors.contains("is not JSON"), "\(garbage.errors)")
        }
    }

    @Test(arguments: [
        ("missing.json", "missing.json: no such file"), ("config.yml", "the JWKS is not JSON"),
        ("/dev/zero", "/dev/zero: it is a pipe or a device"), (".", "Is a directory"),
    ])
    func `a file of keys that is none ends with 65`(file: String, reason: String) async throws {
        let (code, output, errors) = try await VerifyRun.verify(["--jwks", file, TenantTokens.signed()])
        #expect(code == 65)
        #expect(output == "")
        #expect(errors.contains(reason), "\(errors)")
    }

    @Test func `a broken configuration ends with 65, unless nothing of it is needed`() async throws {
        let files = ["config.yml": "audience: [\n", "keys.json": VerifyRun.keys([TenantKeys.first])]
        let token = try TenantTokens.signed()
        let (code, output, errors) = try await VerifyRun.verify([token], files: files)
        #expect(code == 65)
        #expect(output == "")
        #expect(errors.hasPrefix("config.yml:"), "\(errors)")
        let whole = ["--jwks", "keys.json", "--issuer", TenantTokens.issuer, "--audience", TenantTokens.audience]
        #expect(try await VerifyRun.verify(whole + [token], files: files).code == 0)
        #expect(try await VerifyRun.verify(["--definition", "no.yml", token]).code == 65)
    }

    @Test func `each option replaces its own part of the configuration`() async throws {
        let token = try TenantTokens.signed { $0["aud"] = "https://other.test/" }
        #expect(try await VerifyRun.verify([token]).code == 1)
        #expect(try await VerifyRun.verify(["--audience", "https://other.test/", token]).code == 0)
        #expect(try await VerifyRun.verify(["--issuer", "x", "--audience", "https://other.test/", token]).code == 1)
    }

    // MARK: - What is accepted here

    @Test func `the embedded issuer's tokens are valid, and no key is made to say so`() async throws {
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            let none = try await run(Tool.gateway, ["verify", "a.b.c"], in: folder)
            #expect(none.code == 69)
            #expect(none.errors.contains("the embedded issuer has no key yet"), "\(none.errors)")
            #expect(access("\(folder)/.gateway", F_OK) != 0)

            let token = try await run(Tool.gateway, ["token", "--subject", "auth0|x"], in: folder)
            let (code, output, _) = try await run(Tool.gateway, ["verify"], in: folder, input: token.output)
            #expect(code == 0)
            #expect(output == "valid: auth0|x, expires in 24 h\n" || output == "valid: auth0|x, expires in 23 h\n")
            let stranger = try await run(Tool.gateway, ["verify", TenantTokens.signed()], in: folder)
            #expect(stranger.code == 1)
        }
    }

    @Test func `what a running server accepts is valid, whatever its port`() async throws {
        try await withGateway { gateway in
            let token = try await gateway.token()
            let (code, output, errors) = try await gateway.command(["verify", token])
            #expect(code == 0, "\(output)\(errors)")
        }
    }

    @Test func `a server that was told its tenant by its environment is not guessed at`() async throws {
        let environment = ["AUTH0_DOMAIN": "tenant.example.test", "AUDIENCE": TenantTokens.audience]
        try await withGateway(environment: environment) { gateway in
            let token = try TenantTokens.signed()
            let (code, output, errors) = try await gateway.command(["verify", token])
            #expect(code == 69)
            #expect(output == "")
            #expect(errors.contains("name its keys with --jwks"), "\(errors)")
            try write(VerifyRun.keys([TenantKeys.first]), to: "\(gateway.folder)/keys.json")
            let named = try await gateway.command(["verify", "--jwks", "keys.json", token])
            #expect(named.code == 0, "\(named.output)\(named.errors)")
        }
    }

    // MARK: - Usage

    @Test(arguments: [
        [], ["-"], ["--leeway=-1", "a.b.c"], ["--format", "xml", "a.b.c"], ["--jwks", "ftp://x/", "a.b.c"],
        ["--signature-only", "--audience", "x", "a.b.c"], ["--signature-only", "--issuer", "x", "a.b.c"],
    ])
    func `wrong usage ends with 64`(arguments: [String]) async throws {
        let (code, output, errors) = try await VerifyRun.verify(arguments)
        #expect(code == 64)
        #expect(output == "")
        #expect(errors != "")
    }

    @Test func `certificates that cannot be read end with 71`() async throws {
        let (code, _, errors) = try await VerifyRun.verify(["--ca-file", "missing.pem", TenantTokens.signed()])
        #expect(code == 71)
        #expect(errors.hasPrefix("gateway: --ca-file: "), "\(errors)")
    }
}
