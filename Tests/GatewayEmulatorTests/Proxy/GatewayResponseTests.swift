// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayHandlers
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// How a definition words the gateway's own answers.
///
/// - Source: API Gateway developer guide, "Gateway responses for REST APIs in API Gateway"; recorded.
struct GatewayResponseTests {
    private func rest(_ responses: [GatewayResponse], policy effect: String = "Allow") throws -> API {
        var answer = policy(effect, "*")
        if case .object(var object) = answer {
            object["context"] = ["reason": "blocked"]
            answer = .object(object)
        }
        return API(
            stage: "dev",
            stageVariables: ["tier": "gold"],
            routes: [
                try route("GET /boom", .function("boom")), try route("GET /none", .function("none")),
                try route("GET /private", authorizer: "guard", .function("echo")),
            ],
            authorizers: [AuthorizerDefinition(name: "guard", function: .function("policy"))],
            functions: [
                FunctionDefinition(name: "boom", behaviour: .throws(errorType: "Error", errorMessage: "x")),
                FunctionDefinition(name: "none", behaviour: .invokeError("TooManyRequestsException")),
                FunctionDefinition(name: "policy", behaviour: .returns(answer)),
                FunctionDefinition(name: "echo", behaviour: .echoes),
            ],
            gatewayResponses: responses
        )
    }

    private func template(_ text: String, _ mediaType: String = "application/json") -> [BodyTemplate] {
        [BodyTemplate(mediaType: mediaType, template: text)]
    }

    private func header(_ name: String, _ source: String) throws -> ResponseParameter {
        ResponseParameter(header: name, source: try #require(MappingSource(source)))
    }

    @Test func `an unset type is like its DEFAULT type, and a set one takes nothing from it`() async throws {
        let responses = [
            GatewayResponse(type: .default4XX, statusCode: 418, responseParameters: [try header("X-Default", "'yes'")]),
            GatewayResponse(type: .unauthorized, responseParameters: [try header("X-Own", "'yes'")]),
            GatewayResponse(type: .default5XX, statusCode: 599),
        ]
        try await withGateway(try rest(responses), GatewayParts()) { gateway in
            let unset = try await gateway.ask("GET /dev/nope")
            #expect(unset.status == 418)
            #expect(unset.values(of: "x-default") == ["yes"])
            #expect(unset.text == #"{"message":"Missing Authentication Token"}"#)
            let set = try await gateway.ask("GET /dev/private")
            #expect(set.status == 401)
            #expect(set.values(of: "x-own") == ["yes"])
            #expect(set.values(of: "x-default").isEmpty)
            #expect(try await gateway.ask("GET /dev/boom").status == 599)
            #expect(try await gateway.ask("GET /dev/none").status == 599)
        }
    }

    @Test func `a template is filled with what is known, and nothing else of it changes`() async throws {
        let text =
            ##"{"m":$context.error.messageString,"p":"$context.error.message","t":"${context.error.responseType}","##
            + ##""v":"$stageVariables.tier","h":"$method.request.header.X-Me","q":"$method.request.querystring.q","##
            + ##""none":"$context.nothing","i":"$context.identity.sourceIp.","d":"$5 $ctx #if(true)x#end $"}"##
        let responses = [
            GatewayResponse(type: .missingAuthenticationToken, statusCode: 404, responseTemplates: template(text))
        ]
        try await withGateway(try rest(responses), GatewayParts()) { gateway in
            let response = try await gateway.ask("GET /dev/nope?q=a%20b&q=c", "X-Me: me")
            #expect(response.status == 404)
            let expected =
                #"{"m":"Missing Authentication Token","p":"Missing Authentication Token","#
                + #""t":"MISSING_AUTHENTICATION_TOKEN","v":"gold","h":"me","q":"c","none":"","i":"127.0.0.1.","#
                + ##""d":"$5 $ctx #if(true)x#end $"}"##
            #expect(response.text == expected)
        }
    }

    @Test func `what a denying authorizer says can be shown`() async throws {
        let responses = [
            GatewayResponse(
                type: .accessDenied,
                responseParameters: [
                    try header("X-Reason", "context.authorizer.reason"), try header("Content-Type", "'text/x'"),
                    try header("Access-Control-Allow-Origin", "method.request.header.Origin"),
                ],
                responseTemplates: template("denied: $context.authorizer.reason", "text/plain")
            )
        ]
        try await withGateway(try rest(responses, policy: "Deny"), GatewayParts()) { gateway in
            let response = try await gateway.ask("GET /dev/private", "Authorization: t", "Origin: https://a.example")
            #expect(response.status == 403)
            #expect(response.values(of: "x-reason") == ["blocked"])
            #expect(response.values(of: "content-type") == ["text/x"])
            #expect(response.values(of: "access-control-allow-origin") == ["https://a.example"])
            #expect(response.text == "denied: blocked")
            #expect(!gateway.line.contains("hides"))
        }
    }

    @Test func `the template is the one that the client accepts`() async throws {
        let templates = template("<m/>", "application/xml") + template("{}") + template("m", "text/plain")
        let responses = [GatewayResponse(type: .default4XX, responseTemplates: templates)]
        try await withGateway(try rest(responses), GatewayParts()) { gateway in
            for (accept, type) in [
                ("text/plain", "text/plain"), ("image/png, application/xml;q=0.5", "application/xml"),
                ("*/*", "application/json"),
            ] {
                let response = try await gateway.ask("GET /dev/nope", "Accept: \(accept)")
                #expect(response.values(of: "content-type") == [type])
            }
        }
    }

    @Test func `what frames a message, and ids, cannot be set`() async throws {
        let names = ["Content-Length", "Transfer-Encoding", "Connection", "Date", "x-amzn-RequestId"]
        let parameters = try names.map { try header($0, "'3'") }
        let responses = [GatewayResponse(type: .default4XX, responseParameters: parameters)]
        try await withGateway(try rest(responses), GatewayParts()) { gateway in
            let response = try await gateway.ask("GET /dev/nope")
            #expect(response.values(of: "content-length") == ["42"])
            #expect(response.values(of: "connection") == ["keep-alive"])
            #expect(response.values(of: "transfer-encoding").isEmpty)
            #expect(response.values(of: "date").count == 1)
            #expect(response.values(of: "x-amzn-requestid").count == 1)
            #expect(response.values(of: "x-amzn-remapped-date") == ["3"])
        }
    }

    @Test func `a mapped Content-Type wins over the template's`() async throws {
        let responses = [
            GatewayResponse(
                type: .default4XX,
                responseParameters: [try header("Content-Type", "'text/x'")],
                responseTemplates: template("t")
            )
        ]
        try await withGateway(try rest(responses), GatewayParts()) { gateway in
            let response = try await gateway.ask("GET /dev/nope")
            #expect(response.values(of: "content-type") == ["text/x"])
            #expect(response.text == "t")
        }
    }

    @Test func `a header that cannot be sent is left out`() async throws {
        let responses = [
            GatewayResponse(
                type: .default4XX,
                responseParameters: [try header("X-Q", "method.request.querystring.q"), try header("X-B", "'b'")]
            )
        ]
        try await withGateway(try rest(responses), GatewayParts()) { gateway in
            let response = try await gateway.ask("GET /dev/nope?q=a%0D%0AX-Evil:1")
            #expect(response.values(of: "x-q").isEmpty)
            #expect(response.values(of: "x-evil").isEmpty)
            #expect(response.values(of: "x-b") == ["b"])
        }
    }
}
