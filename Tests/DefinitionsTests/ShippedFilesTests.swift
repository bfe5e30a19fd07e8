// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayFiles
import GatewayModel
import Testing

/// The files at the top of the repository, and in its examples.
struct ShippedFilesTests {
    @Test func `routes yml defines the demo`() throws {
        let result = try RoutesFile.read(path: shipped("routes.yml"))
        let expected = API(
            kind: .rest,
            identity: APIIdentity(region: "us-east-1", accountId: "123456789012", apiId: "localapi01"),
            stage: "dev",
            routes: [
                Route(
                    method: .exactly(.get),
                    path: try PathTemplate(parsing: "/public"),
                    access: .public,
                    handler: .builtIn(.public)
                ),
                Route(
                    method: .exactly(.get),
                    path: try PathTemplate(parsing: "/private"),
                    access: .private(authorizer: "customAuthorizer"),
                    handler: .builtIn(.private)
                ),
            ],
            authorizers: [
                AuthorizerDefinition(
                    name: "customAuthorizer",
                    kind: .token(identityHeader: "Authorization"),
                    function: .auth0(TokenRequirements()),
                    resultTtlInSeconds: 300
                )
            ],
            cors: CORS(exposedHeaders: ["x-amzn-RequestId"]),
            servesDemo: true
        )
        #expect(result.api == expected)
        #expect(result.warnings.isEmpty)
        #expect(result.routePositions.map(\.column) == [5, 5])
    }

    @Test func `the definitions in the README are right`() throws {
        let text = String(decoding: try File.read(shipped("README.md")), as: UTF8.self)
        let blocks = text.split(separator: "```").filter { $0.hasPrefix("yaml\n") }.map { String($0.dropFirst(5)) }
        let tenants = blocks.filter { $0.hasPrefix("users:") }
        #expect(blocks.count == 9)
        #expect(tenants.count == 1)
        for tenant in tenants {
            #expect(try TenantFile.read(text: Array(tenant.utf8), file: "README.md").warnings.isEmpty)
        }
        for block in blocks where !tenants.contains(block) {
            let isWhole = block.hasPrefix("api:")
            let definition = isWhole ? block : "api: rest\nstage: dev\npublic: [GET /: builtin:public]\n" + block
            let result = try RoutesFile.read(text: Array(definition.utf8), file: "README.md")
            #expect(result.warnings.isEmpty)
            #expect(isWhole || result.api.cors != nil || result.api.limits != Limits())
        }
    }

    @Test func `the Swift code in the README is that of the example, which is built and run`() throws {
        let example = "Examples/EmbeddedInTests/Tests/EmbeddedInTests/TicketTests.swift"
        let code = unindented(String(decoding: try File.read(shipped(example)), as: UTF8.self))
        let text = String(decoding: try File.read(shipped("README.md")), as: UTF8.self)
        let blocks = text.split(separator: "```").filter { $0.hasPrefix("swift\n") }.map { String($0.dropFirst(6)) }
        #expect(blocks.count == 2)
        for block in blocks { #expect(code.contains(unindented(block))) }
    }

    private func unindented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
            .joined(separator: "\n")
    }

    @Test func `the example customer-admin is right`() throws {
        let routes = try RoutesFile.read(path: shipped("Examples/customer-admin/routes.yml"))
        let result = try TenantFile.read(path: shipped("Examples/customer-admin/tenant.yml"))
        #expect(routes.warnings.isEmpty)
        #expect(result.warnings.isEmpty)
        let tenant = result.tenant
        #expect(tenant.users.map(\.email) == ["mary@example.com", "ada@example.com"])
        #expect(tenant.applications.map(\.type) == [.singlePage, .singlePage])
        #expect(tenant.rules.compactMap(\.denial) == ["The back office is for employees."])
        let guarded = routes.api.authorizers.map { authorizer in
            guard case .auth0(let requirements) = authorizer.function else { return [String]() }
            return requirements.audiences
        }
        #expect(guarded == tenant.apis.map { [$0.identifier] })
    }

    @Test func `config copy yml must be filled in before it works`() throws {
        let path = shipped("config.copy.yml")
        let problems = try #require(throws: DefinitionProblems.self) {
            try ConfigFile.settings(path: path, environment: [:])
        }
        let start = "still has the placeholder of config.copy.yml; put your own value here:"
        #expect(
            problems.description == """
                \(path):6:14: auth0Domain \(start) it is the Domain in the settings of your application in the \
                Auth0 dashboard
                \(path):9:11: audience \(start) it is the Identifier in the settings of your API in the Auth0 dashboard
                \(path):13:10: jwksUri \(start) it is your domain with /.well-known/jwks.json, or remove the line
                \(path):17:14: tokenIssuer \(start) it is https:// with your domain and a slash at the end, or remove \
                the line
                """
        )
    }

    @Test func `config copy yml works once the placeholders are replaced`() throws {
        let environment = [
            "AUTH0_DOMAIN": "tenant.eu.auth0.com", "AUDIENCE": "https://api.example.com",
            "JWKS_URI": "https://tenant.eu.auth0.com/.well-known/jwks.json",
            "TOKEN_ISSUER": "https://tenant.eu.auth0.com/",
        ]
        let settings = try ConfigFile.settings(path: shipped("config.copy.yml"), environment: environment)
        #expect(
            settings
                == TokenSettings(
                    issuer: "https://tenant.eu.auth0.com/",
                    audience: "https://api.example.com",
                    keys: .url("https://tenant.eu.auth0.com/.well-known/jwks.json")
                )
        )
    }

    private func shipped(_ name: String) -> String {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(folder)/\(name)"
    }
}
