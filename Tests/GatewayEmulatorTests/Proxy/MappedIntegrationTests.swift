// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport
import Testing

/// Integrations that are no proxies, beyond what the conformance cases say: limits, and what is mapped besides bodies.
///
/// - Source: API Gateway developer guide, "Set up asynchronous invocation of the backend Lambda function", "Amazon API Gateway
///   important notes"; AWS Lambda quotas.
struct MappedIntegrationTests {
    private func api(_ integration: Integration, _ functions: [FunctionDefinition] = []) throws -> API {
        API(
            stage: "dev",
            routes: [
                Route(
                    method: .any,
                    path: try PathTemplate(parsing: "/x"),
                    access: .public,
                    integration: integration
                )
            ],
            authorizers: [],
            functions: functions + [FunctionDefinition(name: "echo", behaviour: .echoes)]
        )
    }

    private func parameter(_ name: String, _ source: String) throws -> RequestParameter {
        RequestParameter(target: .header(name), source: try #require(MappingSource(source)))
    }

    private func lambda(_ mapping: TemplateMapping, _ function: String = "echo") -> Integration {
        .lambda(LambdaIntegration(handler: .function(function), mapping: mapping))
    }

    private func mock(_ template: String, _ mapping: TemplateMapping = TemplateMapping()) -> Integration {
        var mapping = mapping
        mapping.requestTemplates = [BodyTemplate(mediaType: "application/json", template: template)]
        return .mock(mapping)
    }

    @Test func `a forbidden header makes a 500, also before a built-in function`() async throws {
        let parameters = [try parameter("Authorization", "'x'")]
        for handler in [HandlerReference.builtIn(.public), .function("echo")] {
            let integration = Integration.proxy(ProxyIntegration(handler: handler, requestParameters: parameters))
            try await withGateway(try api(integration), GatewayParts()) { gateway in
                let response = try await gateway.ask("GET /dev/x")
                #expect(response.status == 500)
                #expect(gateway.line.contains("the header Authorization may not be mapped"))
            }
        }
    }

    @Test func `a mock may be given what a service of AWS may not`() async throws {
        for (name, status) in [
            ("Authorization", 200), ("TE", 200), ("Content-Length", 500), ("transfer-encoding", 500),
        ] {
            let mapping = TemplateMapping(requestParameters: [try parameter(name, "'x'")])
            try await withGateway(try api(mock("{statusCode: 200}", mapping)), GatewayParts()) {
                (gateway: TestGateway) async throws -> Void in
                #expect(try await gateway.ask("GET /dev/x").status == status)
            }
        }
    }

    @Test func `an input beyond what Lambda takes is a 413`() async throws {
        try await withGateway(try api(lambda(TemplateMapping())), GatewayParts()) {
            (gateway: TestGateway) async throws -> Void in
            let body = "\"" + String(repeating: "x", count: 6 << 20) + "\""
            #expect(try await gateway.ask("POST /dev/x", body: body).status == 413)
        }
    }

    @Test func `an event is taken and not waited for, until Lambda takes no more`() async throws {
        let mapping = TemplateMapping(
            requestParameters: [try parameter("X-Amz-Invocation-Type", "method.request.header.Kind")]
        )
        let slow = FunctionDefinition(name: "slow", behaviour: .returns(["a": 1]), delay: .seconds(20))
        try await withGateway(try api(lambda(mapping, "slow"), [slow]), GatewayParts()) {
            (gateway: TestGateway) async throws -> Void in
            let body = "\"" + String(repeating: "x", count: 5 << 20) + "\""
            for _ in 1...6 {
                let response = try await gateway.ask("POST /dev/x", "Kind: Event", body: body)
                #expect(response.status == 200)
                #expect(response.text == "")
            }
            #expect(try await gateway.ask("POST /dev/x", "Kind: Event", body: body).status == 500)
            #expect(gateway.line.contains("TooManyRequestsException"))
            #expect(try await gateway.ask("POST /dev/x", "Kind: DryRun", body: body).text == "")
            // When they have run, there is room again.
            try await eventually("all of them sleep") { gateway.clock.sleeperCount == 12 }
            gateway.clock.advance(by: .seconds(20))
            try await eventually("there is room") {
                try await gateway.ask("POST /dev/x", "Kind: Event", body: "1").status == 200
            }
        }
    }

    @Test func `large bodies are mapped beside the loop, with the same result`() async throws {
        let list = "[" + (0..<30_000).map(String.init).joined(separator: ",") + "]"
        let response = IntegrationResponse(
            statusCode: 200,
            responseTemplates: [BodyTemplate(mediaType: "application/json", template: "$input.path('$.body').length()")]
        )
        var mapping = TemplateMapping(integrationResponses: [response])
        mapping.requestTemplates = [BodyTemplate(mediaType: "application/json", template: "$input.json('$')")]
        try await withGateway(try api(lambda(mapping)), GatewayParts()) { (gateway: TestGateway) async throws -> Void in
            #expect(try await gateway.ask("POST /dev/x", body: list).text == String(list.utf8.count))
        }
        let mocked = TemplateMapping(integrationResponses: [IntegrationResponse(statusCode: 201)])
        let size = "#set($size = $input.path('$').size())#if($size == 30000){\"statusCode\": 201}#end"
        try await withGateway(try api(mock(size, mocked)), GatewayParts()) {
            (gateway: TestGateway) async throws -> Void in
            #expect(try await gateway.ask("POST /dev/x", body: list).status == 201)
        }
    }

    /// - Source: recorded for back ends of integrations that are no proxies.
    @Test func `headers that the connection or the gateway needs are renamed`() async throws {
        let names = ["WWW-Authenticate", "Host", "Server", "X-Own"]
        let response = IntegrationResponse(
            statusCode: 200,
            responseParameters: names.map { ResponseParameter(header: $0, source: .constant("v")) }
        )
        let mapping = TemplateMapping(integrationResponses: [response])
        try await withGateway(try api(mock("{\"statusCode\": 200}", mapping)), GatewayParts()) { gateway in
            let answer = try await gateway.ask("GET /dev/x")
            for name in ["www-authenticate", "host", "server"] {
                #expect(answer.values(of: name).isEmpty)
                #expect(answer.values(of: "x-amzn-remapped-" + name) == ["v"])
            }
            #expect(answer.values(of: "x-own") == ["v"])
        }
    }

    @Test(arguments: [
        ("{statusCode: 200}", 200), ("{'statusCode': 200}", 200), ("{\"statusCode\": \"200\"}", 200),
        (" { statusCode : 200 , \"a\": {b: [1]} }", 200), ("{}", 500), ("", 500), ("200", 500),
        ("{statusCode: 'x'}", 500),
        ("{\"statusCode\": 200", 500), ("{'statusCode: 200}", 500), ("[{\"statusCode\": 200}]", 500),
        ("{\"statusCode\": 99999999999999999999}", 500),
    ])
    func `a mock's template says a status`(_ template: String, _ status: Int) async throws {
        try await withGateway(try api(mock(template)), GatewayParts()) { (gateway: TestGateway) async throws -> Void in
            #expect(try await gateway.ask("GET /dev/x").status == status)
        }
    }

    @Test func `regular expressions of a template end in AWS's error, and not in a hang`() async throws {
        let text = String(repeating: "aaaaaaaaaaaa!b", count: 300)
        let template =
            "#foreach($i in [1..1000])#set($d = $input.path('$').replaceAll('(a+)+c|b', 'x'))#end{statusCode: 200}"
        try await withGateway(try api(mock(template)), GatewayParts()) { gateway in
            let response = try await gateway.ask("POST /dev/x", body: "\"\(text)\"")
            #expect(response.status == 500)
            #expect(gateway.line.contains("regular expressions") || gateway.line.contains("costs too much"))
        }
    }
}
