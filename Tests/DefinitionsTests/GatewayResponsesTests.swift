// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `gatewayResponses:` and `binaryMediaTypes:`, which REST APIs have.
///
/// Source: API Gateway API reference, `PutGatewayResponse`, `CreateRestApi`; developer guide, "Gateway responses for REST
/// APIs in API Gateway", "Amazon API Gateway important notes".
struct GatewayResponsesTests {
    @Test func `a gateway response has status, headers and templates`() throws {
        let text = """
            api: rest
            stage: dev
            stageVariables: {origin: a}
            binaryMediaTypes: [image/png, '*/*', application/vnd.x+json]
            gatewayResponses:
              DEFAULT_4XX:
                responseParameters:
                  gatewayresponse.header.Access-Control-Allow-Origin: "'*'"
                  gatewayresponse.header.X-A: method.request.header.Accept
                  gatewayresponse.header.X-B: method.request.path.petId
                  gatewayresponse.header.X-C: method.request.querystring.q
                  gatewayresponse.header.X-D: context.error.responseType
                  gatewayresponse.header.X-E: stageVariables.origin
              UNAUTHORIZED: {statusCode: 418}
              INVALID_API_KEY:
                statusCode: '456'
                responseTemplates:
                  application/json: '{"message":$context.error.messageString}'
                  text/plain: ''
              THROTTLED: {}
            public: [GET /: builtin:public]
            """
        let result = try RoutesFile.read(text: Array(text.utf8), file: "r.yml")
        #expect(result.warnings.isEmpty)
        #expect(result.api.binaryMediaTypes == ["image/png", "*/*", "application/vnd.x+json"])
        #expect(
            result.api.gatewayResponses == [
                GatewayResponse(
                    type: .default4XX,
                    responseParameters: [
                        ResponseParameter(header: "Access-Control-Allow-Origin", source: .constant("*")),
                        ResponseParameter(header: "X-A", source: .requestHeader("Accept")),
                        ResponseParameter(header: "X-B", source: .requestPath("petId")),
                        ResponseParameter(header: "X-C", source: .requestQueryString("q")),
                        ResponseParameter(header: "X-D", source: .context("error.responseType")),
                        ResponseParameter(header: "X-E", source: .stageVariable("origin")),
                    ]
                ),
                GatewayResponse(type: .unauthorized, statusCode: 418),
                GatewayResponse(
                    type: .invalidAPIKey,
                    statusCode: 456,
                    responseTemplates: [
                        BodyTemplate(
                            mediaType: "application/json",
                            template: #"{"message":$context.error.messageString}"#
                        ),
                        BodyTemplate(mediaType: "text/plain", template: ""),
                    ]
                ),
                GatewayResponse(type: .throttled),
            ]
        )
    }

    @Test(arguments: GatewayResponseType.allCases)
    func `each type can be customized`(_ type: GatewayResponseType) throws {
        let text = "api: rest\nstage: dev\ngatewayResponses: {\(type.rawValue): {}}\npublic: [GET /: builtin:public]"
        let result = try RoutesFile.read(text: Array(text.utf8), file: "r.yml")
        #expect(result.api.gatewayResponses == [GatewayResponse(type: type)])
        let isIgnored = type == .requestTooLarge
        #expect(
            result.warnings.map(\.description)
                == (isIgnored
                    ? ["r.yml:3:20: API Gateway does not let REQUEST_TOO_LARGE be customized; remove it"] : [])
        )
    }

    @Test(
        arguments: [
            ("$context.error.messageString ${context.requestId} $stageVariables.a $method.request.header.A", []),
            ("$5, $ and $$", []), ("#set($x = 1) $input.path('$.a') $input.body", ["x", "input"]),
            ("$!util.urlEncode($context.path)", ["util"]),
        ] as [(String, [String])]
    )
    func `what is not filled in is worth a warning`(template: String, names: [String]) throws {
        let text = """
            api: rest
            stage: dev
            gatewayResponses: {THROTTLED: {responseTemplates: {text/plain: "\(template)"}}}
            public: [GET /: builtin:public]
            """
        let result = try RoutesFile.read(text: Array(text.utf8), file: "r.yml")
        #expect(
            result.warnings.map(\.description)
                == names.map { name in
                    "r.yml:3:64: \"$\(name)\" is nothing that a gateway response fills in, it is sent as it stands there; "
                        + "known ones: $context.NAME, $stageVariables.NAME, $method.request.header.NAME and the like"
                }
        )
    }

    /// Line 3 is the line under test.
    @Test(arguments: [
        Mistake(
            "gatewayResponses: [x]",
            #"r.yml:3:19: "gatewayResponses" wants a map of types and responses, this is a list"#
        ),
        Mistake(
            "gatewayResponses: {DEFAULT_4xx: {}}",
            #"r.yml:3:20: unknown type of gateway response "DEFAULT_4xx"; did you mean "DEFAULT_4XX"?"#
        ),
        Mistake(
            "gatewayResponses: {THROTTLED: 429}",
            #"r.yml:3:31: "THROTTLED" wants a map of statusCode, responseParameters, responseTemplates, this is the "#
                + #"number "429""#
        ),
        Mistake(
            "gatewayResponses: {THROTTLED: {status: 400}}",
            #"r.yml:3:32: unknown key "status" in a gateway response; known keys: statusCode, responseParameters, "#
                + "responseTemplates"
        ),
        Mistake(
            "gatewayResponses: {THROTTLED: {statusCode: 600}}",
            #"r.yml:3:44: "statusCode" is 600, it must be 200 to 599"#
        ),
        Mistake(
            "gatewayResponses: {THROTTLED: {statusCode: '099'}}",
            #"r.yml:3:44: "statusCode" wants a whole number without quotes, this is the text "099""#
        ),
        Mistake(
            "gatewayResponses: {THROTTLED: {responseParameters: {X: context.path}}}",
            #"r.yml:3:53: "X" is nothing that can be set here; write "gatewayresponse.header.NAME""#
        ),
        Mistake(
            "gatewayResponses: {THROTTLED: {responseParameters: {gatewayresponse.header.A B: context.path}}}",
            #"r.yml:3:53: "gatewayresponse.header.A B" is nothing that can be set here; write "#
                + #""gatewayresponse.header.NAME""#
        ),
        Mistake(
            "gatewayResponses: {THROTTLED: {responseParameters: {gatewayresponse.header.A: "
                + "integration.response.header.B}}}",
            #"r.yml:3:79: "integration.response.header.B" is not known here; known ones: method.request.header.NAME, "#
                + "method.request.querystring.NAME, method.request.path.NAME, context.NAME, stageVariables.NAME, "
                + #""'text'""#
        ),
        Mistake(
            "gatewayResponses: {THROTTLED: {responseParameters: {gatewayresponse.header.A: method.request.body}}}",
            #"r.yml:3:79: "method.request.body" is not known here; known ones: method.request.header.NAME, "#
                + "method.request.querystring.NAME, method.request.path.NAME, context.NAME, stageVariables.NAME, "
                + #""'text'""#
        ),
        Mistake(
            "gatewayResponses: {THROTTLED: {responseParameters: {gatewayresponse.header.A: '*'}}}",
            #"r.yml:3:79: "*" is no source of a value; for a text of its own, write "'*'""#
        ),
        Mistake(
            "gatewayResponses: {THROTTLED: {responseTemplates: {application/json: {a: b}}}}",
            #"r.yml:3:70: "application/json" wants a template, which is a text, this is a map; put it in quotes, or "#
                + #"write it as a block after "|""#
        ),
        Mistake(
            "binaryMediaTypes: [png]",
            #"r.yml:3:20: "png" is no media type; write it as TYPE/SUBTYPE, such as image/png"#
        ),
        Mistake("binaryMediaTypes: ['*']", #"r.yml:3:20: "*" is no media type; write '*/*'"#),
        Mistake(
            "binaryMediaTypes: [a/b, a/b]",
            #"r.yml:3:25: "a/b" occurs twice in "binaryMediaTypes"; keep one of them"#
        ),
        Mistake(
            "binaryMediaTypes: {}",
            #"r.yml:3:19: "binaryMediaTypes" wants a text or a list of texts, this is an empty map"#
        ),
    ])
    func `a mistake is reported at its place`(_ mistake: Mistake) {
        #expect(
            reportOfRoutes("api: rest\nstage: dev\n\(mistake.text)\npublic: [GET /: builtin:public]") == mistake.report
        )
    }

    @Test(arguments: ["gatewayResponses: {}", "binaryMediaTypes: [a/b]"])
    func `HTTP APIs have neither`(_ line: String) {
        let key = line.prefix { $0 != ":" }
        #expect(
            reportOfRoutes("api: http\n\(line)\npublic: [GET /: builtin:public]")
                == "r.yml:2:1: \"\(key)\" is for REST APIs only; remove it, or write \"api: rest\""
        )
    }
}
