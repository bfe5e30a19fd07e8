// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// Saving config.yml while the gateway runs: whose tokens are accepted from then on.
@Suite struct ReloadedTenantTests {
    @Test func `a tenant that appears in config.yml is followed, and kept when the file is gone`() async throws {
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
                try await eventually("it is noticed") {
                    gateway.process.errors.contains("config.yml is broken; serving")
                }
                #expect(gateway.process.errors.contains("config.yml: it named the tenant whose tokens are accepted"))
                #expect(try await status(theirs) == 200)
                #expect(try await status(ours) == 403)
                try write(config, to: "\(gateway.folder)/config.yml")
                try await eventually("it is mended") { gateway.process.errors.contains("config.yml is mended") }
            }
        }
    }

    @Test(arguments: [nil, "# nobody\n"])
    func `a tenant is not exchanged for an issuer that signs for everybody`(config: String?) async throws {
        let files = ["routes.yml": try ServedGateway.demo(), "config.yml": Self.foreignConfig]
        try await withGateway(files) { (gateway) async throws -> Void in
            #expect(gateway.issuer == nil)
            if let config {
                try write(config, to: "\(gateway.folder)/config.yml")
            } else {
                unlink("\(gateway.folder)/config.yml")
            }
            try await eventually("it is noticed") { gateway.process.errors.contains("config.yml is broken; serving") }
            let refused = try await gateway.command(["token"])
            #expect(refused.code == 69, "\(refused.errors)")
            #expect(try await gateway.get("/dev/public").status == 200)
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
