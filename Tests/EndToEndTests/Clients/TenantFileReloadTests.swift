// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// tenant.yml while the gateway runs: what is saved is the tenant from then on, and what is broken is not.
@Suite struct TenantFileReloadTests {
    private static let tenant = """
        apis:
          - identifier: https://shop.example.test/
            name: Shop
            scopes: {read:orders: See one's orders}
        applications:
          - client_id: page
            name: Page
            callbacks: loopback
        users:
          - email: mary@example.com
            password: mary
            name: Mary Major

        """

    private static let withBob =
        tenant + """
              - email: bob@example.com
                password: bob
                name: Bob Builder

            """

    private static func save(_ text: String, _ gateway: ServedGateway, saying message: String) async throws {
        let before = gateway.process.errors.utf8.count
        try replace("\(gateway.folder)/tenant.yml", with: text)
        try await eventually("it says \(message); it said: \(gateway.process.errors)") {
            String(decoding: gateway.process.errors.utf8.dropFirst(before), as: UTF8.self).contains(message)
        }
    }

    /// Logs in without the form, at the issuer that runs.
    private static func statusOfLogin(_ name: String, _ gateway: ServedGateway) async throws -> Int {
        let port = try #require(gateway.issuerPort)
        return try await gateway.post("/_control/login", #"{"user": "\#(name)"}"#, port: port).status
    }

    private static func files() throws -> [String: String] {
        ["routes.yml": try ServedGateway.demoWithoutCache(), "tenant.yml": tenant]
    }

    @Test func `a user who is added can log in at once, and goes with the file`() async throws {
        try await withGateway(try Self.files()) { gateway in
            #expect(try await Self.statusOfLogin("mary@example.com", gateway) == 200)
            #expect(try await Self.statusOfLogin("bob@example.com", gateway) == 400)
            try await Self.save(Self.withBob, gateway, saying: "tenant.yml changed")
            #expect(try await Self.statusOfLogin("bob@example.com", gateway) == 200)
            let token = try await gateway.token(["--user", "bob@example.com"])
            #expect(try await gateway.get("/dev/private", token: token).status == 200)
            try await Self.save(Self.tenant, gateway, saying: "tenant.yml changed")
            #expect(try await Self.statusOfLogin("bob@example.com", gateway) == 400)
        }
    }

    @Test func `an API that is renamed is the gateway's audience from then on`() async throws {
        try await withGateway(try Self.files()) { gateway in
            let old = try await gateway.token()
            #expect(try claims(of: old)["aud"] == "https://shop.example.test/")
            #expect(try await gateway.get("/dev/private", token: old).status == 200)
            let renamed = Self.tenant.replacing("https://shop.example.test/", with: "https://store.example.test/")
            try await Self.save(renamed, gateway, saying: "tenant.yml changed")
            #expect(try await gateway.get("/dev/private", token: old).status == 403)
            let new = try await gateway.token()
            #expect(try claims(of: new)["aud"] == "https://store.example.test/")
            #expect(try await gateway.get("/dev/private", token: new).status == 200)
        }
    }

    @Test func `a broken file leaves the tenant that was, until it is mended`() async throws {
        try await withGateway(try Self.files()) { gateway in
            let token = try await gateway.token()
            let broken = Self.withBob + "colour: red\n"
            try await Self.save(broken, gateway, saying: "tenant.yml is broken; serving the definition of")
            #expect(gateway.process.errors.contains("tenant.yml:16:1: "), "\(gateway.process.errors)")
            #expect(try await Self.statusOfLogin("mary@example.com", gateway) == 200)
            #expect(try await Self.statusOfLogin("bob@example.com", gateway) == 400)
            #expect(try await gateway.get("/dev/private", token: token).status == 200)
            try await Self.save(Self.withBob, gateway, saying: "tenant.yml is mended")
            #expect(try await Self.statusOfLogin("bob@example.com", gateway) == 200)
        }
    }

    @Test func `another file is the tenant where --tenant says so`() async throws {
        let files = ["routes.yml": try ServedGateway.demo(), "tenant.yml": "broken", "mine.yml": Self.withBob]
        try await withGateway(files, arguments: ["--tenant", "mine.yml"]) { gateway in
            #expect(try await Self.statusOfLogin("bob@example.com", gateway) == 200)
            let token = try await gateway.token(["--tenant", "mine.yml", "--user", "bob@example.com"])
            #expect(try await gateway.get("/dev/private", token: token).status == 200)
            #expect(try await gateway.command(["check"]).code == 65)
            #expect(try await gateway.command(["check", "--tenant", "mine.yml"]).code == 0)
        }
    }
}
