// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// Mistakes in `integration:`, `requestTemplates`, `integrationResponses` and mapped parameters.
///
/// Source: API Gateway API reference, `PutIntegration`, `PutIntegrationResponse`; developer guide, "Parameter mapping
/// source reference for REST APIs in API Gateway"; quotas.
struct IntegrationMistakesTests {
    /// The text under test begins at column 23 of line 3, behind the route's key.
    @Test(arguments: [
        Mistake(
            "{integration: {type: AWS}}",
            #"r.yml:3:10: "GET /{id}" has no handler; add "handler: builtin:public""#
        ),
        Mistake(
            "{handler: builtin:public, integration: mock}",
            #"r.yml:3:24: a MOCK integration asks nobody, so "GET /{id}" has no handler; remove it, or write another "#
                + #""integration""#
        ),
        Mistake(
            "{handler: builtin:public, integration: }",
            "r.yml:3:62: \"integration\" wants a type, or a map with one, this is empty"
        ),
        Mistake(
            "{handler: builtin:public, integration: [AWS]}",
            #"r.yml:3:62: "integration" wants a type, or a map with one, this is a list"#
        ),
        Mistake(
            "{handler: builtin:public, integration: HTTP_PROXY}",
            "r.yml:3:62: HTTP_PROXY integrations are not supported: nothing is called over HTTP; known types of "
                + "integrations: AWS_PROXY, lambda-proxy, AWS, lambda, MOCK, mock"
        ),
        Mistake(
            "{handler: builtin:public, integration: {type: http}}",
            "r.yml:3:69: http integrations are not supported: nothing is called over HTTP; known types of "
                + "integrations: AWS_PROXY, lambda-proxy, AWS, lambda, MOCK, mock"
        ),
        Mistake(
            "{handler: builtin:public, integration: lambda-proxi}",
            #"r.yml:3:62: unknown type of integration "lambda-proxi"; did you mean "lambda-proxy"?"#
        ),
        Mistake(
            "{handler: builtin:public, integration: {tpye: AWS}}",
            #"r.yml:3:63: unknown key "tpye" in an integration; did you mean "type"?"#
        ),
        Mistake(
            "{handler: builtin:public, integration: {payloadFormatVersion: '1.0'}}",
            #"r.yml:3:63: "payloadFormatVersion" is for HTTP APIs only; remove it, or write "api: http""#
        ),
        Mistake(
            "{handler: builtin:public, integration: {passthroughBehavior: NEVER}}",
            #"r.yml:3:63: "passthroughBehavior" is for AWS and MOCK integrations only; remove it, or write "type: AWS""#
        ),
        Mistake(
            "{handler: builtin:public, integration: {type: AWS, passthroughBehavior: WHEN_NO_TEMPLATE}}",
            #"r.yml:3:95: unknown passthroughBehavior "WHEN_NO_TEMPLATE"; did you mean "WHEN_NO_TEMPLATES"?"#
        ),
        Mistake(
            "{handler: builtin:public, integration: {type: AWS, contentHandling: BINARY}}",
            #"r.yml:3:91: unknown contentHandling "BINARY"; known ones: CONVERT_TO_BINARY, CONVERT_TO_TEXT"#
        ),
        Mistake(
            "{integration: {type: MOCK, timeoutInMillis: 100}}",
            #"r.yml:3:50: a MOCK integration waits for nobody, so it has no "timeoutInMillis"; remove it"#
        ),
        Mistake(
            "{handler: builtin:public, integration: {timeoutInMillis: 49}}",
            #"r.yml:3:80: "timeoutInMillis" is 49, it must be 50 to 300000"#
        ),
        Mistake(
            "{handler: builtin:public, integration: {timeoutInMillis: 3 s}}",
            #"r.yml:3:80: "timeoutInMillis" wants a whole number, this is the text "3 s""#
        ),
    ])
    func `a mistake in an integration is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfRoutes(file(mistake.text)) == mistake.report)
    }

    /// Of an AWS integration; the text under test begins at column 74 of line 3.
    @Test(arguments: [
        Mistake(
            "requestTemplates: x",
            #"r.yml:3:92: "requestTemplates" wants a map of media types and templates, this is the text "x""#
        ),
        Mistake(
            "requestTemplates: {json: x}",
            #"r.yml:3:93: "json" is no media type; write it as TYPE/SUBTYPE, such as application/json"#
        ),
        Mistake(
            "requestTemplates: {a/b: x, A/B: y}",
            #"r.yml:3:101: "A/B" occurs twice in "requestTemplates"; keep one of them"#
        ),
        Mistake(
            #"requestTemplates: {application/json: {"statusCode": 200}}"#,
            #"r.yml:3:111: "application/json" wants a template, which is a text, this is a map; put it in quotes, or "#
                + #"write it as a block after "|""#
        ),
        Mistake(
            "requestTemplates: {a/b: }",
            #"r.yml:3:98: "a/b" wants a template, which is a text, this is empty"#
        ),
        Mistake(
            "requestTemplates: {a/b: \(String(repeating: "x", count: 307_201))}",
            "r.yml:3:98: this template has a mistake: line 1, column 1: a mapping template has 300 KB at most, this one 307201 bytes"
        ),
        Mistake(
            "requestParameters: [x]",
            #"r.yml:3:93: "requestParameters" wants a map of parameters and their values, this is a list"#
        ),
        Mistake(
            "requestParameters: {method.request.header.X: context.requestId}",
            #"r.yml:3:94: "method.request.header.X" is nothing that can be set here; known ones: "#
                + "integration.request.header.NAME, integration.request.querystring.NAME, "
                + "integration.request.path.NAME"
        ),
        Mistake(
            "requestParameters: {integration.request.header.: context.requestId}",
            #"r.yml:3:94: "integration.request.header." is nothing that can be set here; known ones: "#
                + "integration.request.header.NAME, integration.request.querystring.NAME, "
                + "integration.request.path.NAME"
        ),
        Mistake(
            "requestParameters: {integration.request.header.X: 'text'}",
            #"r.yml:3:124: "text" is no source of a value; for a text of its own, write "'text'""#
        ),
        Mistake(
            "requestParameters: {integration.request.header.X: text}",
            #"r.yml:3:124: "text" is no source of a value; known ones: method.request.header.NAME, "#
                + "method.request.querystring.NAME, method.request.path.NAME, method.request.body.JSONPATH, "
                + #"context.NAME, stageVariables.NAME, "'text'""#
        ),
        Mistake(
            "requestParameters: {integration.request.header.X: integration.response.header.Y}",
            #"r.yml:3:124: "integration.response.header.Y" is not known here; known ones: method.request.header.NAME, "#
                + "method.request.querystring.NAME, method.request.path.NAME, method.request.body.JSONPATH, "
                + #"context.NAME, stageVariables.NAME, "'text'""#
        ),
        Mistake(
            "requestParameters: {integration.request.header.X: method.request.path.ID}",
            #"r.yml:3:124: the path "/{id}" has no variable {ID}; did you mean "id"?"#
        ),
        Mistake(
            "integrationResponses: {statusCode: 200}",
            #"r.yml:3:96: "integrationResponses" wants a list of responses, this is a map; begin each with "#
                + #""- statusCode: 200", or write [] for none"#
        ),
        Mistake(
            "integrationResponses: [200]",
            #"r.yml:3:97: an integration response is a map of keys, this is the number "200"; begin with "#
                + #""statusCode: 200""#
        ),
        Mistake(
            "integrationResponses: [{}]",
            #"r.yml:3:97: an integration response has no statusCode; add "statusCode: 200""#
        ),
        Mistake(
            "integrationResponses: [{status: 200}]",
            #"r.yml:3:97: an integration response has no statusCode; add "statusCode: 200""# + "\n"
                + #"r.yml:3:98: unknown key "status" in an integration response; known keys: statusCode, "#
                + "selectionPattern, responseParameters, responseTemplates, contentHandling"
        ),
        Mistake(
            "integrationResponses: [{statusCode: 199}]",
            #"r.yml:3:110: "statusCode" is 199, it must be 200 to 599"#
        ),
        Mistake(
            "integrationResponses: [{statusCode: '2xx'}]",
            #"r.yml:3:110: "statusCode" wants a whole number, this is the text "2xx""#
        ),
        Mistake(
            "integrationResponses: [{statusCode: 200, selectionPattern: '(x'}]",
            #"r.yml:3:133: "selectionPattern" is "(x", which is no pattern; missing closing parenthesis, at offset 2"#
        ),
        Mistake(
            "integrationResponses: [{statusCode: 200}, {statusCode: 200, selectionPattern: x}]",
            "r.yml:3:116: the statusCode 200 has an integration response already, at r.yml:3:97; keep one of them"
        ),
        Mistake(
            "integrationResponses: [{statusCode: 200}, {statusCode: 500, selectionPattern: ''}]",
            "r.yml:3:116: two are the default among the integration responses, first at r.yml:3:97; give one of them a "
                + #""selectionPattern""#
        ),
        Mistake(
            "integrationResponses: [{statusCode: 404, selectionPattern: x}, {statusCode: 500, selectionPattern: x}]",
            #"r.yml:3:137: the pattern "x" occurs twice among the integration responses, first at r.yml:3:97; keep "#
                + "one of them"
        ),
        Mistake(
            "integrationResponses: [{statusCode: 200, responseParameters: {X: context.requestId}}]",
            #"r.yml:3:136: "X" is nothing that can be set here; write "method.response.header.NAME""#
        ),
        Mistake(
            "integrationResponses: [{statusCode: 200, responseParameters: {method.response.header.X: "
                + "method.request.header.Y}}]",
            #"r.yml:3:162: "method.request.header.Y" is not known here; known ones: integration.response.header.NAME, "#
                + #"integration.response.body.JSONPATH, context.NAME, stageVariables.NAME, "'text'""#
        ),
        Mistake(
            "integrationResponses: [{statusCode: 200, contentHandling: TEXT}]",
            #"r.yml:3:132: unknown contentHandling "TEXT"; known ones: CONVERT_TO_BINARY, CONVERT_TO_TEXT"#
        ),
    ])
    func `a mistake in a mapping is reported at its place`(_ mistake: Mistake) {
        let written = "{handler: builtin:public, integration: {type: AWS, \(mistake.text)}}"
        #expect(reportOfRoutes(file(written)) == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "lambda",
            #"r.yml:2:57: HTTP APIs have no AWS integrations; write "integration: AWS_PROXY", or "api: rest""#
        ),
        Mistake(
            "{type: MOCK}",
            #"r.yml:2:64: HTTP APIs have no MOCK integrations; write "type: AWS_PROXY", or "api: rest""#
        ),
        Mistake(
            "{timeoutInMillis: 30001}",
            #"r.yml:2:75: "timeoutInMillis" is 30001, it must be 50 to 30000"#
        ),
        Mistake(
            "{payloadFormatVersion: 3.0}",
            #"r.yml:2:80: unknown payloadFormatVersion "3.0"; did you mean "1.0"?"#
        ),
        Mistake(
            "{requestParameters: {}}",
            #"r.yml:2:58: "requestParameters" in an integration is not supported: HTTP APIs have no parameter mapping "#
                + "here; remove it"
        ),
        Mistake(
            "{responseParameters: {}}",
            #"r.yml:2:58: "responseParameters" in an integration is not supported: HTTP APIs have no parameter mapping "#
                + "here; remove it"
        ),
        Mistake(
            "{requestTemplates: {}}",
            #"r.yml:2:58: "requestTemplates" is for AWS and MOCK integrations only; remove it"#
        ),
    ])
    func `an HTTP API has proxy integrations only`(_ mistake: Mistake) {
        let text = "api: http\npublic: [GET /x: {handler: builtin:public, integration: \(mistake.text)}]"
        #expect(reportOfRoutes(text) == mistake.report)
    }

    @Test(arguments: [
        (
            "{integration: mock}",
            #"r.yml:3:10: the MOCK integration of "GET /{id}" has no requestTemplates, so what the client sends must "#
                + #"say the statusCode, or each answer is a 500; add "requestTemplates: { application/json: "#
                + #"'{"statusCode": 200}' }""#
        ),
        (
            "{handler: builtin:public, integration: {timeoutInMillis: 29001}}",
            #"r.yml:3:80: "timeoutInMillis" is 29001; more than 29000 wants a raised quota, and a Regional or private "#
                + "API"
        ),
        (
            "{handler: builtin:public, integration: {requestParameters: {integration.request.header.TE: \"'x'\"}}}",
            #"r.yml:3:83: the header "TE" cannot be set: API Gateway answers each request to this route with 500; "#
                + "remove it"
        ),
        (
            "{handler: builtin:public, integration: {requestParameters: {integration.request.header.X: \"'x'\"}}}",
            "r.yml:3:83: this is set on the call to the integration, and a function is told of its event alone; remove it"
        ),
        (
            "{handler: builtin:public, integration: {type: AWS, requestParameters: "
                + "{integration.request.header.X-Amz-Invocation-Type: stageVariables.x}}}",
            #"r.yml:3:144: the stage variable "x" is not declared, so there is nothing to set; add it under "#
                + #""stageVariables:""#
        ),
    ])
    func `what is allowed but hardly meant is worth a warning`(written: String, warning: String) throws {
        let result = try RoutesFile.read(text: Array(file(written).utf8), file: "r.yml")
        #expect(result.warnings.map(\.description) == [warning])
    }

    private func file(_ written: String) -> String {
        "api: rest\nstage: dev\npublic: [\"GET /{id}\": \(written)]"
    }
}
