// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport
import Testing

/// What an HTTP API does otherwise than a REST API: routes, stages, errors, headers, CORS.
///
/// - Source: API Gateway developer guide, "Create routes for HTTP APIs", "Configure CORS for HTTP APIs"; recorded.
struct HTTPAPITests {
    private func http(
        _ routes: [Route],
        stage: String = API.defaultStage,
        otherStages: [String] = [],
        functions: [FunctionDefinition] = [],
        cors: CorsConfiguration? = nil
    ) -> API {
        API(
            kind: .http,
            stage: stage,
            otherStages: otherStages,
            routes: routes,
            authorizers: [],
            functions: functions + [FunctionDefinition(name: "echo", behaviour: .echoes)],
            corsConfiguration: cors
        )
    }

    private func v2(_ text: String, _ function: String = "echo") throws -> Route {
        var route = try route(text)
        route.integration = .proxy(
            ProxyIntegration(handler: .function(function), payloadFormatVersion: .v2)
        )
        return route
    }

    private var fallback: Route {
        Route(
            method: .any,
            path: .default,
            access: .public,
            integration: .proxy(ProxyIntegration(handler: .function("echo"), payloadFormatVersion: .v2))
        )
    }

    private func event(_ response: RawResponse) throws -> JSONObject {
        try #require(try JSONValue(parsing: response.body).object)
    }

    @Test(arguments: [
        ("GET /pets/dog/1", "GET /pets/dog/1"), ("GET /pets/dog/2", "GET /pets/dog/{id}"),
        ("GET /pets/cat/4", "GET /pets/{proxy+}"), ("POST /test/5", "ANY /{proxy+}"), ("GET /", "$default"),
        ("POST /pets/dog/1", "ANY /{proxy+}"), ("PURGE /pets/dog/1", "$default"),
        // A full match comes before a greedy one, wherever they differ; on a REST API the first literal decides.
        ("GET /a/b", "GET /{x}/b"),
    ])
    func `the most specific route is taken`(_ request: String, _ expected: String) async throws {
        let texts = [
            "GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "GET /a/{proxy+}",
            "GET /{x}/b",
        ]
        let routes = try texts.map { try v2($0) } + [fallback]
        try await withGateway(http(routes), GatewayParts()) { gateway in
            let response = try await gateway.ask(request)
            #expect(try event(response)["routeKey"] == .string(expected))
        }
    }

    @Test func `a stage's name is the first segment, and what names none is the default stage's`() async throws {
        let api = http([try v2("GET /pets")], otherStages: ["dev"])
        try await withGateway(api, GatewayParts()) { gateway in
            for (target, stage) in [("/pets", "$default"), ("/dev/pets", "dev")] {
                let event = try event(try await gateway.ask("GET \(target)"))
                #expect(event["requestContext"]?.object?["stage"] == .string(stage))
                #expect(event["rawPath"] == .string(target))
            }
            #expect(try await gateway.ask("GET /prod/pets").status == 404)
        }
        try await withGateway(http([try v2("GET /pets")], stage: "dev"), GatewayParts()) { gateway in
            let response = try await gateway.ask("GET /pets")
            #expect(response.status == 404)
            #expect(response.text == #"{"message":"Not Found"}"#)
            #expect(response.values(of: "x-amzn-errortype").isEmpty)
            #expect(response.values(of: "apigw-requestid").count == 1)
        }
    }

    @Test func `what a function does wrong is a 500, and what takes too long a 503`() async throws {
        let functions = [
            FunctionDefinition(name: "zero", behaviour: .returns(["statusCode": 0])),
            FunctionDefinition(name: "boom", behaviour: .throws(errorType: "Error", errorMessage: "boom")),
            FunctionDefinition(name: "none", behaviour: .invokeError("TooManyRequestsException")),
            FunctionDefinition(name: "slow", behaviour: .returns([:]), delay: .seconds(31)),
        ]
        let routes = try functions.map { try v2("GET /\($0.name)", $0.name) }
        try await withGateway(http(routes, functions: functions), GatewayParts()) { gateway in
            for name in ["zero", "boom", "none"] {
                let response = try await gateway.ask("GET /\(name)")
                #expect(response.status == 500)
                #expect(response.text == #"{"message":"Internal Server Error"}"#)
            }
            async let slow = gateway.ask("GET /slow")
            try await eventually("two timers wait") { gateway.clock.sleeperCount == 2 }
            gateway.clock.advance(by: .seconds(30))
            let response = try await slow
            #expect(response.status == 503)
            #expect(response.text == #"{"message":"Service Unavailable"}"#)
            #expect(gateway.line.contains("did not answer within 30 s"))
        }
    }

    @Test func `names of headers come out in one spelling, and a text is plain`() async throws {
        let answer: JSONValue = [
            "statusCode": 201, "headers": ["myHEADER": "x", "connection": "close", "Content-Length": "7"], "body": "hi",
        ]
        let functions = [FunctionDefinition(name: "f", behaviour: .returns(answer))]
        try await withGateway(http([try v2("GET /x", "f")], functions: functions), GatewayParts()) { gateway in
            let response = try await gateway.ask("GET /x")
            #expect(response.status == 201)
            #expect(response.values(of: "content-type") == ["text/plain; charset=utf-8"])
            #expect(response.values(of: "content-length") == ["2"])
            #expect(response.values(of: "connection") == ["keep-alive"])
            #expect(response.head.fields.contains { $0.name == "Myheader" && $0.value == "x" })
        }
    }

    @Test func `the gateway answers preflights, and its configuration wins over the function`() async throws {
        let cors = CorsConfiguration(
            allowOrigins: ["https://www.example.com"],
            allowMethods: ["GET", "POST"],
            allowHeaders: ["authorization"],
            exposeHeaders: ["x-a"],
            maxAge: 300,
            allowCredentials: true
        )
        let answer: JSONValue = ["statusCode": 200, "headers": ["Access-Control-Allow-Origin": "*", "X-A": "1"]]
        let functions = [FunctionDefinition(name: "f", behaviour: .returns(answer))]
        let api = http([try v2("GET /x", "f")], functions: functions, cors: cors)
        try await withGateway(api, GatewayParts()) { gateway in
            let mine = "Origin: https://www.example.com"
            let preflight = try await gateway.ask("OPTIONS /any", mine, "Access-Control-Request-Method: GET")
            #expect(preflight.status == 204)
            #expect(preflight.values(of: "access-control-allow-methods") == ["GET,POST"])
            #expect(preflight.values(of: "access-control-allow-headers") == ["authorization"])
            #expect(preflight.values(of: "access-control-max-age") == ["300"])
            #expect(preflight.values(of: "access-control-allow-credentials") == ["true"])

            let stranger = try await gateway.ask(
                "OPTIONS /any",
                "Origin: https://evil.example",
                "Access-Control-Request-Method: GET"
            )
            #expect(stranger.status == 204)
            #expect(stranger.values(of: "access-control-allow-origin").isEmpty)

            let answered = try await gateway.ask("GET /x", mine)
            #expect(answered.values(of: "access-control-allow-origin") == ["https://www.example.com"])
            #expect(answered.values(of: "access-control-expose-headers") == ["x-a"])
            #expect(try await gateway.ask("GET /x").values(of: "access-control-allow-origin").isEmpty)
            // What is no preflight is a request like others, and there is no such route.
            #expect(try await gateway.ask("OPTIONS /x", mine).status == 404)
        }
    }

    /// Open question: whether AWS decodes before it looks for a route; here it does, which closes what would be a hole.
    @Test(arguments: [
        ("/slow", "GET /slow"), ("/%73low", "GET /slow"), ("/%73%6Cow/", "GET /slow"), ("/slow%2Fx", "$default"),
        ("/slow%2", "$default"), ("/a%2541", "$default"),
    ])
    func `an encoded path is the route that it spells`(_ target: String, _ expected: String) async throws {
        try await withGateway(http([try v2("GET /slow"), fallback]), GatewayParts()) { gateway in
            let event = try event(try await gateway.ask("GET \(target)"))
            #expect(event["routeKey"] == .string(expected))
        }
    }

    @Test(arguments: ["/admin", "/%61dmin", "/a%64min", "/%61%64%6D%69%6E"])
    func `a policy about a path is one about each spelling of it`(_ target: String) async throws {
        let arn = "arn:aws:execute-api:us-east-1:123456789012:localapi01/$default/GET"
        let answer: JSONValue = [
            "principalId": "user",
            "policyDocument": [
                "Version": "2012-10-17",
                "Statement": [
                    ["Effect": "Allow", "Action": "execute-api:Invoke", "Resource": .string(arn + "/*")],
                    ["Effect": "Deny", "Action": "execute-api:Invoke", "Resource": .string(arn + "/admin")],
                ],
            ],
        ]
        var route = try v2("ANY /{name}")
        route.access = .private(authorizer: "policy")
        var api = http([route], functions: [FunctionDefinition(name: "policy", behaviour: .returns(answer))])
        api.authorizers = [
            AuthorizerDefinition(
                name: "policy",
                kind: .request(identitySources: [], format: .v2(enableSimpleResponses: false)),
                function: .function("policy"),
                resultTtlInSeconds: 0
            )
        ]
        try await withGateway(api, GatewayParts()) { (gateway: TestGateway) async throws -> Void in
            #expect(try await gateway.ask("GET \(target)").status == 403)
            #expect(try await gateway.ask("GET /other").status == 200)
        }
    }

    @Test func `a variable is decoded once`() async throws {
        try await withGateway(http([try v2("GET /users/{id}")]), GatewayParts()) { gateway in
            let event = try event(try await gateway.ask("GET /users/a%2541%2Fb"))
            #expect(event["pathParameters"] == ["id": "a%41/b"])
        }
    }

    @Test func `a payload beyond the quota is refused in an HTTP API's words`() async throws {
        try await withGateway(http([try v2("POST /x")]), GatewayParts()) { gateway in
            let connection = try await gateway.connect()
            try await connection.send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10485761\r\n\r\n")
            let response = try await connection.response()
            #expect(response.status == 413)
            #expect(response.text == #"{"message":"Request Entity Too Large"}"#)
            #expect(response.values(of: "apigw-requestid").count == 1)
            await connection.close()
        }
    }

    @Test func `an event beyond what Lambda takes is refused`() async throws {
        let body = String(repeating: "x", count: 6 * 1024 * 1024)
        try await withGateway(http([try v2("POST /x")]), GatewayParts()) { gateway in
            let response = try await gateway.ask("POST /x", "Content-Type: text/plain", body: body)
            #expect(response.status == 413)
            #expect(response.text == #"{"message":"Request Entity Too Large"}"#)
        }
    }
}
