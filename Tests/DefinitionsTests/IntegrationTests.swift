// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `integration:` of a route.
///
/// Source: API Gateway API reference, `PutIntegration` and `PutIntegrationResponse`, and `CreateIntegration` of version 2.
struct IntegrationTests {
    private static let handler = HandlerReference.builtIn(.public)

    @Test(
        arguments: [
            ("builtin:public", .proxy(ProxyIntegration(handler: handler))),
            ("{handler: builtin:public, integration: lambda-proxy}", .proxy(ProxyIntegration(handler: handler))),
            ("{handler: builtin:public, integration: AWS_PROXY}", .proxy(ProxyIntegration(handler: handler))),
            ("{handler: builtin:public, integration: {}}", .proxy(ProxyIntegration(handler: handler))),
            (
                "{handler: builtin:public, integration: {timeoutInMillis: 50, requestParameters: "
                    + "{integration.request.header.X: context.requestId}}}",
                .proxy(
                    ProxyIntegration(
                        handler: handler,
                        timeoutInMillis: 50,
                        requestParameters: [RequestParameter(target: .header("X"), source: .context("requestId"))]
                    )
                )
            ),
            ("{handler: builtin:public, integration: lambda}", .lambda(LambdaIntegration(handler: handler))),
            ("{handler: builtin:public, integration: AWS}", .lambda(LambdaIntegration(handler: handler))),
            (
                "{handler: builtin:public, integration: {type: AWS, timeoutInMillis: 29000}}",
                .lambda(LambdaIntegration(handler: handler, timeoutInMillis: 29_000))
            ),
            ("{integration: mock}", .mock(TemplateMapping())),
            ("{integration: {type: MOCK}}", .mock(TemplateMapping())),
            (
                "{integration: {type: mock, integrationResponses: []}}",
                .mock(TemplateMapping(integrationResponses: []))
            ),
        ] as [(String, Integration)]
    )
    func `a route of a REST API has the integration that its definition says`(
        written: String,
        integration: Integration
    ) throws {
        #expect(try read(written).api.routes.map(\.integration) == [integration])
    }

    @Test(
        arguments: [
            ("builtin:public", .v2, nil), ("{handler: builtin:public}", .v2, nil),
            ("{handler: builtin:public, integration: {payloadFormatVersion: '1.0'}}", .v1, nil),
            ("{handler: builtin:public, integration: {payloadFormatVersion: 1.0}}", .v1, nil),
            (
                "{handler: builtin:public, integration: {payloadFormatVersion: 2.0, timeoutInMillis: 30000}}", .v2,
                30_000
            ),
        ] as [(String, PayloadFormatVersion, Int?)]
    )
    func `an HTTP API sends the payload format 2 unless told otherwise`(
        written: String,
        version: PayloadFormatVersion,
        timeout: Int?
    ) throws {
        let integration = ProxyIntegration(
            handler: Self.handler,
            payloadFormatVersion: version,
            timeoutInMillis: timeout
        )
        let routes = try RoutesFile.read(text: Array("api: http\npublic: [GET /x: \(written)]".utf8), file: "r.yml")
        #expect(routes.api.routes.map(\.integration) == [.proxy(integration)])
    }

    @Test func `everything that an AWS integration can have is read`() throws {
        let written = """

                  handler: builtin:public
                  integration:
                    type: AWS
                    timeoutInMillis: 1000
                    passthroughBehavior: NEVER
                    contentHandling: CONVERT_TO_BINARY
                    requestParameters:
                      integration.request.header.X-A: method.request.multivalueheader.a
                      integration.request.querystring.b: "'text'"
                      integration.request.path.c: method.request.path.id
                      integration.request.header.D: method.request.body.user.id
                      integration.request.header.E: stageVariables.tenant
                    requestTemplates:
                      application/json: |
                        {"a": $input.json('$')}
                      text/plain; charset=utf-8: ''
                    integrationResponses:
                      - statusCode: 200
                        responseParameters:
                          method.response.header.X-B: integration.response.header.b
                          method.response.header.X-C: integration.response.body.errorMessage
                      - statusCode: '404'
                        selectionPattern: '.*not found.*'
                        responseTemplates: {application/json: '{}'}
                        contentHandling: CONVERT_TO_TEXT
            """
        let mapping = TemplateMapping(
            requestParameters: [
                RequestParameter(target: .header("X-A"), source: .requestHeader("a", all: true)),
                RequestParameter(target: .queryString("b"), source: .constant("text")),
                RequestParameter(target: .path("c"), source: .requestPath("id")),
                RequestParameter(target: .header("D"), source: .requestBody(path: "user.id")),
                RequestParameter(target: .header("E"), source: .stageVariable("tenant")),
            ],
            requestTemplates: [
                BodyTemplate(mediaType: "application/json", template: "{\"a\": $input.json('$')}\n"),
                BodyTemplate(mediaType: "text/plain; charset=utf-8", template: ""),
            ],
            passthroughBehavior: .never,
            contentHandling: .convertToBinary,
            integrationResponses: [
                IntegrationResponse(
                    statusCode: 200,
                    responseParameters: [
                        ResponseParameter(header: "X-B", source: .responseHeader("b")),
                        ResponseParameter(header: "X-C", source: .responseBody(path: "errorMessage")),
                    ]
                ),
                IntegrationResponse(
                    statusCode: 404,
                    selectionPattern: ".*not found.*",
                    responseTemplates: [BodyTemplate(mediaType: "application/json", template: "{}")],
                    contentHandling: .convertToText
                ),
            ]
        )
        let text = "api: rest\nstage: dev\nstageVariables: {tenant: acme}\npublic:\n  - GET /{id}:\(written)"
        let result = try RoutesFile.read(text: Array(text.utf8), file: "r.yml")
        let expected = LambdaIntegration(handler: Self.handler, timeoutInMillis: 1000, mapping: mapping)
        #expect(result.api.routes.map(\.integration) == [.lambda(expected)])
        // Five parameters that a function is not told, and a header that a function's result has not.
        #expect(result.warnings.filter { $0.description.contains("a function is told of its event alone") }.count == 5)
        #expect(result.warnings.filter { $0.description.contains("is never there") }.count == 1)
        #expect(result.warnings.count == 6)
    }

    private func read(_ written: String) throws -> RoutesFile.Result {
        try RoutesFile.read(text: Array("api: rest\nstage: dev\npublic: [GET /x: \(written)]".utf8), file: "r.yml")
    }
}
