// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayJSON
import GatewayModel
import Testing

/// `http` and `httpApi` events as routes.
///
/// Source: Serverless Framework documentation, "API Gateway" and "HTTP API" of "Events".
struct ServerlessEventsTests {
    @Test(
        arguments: [
            ("'GET users/{id}'", "GET /users/{id}"), ("get /users/", "GET /users"), ("'any {proxy+}'", "ANY /{proxy+}"),
            ("{method: POST, path: ''}", "POST /"), ("{method: post, path: /}", "POST /"),
            ("{path: a/b, method: Head, operationId: x, documentation: {}}", "HEAD /a/b"),
        ]
    )
    func `an http event is a route of the REST API`(event: String, route: String) throws {
        let result = try readServerless(ServerlessText.events("[{http: \(event)}]"))
        #expect(result.routes(.rest) == ["\(route) -> function:hello"])
        #expect(result.apis.map(\.kind) == [.rest])
        #expect(result.api(.rest)?.stagePath == "/dev")
        #expect(result.warnings.isEmpty)
    }

    @Test(
        arguments: [
            ("'*'", "$default"), ("'GET /x/{id}'", "GET /x/{id}"), ("{method: '*', path: /x}", "ANY /x"),
            ("{method: '*', path: '*'}", "$default"), ("{path: '*'}", "$default"), ("any /x", "ANY /x"),
            ("{method: get, path: /}", "GET /"),
        ]
    )
    func `an httpApi event is a route of the HTTP API`(event: String, route: String) throws {
        let result = try readServerless(ServerlessText.events("[{httpApi: \(event)}]"))
        #expect(result.routes(.http) == ["\(route) -> function:hello"])
        #expect(result.apis.map(\.kind) == [.http])
        #expect(result.api(.http)?.stage == "$default")
        #expect(result.api(.http)?.stagePath.isEmpty == true)
    }

    @Test func `a file may make both APIs, and says where their routes are`() throws {
        let text = """
            service: s
            provider: {name: aws, apiGateway: {binaryMediaTypes: ['image/png'], stage: live, timeoutInMillis: 5000}}
            functions:
              f:
                handler: a.b
                events:
                  - http: GET /a
                  - httpApi: GET /b
                  - http:
                      method: GET
                      path: /c
                      timeoutInMillis: 100
            """
        let result = try readServerless(text)
        #expect(result.apis.map(\.kind) == [.rest, .http])
        #expect(result.routePositions.map { $0.map(\.line) } == [[7, 9], [8]])
        let rest = try #require(result.api(.rest))
        #expect(rest.binaryMediaTypes == ["image/png"])
        #expect(rest.stage == "live")
        let timeouts = rest.routes.map { route -> Int? in
            if case .proxy(let integration) = route.integration { integration.timeoutInMillis } else { nil }
        }
        #expect(timeouts == [5000, 100])
        #expect(result.api(.http)?.binaryMediaTypes == [])
    }

    @Test(
        arguments: [
            ("", "", .v2), ("httpApi: {payload: '1.0'}", "", .v1), ("httpApi: {payload: 1.0}", "", .v1),
            ("httpApi: {payload: '1.0'}", "httpApi: {payload: '2.0'}", .v2),
        ] as [(String, String, PayloadFormatVersion)]
    )
    func `the payload is the function's, or the provider's, or 2`(
        provider: String,
        function: String,
        version: PayloadFormatVersion
    ) throws {
        let text =
            "service: s\nprovider: {name: aws\(provider.isEmpty ? "" : ", \(provider)")}\n"
            + "functions: {f: {handler: a.b, \(function.isEmpty ? "" : "\(function), ")events: [{httpApi: GET /}]}}"
        let integration = ProxyIntegration(handler: .function("f"), payloadFormatVersion: version)
        #expect(try readServerless(text).api(.http)?.routes.map(\.integration) == [.proxy(integration)])
    }

    /// The map of the event's list begins at column 41 of line 5.
    @Test(arguments: [
        Mistake(
            "http: {method: get, path: x, auth: {name: auth}}",
            #"s.yml:5:71: unknown key "auth" in an "http" event; what guards a route is its "authorizer""#
        ),
        Mistake(
            "http: {method: get, path: x, '<<': {authorizer: auth}}",
            #"s.yml:5:71: unknown key "<<" in an "http" event; write it without quotes"#
        ),
        Mistake(
            "httpApi: {method: get, path: /x, Authorization: aws_iam}",
            #"s.yml:5:75: unknown key "Authorization" in an "httpApi" event; what guards a route is its "authorizer""#
        ),
        Mistake("http: GET", #"s.yml:5:48: "GET" is no route; write "http: GET /path""#),
        Mistake("http: FETCH /x", #"s.yml:5:48: unknown method "FETCH"; did you mean "PATCH"?"#),
        Mistake("http: '* /x'", #"s.yml:5:48: unknown method "*"; write "any""#),
        Mistake("http: {path: /x}", #"s.yml:5:42: an "http" event has no method; add "method: …""#),
        Mistake("http: {method: get}", #"s.yml:5:42: an "http" event has no path; add "path: …""#),
        Mistake("http: []", #"s.yml:5:48: "http" wants a text, this is an empty list"#),
        Mistake(
            "http: 'GET /{proxy+}/x'",
            #"s.yml:5:48: "/{proxy+}/x" is no path; "{proxy+}" takes the rest of the path, so it must come last"#
        ),
        Mistake(
            "http: {method: get, path: x, authoriser: auth}",
            #"s.yml:5:71: unknown key "authoriser" in an "http" event; did you mean "authorizer"?"#
        ),
        Mistake(
            "http: {method: get, path: x, private: true}",
            #"s.yml:5:71: API keys ("private") are not supported yet; --skip-unsupported runs the rest"#
        ),
        Mistake(
            "http: {method: get, path: x, request: {schemas: {application/json: {}}}}",
            #"s.yml:5:81: request bodies are not validated yet ("schemas"); --skip-unsupported runs the rest"#
        ),
        Mistake(
            "http: {method: get, path: x, request: {parameters: {querystrings: {q: true, p: false}, paths: {i: true}}}}",
            #"s.yml:5:109: request parameters are not validated yet ("q" is required); --skip-unsupported runs the rest"#
        ),
        Mistake(
            "http: {method: get, path: x, request: {parameters: {headers: {h: {mappedValue: context.requestId}}}}}",
            #"s.yml:5:104: request parameters are not validated yet ("h" is required); --skip-unsupported runs the rest"#
        ),
        Mistake(
            "http: {method: get, path: x, reqValidatorName: v}",
            #"s.yml:5:71: "reqValidatorName" is not supported; --skip-unsupported runs the rest"#
        ),
        Mistake(
            "http: {method: get, path: x, response: {transferMode: STREAM}}",
            "s.yml:5:82: responses are not streamed; --skip-unsupported runs the rest"
        ),
        Mistake(
            "http: {method: get, path: x, integration: http-proxy, request: {uri: 'http://a'}}",
            #"s.yml:5:84: nothing is called over HTTP yet ("http" and "http-proxy" integrations); --skip-unsupported runs the rest"#
        ),
        Mistake(
            "http: {method: get, path: x, integration: lamda}",
            #"s.yml:5:84: unknown integration "lamda"; did you mean "lambda"?"#
        ),
        Mistake(
            "httpApi: GET",
            #"s.yml:5:51: "GET" is no route; write "httpApi: GET /path", or "httpApi: '*'" for all that no other route takes"#
        ),
        Mistake(
            "httpApi: {method: get, path: '*'}",
            #"s.yml:5:60: the path "*" has no method, it is what no other route takes; write "method: '*'", or a path"#
        ),
        Mistake("httpApi: {path: /x}", #"s.yml:5:42: an "httpApi" event has no method; add "method: …""#),
        Mistake("httpApi: GET x", #"s.yml:5:51: "x" is no path; a path starts with "/""#),
        Mistake(
            "http: GET /x}, {http: get x/",
            #"s.yml:5:64: the route "GET /x" occurs twice, first declared at s.yml:5:48; keep one of them"#
        ),
        Mistake(
            "http: 'GET /{a}'}, {http: 'GET /{b}/c'",
            "s.yml:5:68: {b} stands beside {a}, first declared at s.yml:5:48; API Gateway allows one variable on a level; "
                + "use one of them for both"
        ),
    ])
    func `a mistake is named with its place and the way out`(mistake: Mistake) {
        #expect(reportOfServerless(ServerlessText.events("[{\(mistake.text)}]")) == mistake.report)
    }

    @Test func `a resource policy protects every route of the REST API, and is refused`() {
        #expect(
            reportOfServerless(
                ServerlessText.events("[{http: GET /x}]", provider: "apiGateway: {resourcePolicy: [{Effect: Deny}]}")
            )
                == "s.yml:2:57: the resource policy of the REST API is not evaluated here; --skip-unsupported runs the rest"
        )
    }

    @Test func `a route that is left out is not open by another one`() throws {
        let result = try readServerless(
            ServerlessText.events(
                "[{http: {method: get, path: admin, private: true}}, {http: 'any {proxy+}'}, "
                    + "{http: {method: get, path: a/b, private: true}}]"
            ),
            .skipping
        )
        #expect(
            result.routes(.rest) == [
                "ANY /{proxy+} -> function:hello", "GET /admin -> function:(left out)",
                "GET /a/b -> function:(left out)",
            ]
        )
        #expect(result.functions.map(\.name) == ["auth", "hello", "(left out)"])
        #expect(
            result.warningTexts.first
                == #"s.yml:5:75: API keys ("private") are not supported yet; "GET /admin" is left out"#
        )
    }

    @Test(arguments: [
        "{http: {method: get, path: admin, private: true}}, {http: get admin}",
        "{http: get /admin/}, {http: {method: GET, path: admin, private: true}}",
        "{httpApi: GET /admin}, {httpApi: {method: get, path: /admin, authorizer: {type: aws_iam}}}",
    ])
    func `nor by its twin`(events: String) {
        let report = reportOfServerless(ServerlessText.events("[\(events)]"), .skipping)
        #expect(report.contains(#""GET /admin" is declared at s.yml:5:"#))
        #expect(report.hasSuffix("too, which would be served in its place; keep one of them"))
    }

    @Test(arguments: [
        "{http: {method: null, path: admin, authorizer: auth}}", "{http: {method: get, path: , authorizer: auth}}",
        "{http: {method: , path: }}", "{httpApi: {method: null, path: /admin}}", "{httpApi: {method: get, path: ~}}",
        "{http: {metod: get, path: admin}}", "{http: null}", "{http: {}}", "{http: []}", "{httpApi: null}",
    ])
    func `no event is dropped without a word`(event: String) {
        let text = ServerlessText.events("[\(event), {http: 'any {proxy+}'}]")
        #expect(reportOfServerless(text).hasPrefix("s.yml:5:"))
        #expect(reportOfServerless(text, .skipping).hasPrefix("s.yml:5:"))
    }

    @Test func `nor by the default route of an HTTP API`() throws {
        let result = try readServerless(
            ServerlessText.events(
                "[{httpApi: '*'}, {httpApi: {method: get, path: /admin, authorizer: {type: aws_iam}}}]"
            ),
            .skipping
        )
        #expect(result.routes(.http) == ["$default -> function:hello", "GET /admin -> function:(left out)"])
        let standIn = result.functions.last
        guard case .returns(.object(let answer)) = standIn?.behaviour else {
            Issue.record("it answers by itself: \(String(describing: standIn))")
            return
        }
        #expect(answer["statusCode"] == 501)
        #expect(result.routePositions.map { $0.map(\.column) } == [[51, 58]])
    }

    @Test func `a route that is left out leaves nothing where nobody takes its requests`() throws {
        let result = try readServerless(
            ServerlessText.events(
                "[{http: {method: get, path: admin, private: true}}, {http: post admin}, {http: get a}]"
            ),
            .skipping
        )
        #expect(result.routes(.rest) == ["POST /admin -> function:hello", "GET /a -> function:hello"])
    }
}
