// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// Tokens in both directions between us and PyJWT, which shares no code with us.
@Suite(.enabled(if: Tool.mayRun(Tool.python), "PyJWT is missing"))
struct OracleTests {
    private static let script = "\(Tool.repository)/Tests/Oracle/oracle.py"

    @Test func `PyJWT verifies our tokens with our JWKS`() async throws {
        let python = try Tool.need(Tool.python, "PyJWT")
        try await withGateway { gateway in
            let issuer = try #require(gateway.issuer)
            let jwks = "http://127.0.0.1:\(gateway.issuerPort ?? 0)/.well-known/jwks.json"
            let (code, output, errors) = try await run(
                python,
                [Self.script, "verify", jwks, issuer, "https://gateway.localhost/"],
                in: gateway.folder,
                input: try await gateway.token(["--subject", "auth0|mary"])
            )
            #expect(code == 0, "\(errors)")
            #expect(try JSONValue(parsing: output.dropLast().utf8).object?["sub"]?.string == "auth0|mary")
        }
    }

    @Test(arguments: ["url", "file"])
    func `we accept and refuse a tenant's tokens as we should, its keys fetched over TLS or from a file`(
        keys: String
    ) async throws {
        let python = try Tool.need(Tool.python, "PyJWT")
        try await withFolder { tenantFolder in
            let tenant = try RunningProcess(python, [Self.script, "tenant", tenantFolder], in: tenantFolder)
            defer { tenant.signal(SIGKILL) }
            try await eventually("the tenant is ready: \(tenant.errors)") { tenant.output.hasSuffix("\n") }
            let issuer = "https://localhost:\(tenant.output.dropLast())/"
            let location = keys == "url" ? issuer + ".well-known/jwks.json" : "\(tenantFolder)/jwks.json"
            let config = """
                auth0Domain: \(issuer)
                audience: https://api.example.test/
                jwksUri: \(location)
                tokenIssuer: \(issuer)

                """
            let files = ["routes.yml": try ServedGateway.demoWithoutCache(), "config.yml": config]
            try await withGateway(files, arguments: ["--ca-file", "\(tenantFolder)/ca.pem"]) { gateway in
                let tokens = try JSONValue(parsing: try read("\(tenantFolder)/tokens.json"))
                for (kind, status) in [("good", 200), ("bad", 403)] {
                    let members = try #require(tokens.object?[kind]?.object?.members)
                    #expect(members.count >= 7)
                    for member in members {
                        let response = try await gateway.get("/dev/private", token: member.value.string)
                        #expect(response.status == status, "\(member.name): \(gateway.process.errors)")
                    }
                }
            }
        }
    }

    @Test func `a tenant whose certificate nobody vouches for is not believed`() async throws {
        let python = try Tool.need(Tool.python, "PyJWT")
        try await withFolder { tenantFolder in
            let tenant = try RunningProcess(python, [Self.script, "tenant", tenantFolder], in: tenantFolder)
            defer { tenant.signal(SIGKILL) }
            try await eventually("the tenant is ready: \(tenant.errors)") { tenant.output.hasSuffix("\n") }
            let environment = [
                "AUTH0_DOMAIN": "https://localhost:\(tenant.output.dropLast())",
                "AUDIENCE": "https://api.example.test/",
            ]
            try await withGateway(environment: environment) { gateway in
                let tokens = try JSONValue(parsing: try read("\(tenantFolder)/tokens.json"))
                let good = tokens.object?["good"]?.object?["RS256"]?.string
                #expect(try await gateway.get("/dev/private", token: good).status == 403)
                try await eventually("the reason is logged") { gateway.process.errors.contains("certificate") }
            }
        }
    }
}

/// Tenants that do not answer as they should: nothing but the binary is needed for these.
@Suite struct OutageTests {
    @Test(
        arguments: [
            ("http://127.0.0.1:1/jwks.json", "cannot connect to 127.0.0.1:1"),
            ("https://127.0.0.1:1/jwks.json", "cannot connect to 127.0.0.1:1"),
            ("nowhere.json", "no such file"),
            ("garbage.json", "garbage.json"),
        ]
    )
    func `keys that cannot be had make a denial that names the reason, never an error`(
        location: String,
        reason: String
    ) async throws {
        let files = [
            "routes.yml": try ServedGateway.demoWithoutCache(),
            "garbage.json": "<html>",
            "config.yml": """
            audience: https://api.example.test/
            tokenIssuer: https://tenant.example.test/
            jwksUri: \(location)

            """,
        ]
        try await withGateway(files) { gateway in
            // Of the right form, so that a key is looked for: {"alg":"RS256","kid":"a"} and a signature of 256 bytes.
            let token = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30." + String(repeating: "A", count: 342)
            let response = try await gateway.get("/dev/private", token: token)
            #expect(response.status == 403)
            try await eventually("the reason is logged: \(reason)") { gateway.process.errors.contains(reason) }
        }
    }
}
