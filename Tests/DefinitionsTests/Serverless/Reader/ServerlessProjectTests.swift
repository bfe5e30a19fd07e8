// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// Whole files, as people have them.
struct ServerlessProjectTests {
    private func read(_ name: String, _ options: ServerlessOptions = ServerlessOptions()) throws
        -> ServerlessFile.Result
    {
        try ServerlessFile.read(path: fixture(name), options: options)
    }

    private func fixture(_ name: String) -> String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        return parts.joined(separator: "/") + "/Fixtures/serverless/" + name
    }

    @Test func `three functions: an authorizer, and a route on either side of it`() throws {
        let result = try read("three-functions.yml")
        #expect(result.apis.map(\.kind) == [.rest])
        #expect(
            result.routes(.rest) == [
                "GET /api/public -> function:public", "GET /api/private -> function:private [customAuthorizer]",
                "OPTIONS /api/public -> MOCK", "OPTIONS /api/private -> MOCK",
            ]
        )
        let api = try #require(result.api(.rest))
        #expect(api.identity.region == "eu-central-1")
        #expect(
            api.authorizers == [AuthorizerDefinition(name: "customAuthorizer", function: .function("customAuthorizer"))]
        )
        #expect(result.functions.map(\.name) == ["customAuthorizer", "public", "private"])
        #expect(result.configuration("private")?.functionName == "my-app-dev-private")
        #expect(result.configuration("private")?.environment["TOKEN_ISSUER"] == "https://tenant.eu.auth0.com/")
        #expect(result.configuration("private")?.code.path.hasSuffix("/Tests/Fixtures/serverless") == true)
        #expect(result.offline.httpPort == 3000)
        #expect(result.warnings.isEmpty)
        #expect(result.notices.isEmpty)
        #expect(result.files == [fixture("three-functions.yml")])
        #expect(result.routePositions.map(\.count) == [4])
    }

    @Test func `an HTTP API with both kinds of authorizers`() throws {
        let result = try read("http-api.yml")
        #expect(result.apis.map(\.kind) == [.http])
        #expect(
            result.routes(.http) == [
                "GET /orders -> function:list [customers read:orders]",
                "GET /partners/{id}/orders -> function:list [partners]", "GET /health -> function:health",
                "$default -> function:fallback",
            ]
        )
        #expect(result.api(.http)?.authorizers.map(\.name) == ["customers", "partners"])
        #expect(result.api(.http)?.corsConfiguration?.allowMethods == HTTPMethod.allCases.map(\.rawValue))
        #expect(result.configuration("list")?.timeout == .seconds(10))
        #expect(result.configuration("health")?.runtime.family == .provided)
        #expect(result.configuration("health")?.code.path.hasSuffix("/serverless/health.zip") == true)
        // "/orders" and "/partners/{id}/orders" do not declare every method, and "$default" is public.
        #expect(
            result.warningTexts.map { $0.contains("fall through to the public route \"$default\"") } == [true, true]
        )
        #expect(result.notices.count == 3)
    }

    @Test func `what is not supported is refused, all of it at once`() {
        let problems = report { try read("mixed.yml") }.split(separator: "\n")
        #expect(problems.count == 6)
        #expect(problems.allSatisfy { $0.hasSuffix("--skip-unsupported runs the rest") })
    }

    @Test func `and can be left out, without opening what it guarded`() throws {
        let result = try read("mixed.yml", .skipping)
        #expect(
            result.routes(.rest) == [
                "ANY / -> function:open", "ANY /{proxy+} -> function:open", "GET /partners -> function:(left out)",
                "POST /internal -> function:(left out)", "GET /me -> function:(left out)",
                "POST /validated -> function:(left out)",
            ]
        )
        #expect(result.warnings.count == 6)
        #expect(result.notices.count == 2)
    }
}
