// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// Saving config.yml while the gateway runs: whose tokens are accepted from then on.
@Suite struct ReloadedTenantTests {
    @Test func `a tenant that appears in config.yml is followed, and the embedded issuer again when it is gone`()
        async throws
    {
        try await withGateway { tenant in
            let config = try Self.config(of: tenant)
            let theirs = try await tenant.token()
            try await withGateway(["routes.yml": try ServedGateway.demo(), "none.yml": "# nobody\n"]) { gateway in
                let ours = try await gateway.token()
                func status(_ token: String) async throws -> Int {
                    try await gateway.get("/dev/private", token: token).status
                }
                #expect(try await status(theirs) == 403)
                #expect(try await status(ours) == 200)

                try write(config, to: "\(gateway.folder)/config.yml")
                try await eventually("it is reported") { gateway.process.errors.contains("  ~ issuer ") }
                #expect(try await status(theirs) == 200)
                #expect(try await status(ours) == 403)
                // Other commands know, even one that does not know this configuration.
                let refused = try await gateway.command(["token", "--config", "none.yml"])
                #expect(refused.code == 69)
                #expect(refused.errors.hasPrefix("gateway: the running gateway was told"), "\(refused.errors)")
                #expect(try JSONValue(parsing: try read("\(gateway.folder)/ready.json")).object?["issuer"] == nil)

                unlink("\(gateway.folder)/config.yml")
                try await eventually("it is gone") { try await status(ours) == 200 }
                #expect(try await status(theirs) == 403)
                try await eventually("other commands know") { try await gateway.command(["token"]).code == 0 }
            }
        }
    }

    @Test func `the embedded issuer starts when it is first needed`() async throws {
        let files = ["routes.yml": try ServedGateway.demo(), "config.yml": Self.foreignConfig]
        try await withGateway(files) { gateway in
            #expect(gateway.issuer == nil)
            unlink("\(gateway.folder)/config.yml")
            try await eventually("it is reported") { gateway.process.errors.contains("(embedded)") }
            let token = try await gateway.token()
            #expect(try await gateway.get("/dev/private", token: token).status == 200)
            let ready = try JSONValue(parsing: try read("\(gateway.folder)/ready.json")).object
            let port = try #require(ready?["issuer"]?.object?["port"]?.number?.int64.flatMap(UInt16.init(exactly:)))
            let jwks = try await gateway.get("/.well-known/jwks.json", port: port)
            #expect(jwks.status == 200)
            gateway.process.signal(SIGTERM)
            #expect(await gateway.process.end() == 0)
            #expect(TemporaryDirectory.names(in: "\(gateway.folder)/.gateway") == [".gitignore", "issuer-key.pem"])
        }
    }

    @Test func `an embedded issuer that cannot start leaves the tenant in its place`() async throws {
        try await withGateway { other in
            let taken = try #require(other.issuerPort)
            let files = ["routes.yml": try ServedGateway.demo(), "config.yml": Self.foreignConfig]
            try await withGateway(files, arguments: ["--issuer-port", "\(taken)"]) { gateway in
                unlink("\(gateway.folder)/config.yml")
                try await eventually("it is reported") { gateway.process.errors.hasSuffix("mended\n") }
                let problem = "port \(taken) is taken; try --issuer-port \(taken + 1)\nconfig.yml is broken; "
                #expect(gateway.process.errors.hasPrefix(problem), "\(gateway.process.errors)")
                let refused = try await gateway.command(["token"])
                #expect(refused.code == 69, "\(refused.errors)")
                #expect(try await gateway.get("/dev/public").status == 200)
                try write(Self.foreignConfig, to: "\(gateway.folder)/config.yml")
                try await eventually("it is mended") { gateway.process.errors.contains("config.yml is mended") }
            }
        }
    }

    @Test(
        arguments: [
            ("audience: https://api.example.test/\n", "auth0Domain"),
            ("audience: a\ntokenIssuer: https://tenant.example.test/\njwksUri: 'http://localhost:1/\\x'\n", "jwksUri"),
        ]
    )
    func `a broken configuration leaves everything as it is`(config: String, name: String) async throws {
        try await withGateway { gateway in
            let token = try await gateway.token()
            try write(config, to: "\(gateway.folder)/config.yml")
            try await eventually("it is reported") { gateway.process.errors.contains("config.yml is broken; serving") }
            #expect(gateway.process.errors.contains(name), "\(gateway.process.errors)")
            #expect(try await gateway.get("/dev/private", token: token).status == 200)
        }
    }

    /// Of a tenant that nobody asks.
    private static let foreignConfig = "auth0Domain: tenant.example.test\naudience: https://api.example.test/\n"

    /// What config.yml says of another gateway's issuer.
    private static func config(of tenant: ServedGateway) throws -> String {
        """
        audience: https://gateway.localhost/
        tokenIssuer: \(try #require(tenant.issuer))
        jwksUri: http://localhost:\(try #require(tenant.issuerPort))/.well-known/jwks.json

        """
    }
}
