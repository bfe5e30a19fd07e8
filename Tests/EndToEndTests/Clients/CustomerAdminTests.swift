// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// Examples/customer-admin, walked through as its README does.
@Suite struct CustomerAdminTests {
    private static let folder = "\(Tool.repository)/Examples/customer-admin"
    private static let ofMary = [
        "--user", "mary@example.com", "--application", "customer-page", "--audience", "https://customer.example.test/",
    ]
    private static let ofAda = [
        "--user", "ada@example.com", "--application", "admin-page", "--audience", "https://admin.example.test/",
    ]
    private static let maryAtTheBackOffice = [
        "--user", "mary@example.com", "--application", "admin-page", "--audience", "https://admin.example.test/",
    ]

    private static func files() throws -> [String: String] {
        ["routes.yml": try read("\(folder)/routes.yml"), "tenant.yml": try read("\(folder)/tenant.yml")]
    }

    @Test func `a customer sees orders and no users, an administrator sees users and no orders`() async throws {
        try await withGateway(try Self.files()) { gateway in
            let customer = try await gateway.token(Self.ofMary)
            let admin = try await gateway.token(Self.ofAda)
            #expect(try await gateway.get("/dev/products").status == 200)
            for (path, token, status) in [
                ("/dev/orders", customer, 200), ("/dev/admin/users", customer, 403),
                ("/dev/orders", admin, 403), ("/dev/admin/users", admin, 200),
            ] {
                #expect(try await gateway.get(path, token: token).status == status, "\(path)")
            }
            for path in ["/dev/orders", "/dev/admin/users"] { #expect(try await gateway.get(path).status == 401) }
            let reason = #"the token is for "https://customer.example.test/", expected "https://admin.example.test/""#
            try await eventually("the reason is logged") {
                gateway.process.errors.split(separator: "\n").contains {
                    $0.hasPrefix("403 GET /dev/admin/users") && $0.contains(reason)
                }
            }
        }
    }

    @Test func `a rule keeps customers out of the back office, on the page and on the command line`() async throws {
        try await withGateway(try Self.files()) { gateway in
            let refused = try await gateway.command(["token"] + Self.maryAtTheBackOffice)
            #expect(refused.code == 65)
            #expect(refused.output == "")
            #expect(refused.errors.contains("tenant.yml: The back office is for employees."), "\(refused.errors)")

            let issuer = try #require(gateway.issuerPort)
            let control = try await gateway.post("/_control/login", #"{"user": "mary@example.com"}"#, port: issuer)
            #expect(control.status == 200)
            let query =
                "client_id=admin-page&response_type=code&redirect_uri=http://localhost:1/back&state=s"
                + "&audience=https://admin.example.test/"
            let answer = try await gateway.get("/authorize?\(query)", port: issuer)
            #expect(answer.status == 302)
            #expect(
                answer["location"]
                    == "http://localhost:1/back?error=access_denied"
                    + "&error_description=The%20back%20office%20is%20for%20employees.&state=s"
            )
        }
    }

    /// "Things to try", the first.
    @Test func `the role support lets Mary in, as far as it goes`() async throws {
        try await withGateway(try Self.files()) { gateway in
            let tenant = try read("\(gateway.folder)/tenant.yml")
            let promoted = tenant.replacing("roles: [customer]", with: "roles: [support]")
            try #require(promoted != tenant)
            try replace("\(gateway.folder)/tenant.yml", with: promoted)
            try await eventually("it is reloaded: \(gateway.process.errors)") {
                gateway.process.errors.contains("tenant.yml changed")
            }
            let (code, output, errors) = try await gateway.command(
                ["token", "--scope", "read:users delete:users"] + Self.maryAtTheBackOffice
            )
            try #require(code == 0, "\(errors)")
            #expect(errors.contains("the scope delete:users is not granted"), "\(errors)")
            let token = String(output.dropLast())
            let granted = try claims(of: token)
            #expect(granted["scope"] == "read:users")
            #expect(granted["permissions"] == ["read:users"])
            #expect(try await gateway.get("/dev/admin/users", token: token).status == 200)
        }
    }

    @Test func `rules make claims of roles and metadata`() async throws {
        try await withGateway(try Self.files()) { gateway in
            let mary = try claims(of: try await gateway.token(Self.ofMary))
            #expect(mary["https://example.test/roles"] == ["customer"])
            #expect(mary["https://example.test/plan"] == "gold")
            let ada = try claims(of: try await gateway.token(Self.ofAda))
            #expect(ada["https://example.test/roles"] == ["admin"])
            #expect(ada["https://example.test/plan"] == nil)
        }
    }
}
