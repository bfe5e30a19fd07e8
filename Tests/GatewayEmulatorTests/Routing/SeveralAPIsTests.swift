// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayHandlers
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// A REST API and an HTTP API on one port, as one serverless.yml may have them, and what URLs begin with.
///
/// AWS gives each API a host of its own; here the path decides.
struct SeveralAPIsTests {
    private func api(
        _ kind: API.Kind,
        _ paths: [String],
        prefix: String = "",
        hasStage: Bool = true
    ) throws -> API {
        API(
            kind: kind,
            stage: kind == .rest ? "dev" : API.defaultStage,
            pathPrefix: prefix,
            hasStageInPath: hasStage,
            routes: try paths.map { text in
                var route = try route(text)
                route.integration = .proxy(
                    ProxyIntegration(
                        handler: .function("echo"),
                        payloadFormatVersion: kind == .rest ? .v1 : .v2
                    )
                )
                return route
            },
            authorizers: [],
            functions: [FunctionDefinition(name: "echo", behaviour: .echoes)]
        )
    }

    /// Which API answered, and which route, or what it answered else.
    private func answer(_ gateway: TestGateway, _ line: String) async throws -> String {
        let response = try await gateway.ask(line)
        guard response.status == 200 else { return "\(response.status) \(response.text)" }
        let event = try #require(try JSONValue(parsing: response.body).object)
        if let key = event["routeKey"]?.string { return "http \(key)" }
        return "rest \(event["httpMethod"]?.string ?? "") \(event["resource"]?.string ?? "")"
    }

    @Test(arguments: [
        ("GET /dev/a", "rest GET /a"), ("GET /a", "http GET /a"), ("GET /b", "http GET /b"),
        // The stage is the REST API's, with all that is below it.
        ("GET /dev/b", #"403 {"message":"Missing Authentication Token"}"#),
        ("GET /devious", #"404 {"message":"Not Found"}"#), ("GET /x", #"404 {"message":"Not Found"}"#),
    ])
    func `the REST API has its stage, the HTTP API the rest`(line: String, expected: String) async throws {
        let http = try api(.http, ["GET /a", "GET /b"])
        try await withGateway(try api(.rest, ["GET /a"]), andThen: [http], GatewayParts()) {
            (gateway: TestGateway) async throws -> Void in
            #expect(try await answer(gateway, line) == expected)
        }
    }

    @Test(arguments: [
        ("GET /a", "rest GET /a"), ("GET /b", "http GET /b"), ("GET /both", "rest GET /both"),
        // A path of the REST API is its own with every method.
        ("POST /both", #"403 {"message":"Missing Authentication Token"}"#),
        ("GET /x", #"404 {"message":"Not Found"}"#),
    ])
    func `without stages in URLs, the REST API has the paths that it declares`(
        line: String,
        expected: String
    ) async throws {
        let http = try api(.http, ["GET /b", "ANY /both"])
        let rest = try api(.rest, ["GET /a", "GET /both"], hasStage: false)
        try await withGateway(rest, andThen: [http], GatewayParts()) { (gateway: TestGateway) async throws -> Void in
            #expect(try await answer(gateway, line) == expected)
        }
    }

    @Test(arguments: [
        ("GET /api/v1/dev/a", "rest GET /a"), ("GET //api/v1//dev//a", "rest GET /a"), ("GET /api/v1/a", "http GET /a"),
        ("GET /dev/a", #"403 {"message":"Forbidden"}"#), ("GET /api/v1x/a", #"403 {"message":"Forbidden"}"#),
        ("GET /api", #"403 {"message":"Forbidden"}"#),
    ])
    func `a prefix stands before all`(line: String, expected: String) async throws {
        let http = try api(.http, ["GET /a"], prefix: "/api/v1")
        let rest = try api(.rest, ["GET /a"], prefix: "/api/v1")
        try await withGateway(rest, andThen: [http], GatewayParts()) { (gateway: TestGateway) async throws -> Void in
            #expect(try await answer(gateway, line) == expected)
        }
    }

    @Test
    func `the event of an API without its stage in URLs names the stage all the same`() async throws {
        let rest = try api(.rest, ["GET /a"], hasStage: false)
        try await withGateway(rest, GatewayParts()) { (gateway: TestGateway) async throws -> Void in
            let response = try await gateway.ask("GET /a?x=1")
            let event = try #require(try JSONValue(parsing: response.body).object)
            #expect(event["path"]?.string == "/a")
            #expect(event["requestContext"]?.object?["stage"]?.string == "dev")
            #expect(event["queryStringParameters"] == ["x": "1"])
        }
    }
}
