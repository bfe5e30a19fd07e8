// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayEmulator
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// CORS on a REST API: preflights, and what is put on every other answer.
///
/// - Source: the Fetch standard, "CORS protocol"; API Gateway developer guide, "CORS for REST APIs in API Gateway"; the 204
///   of an OPTIONS method as the CDK makes it, recorded.
struct CORSTests {
    private static let page = "Origin: https://app.example"

    private func api(_ cors: CORS?) throws -> API {
        var api = try demoAPI()
        api.cors = cors
        return api
    }

    private func allowHeaders(_ response: RawResponse) -> [String] {
        response.head.fields.filter { $0.name.hasPrefix("Access-Control-") || $0.name == "Vary" }
            .map { "\($0.name): \($0.value)" }
    }

    // MARK: - Off

    @Test func `without it nothing is added, and the line says when a browser hides an answer`() async throws {
        try await withGateway(try api(nil)) { (gateway) async throws -> Void in
            for (path, reason) in [
                ("public", "public"), ("private", "no Authorization header; the authorizer was not asked"),
            ] {
                #expect(allowHeaders(try await gateway.ask("GET /dev/\(path)", Self.page)).isEmpty)
                #expect(
                    gateway.line.hasSuffix(
                        "· \(reason); a browser hides this answer from https://app.example: no CORS headers are put on "
                            + "it; \"cors: true\" in routes.yml does that, and in a serverless.yml \"cors\" of the event, or "
                            + "gateway responses for refusals"
                    )
                )
            }
            #expect(try await gateway.ask("OPTIONS /dev/public", Self.page).status == 403)
        }
    }

    @Test(arguments: [
        ["X: y"], ["Origin: http://localhost"], ["Origin: https://a.example", "Sec-Fetch-Mode: navigate"],
        ["Origin: https://a.example", "Sec-Fetch-Mode: no-cors"],
    ])
    func `nobody hides what no page of another origin asks for`(_ fields: [String]) async throws {
        try await withGateway(try api(nil)) { (gateway) async throws -> Void in
            _ =
                fields.count == 1
                ? try await gateway.ask("GET /dev/public", fields[0])
                : try await gateway.ask("GET /dev/public", fields[0], fields[1])
            #expect(gateway.line.hasSuffix("· public"))
        }
    }

    // MARK: - Preflight

    @Test func `a preflight names the methods of the path, and needs no token`() async throws {
        var api = try api(CORS())
        api.routes.append(try route("POST /private", authorizer: "guard"))
        try await withGateway(api) { (gateway) async throws -> Void in
            let response = try await gateway.ask(
                "OPTIONS /dev/private",
                Self.page,
                "Access-Control-Request-Method: POST"
            )
            #expect(response.status == 204)
            #expect(response.text.isEmpty)
            #expect(
                allowHeaders(response) == [
                    "Access-Control-Allow-Origin: *",
                    "Access-Control-Allow-Headers: Content-Type,X-Amz-Date,Authorization,X-Api-Key,"
                        + "X-Amz-Security-Token,X-Amz-User-Agent",
                    "Access-Control-Allow-Methods: GET,OPTIONS,POST",
                ]
            )
            #expect(response["x-amzn-errortype"] == nil)
            #expect(gateway.line.hasSuffix("· preflight: GET, OPTIONS, POST"))
        }
    }

    @Test func `it comes before ANY and its guard, but not before a route that answers it itself`() async throws {
        var api = try api(CORS())
        api.routes = [
            try route("ANY /any", authorizer: "guard"), try route("GET /own"), try route("OPTIONS /own"),
            try route("OPTIONS /guarded", authorizer: "guard"),
        ]
        try await withGateway(api) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("OPTIONS /dev/any", Self.page).status == 204)
            #expect(
                try await gateway.ask("OPTIONS /dev/any")["access-control-allow-methods"]
                    == "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"
            )
            let own = try await gateway.ask("OPTIONS /dev/own", Self.page)
            #expect(own.status == 200)
            #expect(own["access-control-allow-methods"] == nil)
            #expect(own["access-control-allow-origin"] == "*")
            #expect(try await gateway.ask("OPTIONS /dev/guarded", Self.page).status == 401)
        }
    }

    @Test func `there is none where nothing is`() async throws {
        try await withGateway(try api(CORS())) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("OPTIONS /dev/nothing", Self.page).status == 403)
            #expect(try await gateway.ask("OPTIONS /prod/public", Self.page).status == 403)
        }
    }

    // MARK: - Every other answer

    @Test func `pages may read handlers' answers and the gateway's own`() async throws {
        let parts = parts { event in
            switch event.authorizationToken {
            case "fault": throw Worded("broken")
            case "deny": policy("Deny", "*")
            default: policy("Allow", "*")
            }
        }
        var api = try api(CORS())
        api.routes.append(try route("GET /broken", .function("broken")))
        var broken = parts
        broken.handlers["broken"] = { _ in throw Worded("broken") }
        try await withGateway(api, broken) { (gateway) async throws -> Void in
            let answers = [
                try await gateway.ask("GET /dev/public", Self.page),
                try await gateway.ask("GET /dev/private", Self.page, "Authorization: t"),
                try await gateway.ask("GET /dev/private", Self.page),
                try await gateway.ask("GET /dev/private", Self.page, "Authorization: deny"),
                try await gateway.ask("GET /dev/nothing", Self.page),
                try await gateway.ask("GET /dev/private", Self.page, "Authorization: fault"),
                try await gateway.ask("GET /dev/broken", Self.page),
            ]
            #expect(answers.map(\.status) == [200, 200, 401, 403, 403, 500, 502])
            for answer in answers { #expect(allowHeaders(answer) == ["Access-Control-Allow-Origin: *"]) }
            #expect(!gateway.line.contains("browser"))
            #expect(gateway.traces.all.allSatisfy { $0.cors == .readable })
        }
    }

    @Test func `a request without Origin gets the star too, as with fixed headers of a gateway response`() async throws
    {
        try await withGateway(try api(CORS())) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /dev/public")["access-control-allow-origin"] == "*")
            #expect(gateway.traces.all.last?.cors == nil)
        }
    }

    @Test(arguments: [CORS.Origins.every, .these(["https://app.example"])])
    func `pages read the headers that are exposed, of answers and refusals alike`(origins: CORS.Origins) async throws {
        let cors = CORS(origins: origins, exposedHeaders: ["x-amzn-RequestId", "X-B"])
        try await withGateway(try api(cors)) { (gateway) async throws -> Void in
            for path in ["public", "private"] {
                let answer = try await gateway.ask("GET /dev/\(path)", Self.page)
                #expect(answer["access-control-expose-headers"] == "x-amzn-RequestId,X-B")
            }
            // It is about the answer that follows (Fetch, "HTTP responses" of "CORS protocol").
            let preflight = try await gateway.ask("OPTIONS /dev/public", Self.page)
            #expect(preflight["access-control-expose-headers"] == nil)
        }
    }

    @Test func `who may not read an answer is told of no headers`() async throws {
        let cors = CORS(origins: .these(["https://other.example"]), exposedHeaders: ["X-B"])
        try await withGateway(try api(cors)) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /dev/public", Self.page)["access-control-expose-headers"] == nil)
        }
    }

    @Test func `a list of origins is answered one by one`() async throws {
        let cors = CORS(
            origins: .these(["https://app.example", "http://localhost:5173"]),
            headers: ["Authorization"],
            methods: [.get, .put],
            allowsCredentials: true,
            maxAge: 600
        )
        try await withGateway(try api(cors)) { (gateway) async throws -> Void in
            #expect(
                allowHeaders(try await gateway.ask("OPTIONS /dev/private", "Origin: http://localhost:5173")) == [
                    "Vary: Origin", "Access-Control-Allow-Origin: http://localhost:5173",
                    "Access-Control-Allow-Credentials: true", "Access-Control-Allow-Headers: Authorization",
                    "Access-Control-Allow-Methods: GET,PUT", "Access-Control-Max-Age: 600",
                ]
            )
            #expect(
                allowHeaders(try await gateway.ask("GET /dev/private", Self.page)) == [
                    "Vary: Origin", "Access-Control-Allow-Origin: https://app.example",
                    "Access-Control-Allow-Credentials: true",
                ]
            )
            for stranger in ["https://app.example.evil", "https://APP.example", "http://app.example", "null"] {
                let question = try await gateway.ask("OPTIONS /dev/private", "Origin: \(stranger)")
                #expect(question.status == 204)
                #expect(allowHeaders(question) == ["Vary: Origin"])
                #expect(
                    allowHeaders(try await gateway.ask("GET /dev/public", "Origin: \(stranger)")) == ["Vary: Origin"]
                )
                #expect(
                    gateway.line.hasSuffix(
                        "· public; a browser hides this answer from \(stranger): the API's cors.origins do not name it"
                    )
                )
            }
        }
    }
}
