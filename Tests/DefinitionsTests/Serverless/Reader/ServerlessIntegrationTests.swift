// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `integration`, `request`, `response` and `cors` of `http` events.
///
/// Source: Serverless Framework documentation, "API Gateway" of "Events": "Lambda Integration", "Status Codes", "Enabling
/// CORS", "Using asynchronous integration", "Setting up a MOCK proxy".
struct ServerlessIntegrationTests {
    private static let handler = HandlerReference.function("hello")

    private func read(_ event: String) throws -> ServerlessFile.Result {
        try readServerless(ServerlessText.events("[{http: {method: get, path: x, \(event)}}]"))
    }

    private func integration(_ event: String) throws -> Integration {
        try #require(try read(event).api(.rest)?.routes.first?.integration)
    }

    private func lambda(_ event: String) throws -> TemplateMapping {
        guard case .lambda(let integration) = try integration("integration: lambda\(event.isEmpty ? "" : ", ")\(event)")
        else { throw NoLambda() }
        return integration.mapping
    }

    private struct NoLambda: Error {}

    @Test(arguments: ["lambda-proxy", "LAMBDA_PROXY", "aws_proxy", "AWS-PROXY"])
    func `a proxy is what it is when nothing else is said`(type: String) throws {
        #expect(try integration("integration: \(type)") == .proxy(ProxyIntegration(handler: Self.handler)))
        #expect(try integration("cors: false") == .proxy(ProxyIntegration(handler: Self.handler)))
    }

    @Test func `a lambda integration has the framework's templates and statuses`() throws {
        let mapping = try lambda("")
        #expect(
            mapping.requestTemplates.map(\.mediaType) == ["application/json", "application/x-www-form-urlencoded"]
        )
        #expect(mapping.passthroughBehavior == .never)
        #expect(
            mapping.integrationResponses.map(\.statusCode) == [200, 400, 401, 403, 404, 422, 500, 502, 504]
        )
        #expect(mapping.integrationResponses.first?.selectionPattern == nil)
        #expect(mapping.integrationResponses[4].selectionPattern == #"[\s\S]*\[404\][\s\S]*"#)
        #expect(mapping.integrationResponses.allSatisfy { $0.responseParameters.isEmpty })
    }

    @Test func `an asynchronous one is handed on as an event`() throws {
        let event = RequestParameter(target: .header("X-Amz-Invocation-Type"), source: .constant("Event"))
        guard case .lambda(let integration) = try integration("async: true") else {
            Issue.record("async is a lambda integration")
            return
        }
        #expect(integration.mapping.requestParameters == [event])
        #expect(try lambda("async: true").requestParameters == [event])
        #expect(try lambda("async: false").requestParameters == [])
    }

    @Test func `request says what the function is told`() throws {
        let mapping = try lambda(
            "request: {passThrough: WHEN_NO_TEMPLATES, contentHandling: CONVERT_TO_TEXT, template: {text/plain: a, "
                + "application/json: '{}'}, parameters: {paths: {id: true}, querystrings: {q: false}, "
                + "headers: {h: {required: false, mappedValue: context.requestId}}}}"
        )
        #expect(mapping.passthroughBehavior == .whenNoTemplates)
        #expect(mapping.contentHandling == .convertToText)
        #expect(mapping.requestTemplates.map(\.mediaType).sorted().count == 3)
        #expect(mapping.requestTemplates.contains(BodyTemplate(mediaType: "application/json", template: "{}")))
        #expect(mapping.requestTemplates.contains(BodyTemplate(mediaType: "text/plain", template: "a")))
        #expect(
            mapping.requestParameters == [
                RequestParameter(target: .path("id"), source: .requestPath("id")),
                RequestParameter(target: .queryString("q"), source: .requestQueryString("q")),
                RequestParameter(target: .header("h"), source: .context("requestId")),
            ]
        )
    }

    @Test func `response says what the client is told`() throws {
        let mapping = try lambda(
            "response: {headers: {X-A: \"'1'\", X-B: integration.response.body.b}, template: $input.path('$'), "
                + "contentHandling: CONVERT_TO_BINARY, statusCodes: {404: {pattern: '.*no.*', template: {text/html: no}, "
                + "headers: {x-a: \"'2'\"}}, 201: {pattern: ''}}}"
        )
        let page = BodyTemplate(mediaType: "text/html", template: "no")
        let body = BodyTemplate(mediaType: "application/json", template: "$input.path('$')")
        let headerB = ResponseParameter(header: "X-B", source: .responseBody(path: "b"))
        #expect(
            mapping.integrationResponses == [
                IntegrationResponse(
                    statusCode: 201,
                    responseParameters: [ResponseParameter(header: "X-A", source: .constant("1")), headerB],
                    responseTemplates: [body],
                    contentHandling: .convertToBinary
                ),
                IntegrationResponse(
                    statusCode: 404,
                    selectionPattern: ".*no.*",
                    responseParameters: [headerB, ResponseParameter(header: "x-a", source: .constant("2"))],
                    responseTemplates: [page, body]
                ),
            ]
        )
    }

    @Test func `a 200 without an empty pattern is replaced, as the framework replaces it`() throws {
        let result = try read("integration: lambda, response: {statusCodes: {200: {template: x}, 400: {pattern: a}}}")
        guard case .lambda(let integration) = result.api(.rest)?.routes.first?.integration else { throw NoLambda() }
        #expect(
            integration.mapping.integrationResponses == [
                IntegrationResponse(statusCode: 200), IntegrationResponse(statusCode: 400, selectionPattern: "a"),
            ]
        )
        #expect(result.warningTexts.map { $0.contains("what is written for 200 has no effect") } == [true])
    }

    @Test func `a mock answers from templates alone`() throws {
        let written = try integration(
            "integration: mock, request: {template: {application/json: '{\"statusCode\": 200}'}}, "
                + "response: {headers: {A: \"'b'\"}, template: hi, statusCodes: {200: {pattern: ''}}}"
        )
        let expected = TemplateMapping(
            requestTemplates: [BodyTemplate(mediaType: "application/json", template: #"{"statusCode": 200}"#)],
            integrationResponses: [
                IntegrationResponse(
                    statusCode: 200,
                    responseParameters: [ResponseParameter(header: "A", source: .constant("b"))],
                    responseTemplates: [BodyTemplate(mediaType: "application/json", template: "hi")]
                )
            ]
        )
        #expect(written == .mock(expected))
        let empty = try read("integration: mock")
        #expect(empty.api(.rest)?.routes.map(\.integration) == [.mock(TemplateMapping(integrationResponses: []))])
        #expect(empty.warningTexts.map { $0.contains("has no response, so each answer is a 500") } == [true])
    }

    @Test func `templates of a proxy have no effect, and that is said`() throws {
        let result = try read("request: {template: {a/b: c}}, response: {headers: {}}")
        #expect(
            result.warningTexts == [
                #"s.yml:5:81: "template" has no effect with a proxy integration; remove it, or write "integration: lambda""#,
                #"s.yml:5:102: "response" has no effect with a proxy integration; remove it, or write "integration: lambda""#,
            ]
        )
    }

    /// What `cors` adds: the route, and its headers.
    private func preflight(_ events: String) throws -> [String: String] {
        let routes = try readServerless(ServerlessText.events("[\(events)]")).api(.rest)?.routes ?? []
        let options = try #require(routes.first { $0.method == .exactly(.options) })
        #expect(options.access == .public)
        guard case .mock(let mapping) = options.integration else { throw NoLambda() }
        #expect(mapping.integrationResponses.count == 1)
        var headers: [String: String] = [:]
        for parameter in mapping.integrationResponses[0].responseParameters {
            guard case .constant(let value) = parameter.source else { continue }
            headers[parameter.header.replacingPrefix("Access-Control-")] = value
        }
        headers["template"] =
            mapping.integrationResponses[0].responseTemplates.first?.template.isEmpty == true ? nil : "yes"
        return headers
    }

    private static let usual =
        "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent,X-Amzn-Trace-Id"

    @Test(
        arguments: [
            (
                "{http: {method: get, path: x, cors: true}}",
                ["Allow-Origin": "*", "Allow-Headers": usual, "Allow-Methods": "OPTIONS,GET"]
            ),
            (
                "{http: {method: any, path: x, cors: true}}",
                [
                    "Allow-Origin": "*", "Allow-Headers": usual,
                    "Allow-Methods": "OPTIONS,DELETE,GET,HEAD,PATCH,POST,PUT",
                ]
            ),
            (
                "{http: {method: get, path: x, cors: true}}, {http: {method: post, path: x, cors: {headers: [A]}}}",
                ["Allow-Origin": "*", "Allow-Headers": "A," + usual, "Allow-Methods": "OPTIONS,POST,GET"]
            ),
            (
                "{http: {method: get, path: x, cors: {origin: 'https://a.b', headers: '*', allowCredentials: true, "
                    + "maxAge: 9, cacheControl: no-cache, methods: [PUT]}}}",
                [
                    "Allow-Origin": "https://a.b", "Allow-Headers": "*", "Allow-Methods": "PUT,OPTIONS,GET",
                    "Allow-Credentials": "true", "Max-Age": "9", "Cache-Control": "no-cache",
                ]
            ),
            (
                "{http: {method: get, path: x, cors: {origins: ['https://a.b', 'https://*.c.d']}}}",
                [
                    "Allow-Origin": "https://a.b", "Allow-Headers": usual, "Allow-Methods": "OPTIONS,GET",
                    "template": "yes",
                ]
            ),
            (
                "{http: {method: get, path: x, cors: {origin: 'https://a.b, https://c.d'}}}",
                [
                    "Allow-Origin": "https://a.b", "Allow-Headers": usual, "Allow-Methods": "OPTIONS,GET",
                    "template": "yes",
                ]
            ),
        ]
    )
    func `cors makes an OPTIONS method, as the framework deploys it`(events: String, headers: [String: String]) throws {
        #expect(try preflight(events) == headers)
    }

    @Test func `cors sets the origin on answers of a lambda integration, and on no other`() throws {
        let origin = ResponseParameter(header: "Access-Control-Allow-Origin", source: .constant("*"))
        let mapping = try lambda("cors: true")
        #expect(mapping.integrationResponses.allSatisfy { $0.responseParameters == [origin] })
        #expect(try integration("cors: true") == .proxy(ProxyIntegration(handler: Self.handler)))
    }

    @Test func `an OPTIONS route of one's own is the preflight`() throws {
        let result = try readServerless(
            ServerlessText.events("[{http: {method: get, path: x, cors: true}}, {http: options x}]")
        )
        #expect(result.routes(.rest) == ["GET /x -> function:hello", "OPTIONS /x -> function:hello"])
        #expect(
            result.warningTexts == [
                #"s.yml:5:71: "cors" makes no preflight of "/x", whose OPTIONS is declared at s.yml:5:92"#
            ]
        )
    }

    /// What stands behind the path begins at column 71 of line 5.
    @Test(arguments: [
        Mistake(
            "integration: lambda, request: {template: x}",
            #"s.yml:5:112: "template" wants a map of media types and templates, this is the text "x""#
        ),
        Mistake(
            "integration: lambda, request: {templates: {}}",
            #"s.yml:5:102: unknown key "templates" in "request"; did you mean "template"?"#
        ),
        Mistake(
            "integration: lambda, request: {passThrough: SOMETIMES}",
            "s.yml:5:115: unknown passThrough \"SOMETIMES\"; known ones: WHEN_NO_MATCH, WHEN_NO_TEMPLATES, NEVER"
        ),
        Mistake(
            "integration: lambda, response: {statusCodes: {20: {}}}",
            #"s.yml:5:117: "20" is no status code"#
        ),
        Mistake(
            "integration: lambda, response: {statusCodes: {200: {pattern: ''}, 201: {pattern: ''}}}",
            #"s.yml:5:137: two status codes are the default; give one of them a "pattern""#
        ),
        Mistake(
            "integration: lambda, response: {statusCodes: {400: {pattern: '('}}}",
            #"s.yml:5:132: "pattern" is "(", which is no pattern; missing closing parenthesis, at offset 1"#
        ),
        Mistake(
            "integration: lambda, response: {headers: {X-A: text}}",
            #"s.yml:5:118: "text" is no source of a value; known ones: integration.response.header.NAME, integration.response.body.JSONPATH, context.NAME, stageVariables.NAME, "'text'""#
        ),
        Mistake("cors: maybe", #"s.yml:5:77: "cors" wants true or false, this is the text "maybe""#),
        Mistake(
            "cors: {orgins: [a]}",
            #"s.yml:5:78: unknown key "orgins" in "cors"; did you mean "origins"?"#
        ),
        Mistake("async: 2", #"s.yml:5:78: "async" wants true or false, this is the number "2""#),
        Mistake("timeoutInMillis: 10", #"s.yml:5:88: "timeoutInMillis" is 10, it must be 50 to 300000"#),
    ])
    func `a mistake is named with its place and the way out`(mistake: Mistake) {
        let text = ServerlessText.events("[{http: {method: get, path: x, \(mistake.text)}}]")
        #expect(reportOfServerless(text) == mistake.report)
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
