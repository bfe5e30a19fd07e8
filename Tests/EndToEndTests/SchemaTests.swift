// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayJSON
import TestSupport
import Testing

/// `gateway schema`, in the hands of a validator that shares no code with us.
@Suite(.enabled(if: Tool.mayRun(Tool.python), "jsonschema is missing"))
struct SchemaTests {
    @Test func `what is shipped and shown is right by the schema`() async throws {
        var texts = [try read("\(Tool.repository)/routes.yml")]
        texts.append(try read("\(Tool.repository)/Examples/customer-admin/routes.yml"))
        for page in ["README.md", "docs/routes-yml.md"] {
            let text = try read("\(Tool.repository)/\(page)")
            let blocks = text.split(separator: "```").filter { $0.hasPrefix("yaml\n") }.map { String($0.dropFirst(5)) }
            for block in blocks where !block.hasPrefix("users:") {
                texts.append(block.hasPrefix("api:") ? block : Self.frame + block)
            }
        }
        #expect(texts.count > 10)
        for (text, faults) in zip(texts, try await faults(in: texts)) {
            #expect(faults.isEmpty, "\(text)")
            #expect(Self.isRead(text), "\(text)")
        }
    }

    @Test func `what the reader takes, the schema takes`() async throws {
        for (text, faults) in zip(Self.right, try await faults(in: Self.right)) {
            #expect(Self.isRead(text), "\(text)")
            #expect(faults.isEmpty, "\(text)")
        }
    }

    @Test func `keys, words and numbers that the reader refuses, the schema refuses`() async throws {
        for (text, faults) in zip(Self.wrong, try await faults(in: Self.wrong)) {
            #expect(!Self.isRead(text), "\(text)")
            #expect(!faults.isEmpty, "\(text)")
        }
    }

    private static let frame = "api: rest\nstage: dev\npublic: [GET /: builtin:public]\n"

    private static func rest(_ lines: String) -> String { "api: rest\nstage: dev\n\(lines)" }
    private static func route(_ value: String) -> String {
        rest("functions: {f: {echoes: true}}\npublic:\n  - GET /x/{id}: \(value)")
    }
    private static func http(_ lines: String) -> String { "api: http\npublic: [GET /: builtin:public]\n\(lines)" }

    private static let right = [
        frame, frame + "private:\nauthorizers:\nlimits:\nstageVariables:\ngatewayResponses:\nfunctions:",
        frame + "region: eu-west-1\naccountId: 123456789012\napiId: abc\nstageVariables: {a: 1, b: true, c: x.y}",
        frame + "cors: true", frame + "cors: {origins: '*', headers: [A], methods: GET, maxAge: 0}",
        frame + "limits: {bodyBytes: 5 MiB, headerCount: 3, idleTimeout: 500 ms, headTimeout: 30}",
        frame + "binaryMediaTypes: ['*/*', image/png]",
        frame + "gatewayResponses: {THROTTLED: {statusCode: '429'}, DEFAULT_5XX: {responseParameters: "
            + "{gatewayresponse.header.A: \"'*'\"}, responseTemplates: {text/plain: ''}}}",
        frame + "functions: {a: {returns: null}, b: {throws: x, after: 2 s}, c: {throws: {errorMessage: ''}}, d: "
            + "{invokeError: TooManyRequestsException}}",
        frame + "authorizers: {a: builtin:deny, b: {handler: builtin:auth0, audience: [a], scopes: a b}, c: {handler: "
            + "builtin:allow, type: REQUEST, identitySource: 'method.request.header.A, context.path'}}",
        rest(
            "public:\n  - GET /: builtin:public\n  - ANY  /a/{proxy+}: builtin:public\n  - DELETE /a/b%20c: builtin:public"
        ),
        route("function:f"), route("{handler: function:f, integration: lambda}"), route("{integration: mock}"),
        route("{handler: function:f, integration: {type: AWS, integrationResponses: [], passthroughBehavior: NEVER}}"),
        route(
            "{integration: {type: MOCK, integrationResponses: [{statusCode: 200}, {statusCode: '404', "
                + "selectionPattern: '4..', contentHandling: CONVERT_TO_TEXT}]}}"
        ),
        route(
            "{handler: function:f, integration: {timeoutInMillis: 300000, requestParameters: "
                + "{integration.request.header.A: method.request.path.id}}}"
        ),
        http(""), http("stage: [$default, dev]"), http("cors: {allowOrigins: ['*'], allowMethods: '*', maxAge: -1}"),
        http(
            "authorizers: {a: {type: JWT, jwtConfiguration: {audience: a}}}\nprivate: [GET /a: {handler: "
                + "builtin:private, authorizationScopes: a}]"
        ),
        http(
            "authorizers: {a: {handler: builtin:deny, authorizerPayloadFormatVersion: 1.0, identitySource: "
                + "[$request.header.A, $context.path], authorizerResultTtlInSeconds: 3600}}"
        ),
        "api: http\npublic: [$default: {handler: builtin:public, integration: {payloadFormatVersion: '1.0'}}]",
    ]

    private static let wrong = [
        "stage: dev\npublic: [GET /: builtin:public]", "api: rest\npublic: [GET /: builtin:public]",
        "api: websocket\nstage: dev\npublic: [GET /: builtin:public]", frame + "apiKeySource: HEADER",
        frame + "region: EU", frame + "accountId: '12'", frame + "stageVariables: {a-b: c}",
        frame + "stageVariables: {a: b c}", frame + "cors: {allowOrigins: '*'}", frame + "cors: 1",
        frame + "cors: {methods: ANY}", frame + "cors: {maxAge: -1}", frame + "limits: {bodyBytes: 5 MB}",
        frame + "limits: {idleTimeout: 3601}", frame + "demo: yes", frame + "binaryMediaTypes: png",
        frame + "gatewayResponses: {THROTLED: {}}", frame + "gatewayResponses: {THROTTLED: {statusCode: 600}}",
        frame + "gatewayResponses: {THROTTLED: {responseParameters: {A: context.path}}}",
        frame + "gatewayResponses: {THROTTLED: {responseParameters: {gatewayresponse.header.A: "
            + "integration.response.header.A}}}",
        frame + "functions: {a.b: {echoes: true}}", frame + "functions: {a: {}}",
        frame + "functions: {a: {echoes: false}}", frame + "functions: {a: {returns: 1, throws: x}}",
        frame + "functions: {a: {invokeError: Nothing}}", frame + "functions: {a: {echoes: true, after: soon}}",
        frame + "authorizers: {a: builtin:public}", frame + "authorizers: {a: {}}",
        frame + "authorizers: {a: {handler: builtin:deny, type: JWT}}",
        frame + "authorizers: {a: {handler: builtin:deny, jwtConfiguration: {}}}",
        frame + "authorizers: {a: {handler: builtin:deny, resultTtlInSeconds: 3601}}",
        frame + "authorizers: {a: {handler: builtin:deny, identitySource: $request.header.A}}",
        rest("public: [GET: builtin:public]"), rest("public: [get /: builtin:public]"),
        rest("public: [GET /a/: builtin:public]"), rest("public: [\"GET /{proxy+}/a\": builtin:public]"),
        rest("public: [$default: builtin:public]"), rest("public: [{GET /: builtin:public, GET /a: builtin:public}]"),
        rest("public: [GET /: {handler: builtin:public, authorizer: a}]\nauthorizers: {a: builtin:deny}"),
        route("builtin:auth0"), route("{integration: lambda}"), route("{handler: function:f, integration: mock}"),
        route("{handler: function:f, integration: HTTP}"), route("{handler: function:f, integration: {type: http}}"),
        route("{handler: function:f, apiKeyRequired: true}"),
        route("{handler: function:f, integration: {payloadFormatVersion: '1.0'}}"),
        route("{handler: function:f, integration: {passthroughBehavior: NEVER}}"),
        route("{integration: {type: mock, timeoutInMillis: 100}}"),
        route("{handler: function:f, integration: {type: AWS, passthroughBehavior: ALWAYS}}"),
        route("{handler: function:f, integration: {type: AWS, timeoutInMillis: 49}}"),
        route("{handler: function:f, integration: {type: AWS, requestTemplates: {json: x}}}"),
        route("{handler: function:f, integration: {type: AWS, requestTemplates: {application/json: {a: b}}}}"),
        route("{handler: function:f, integration: {type: AWS, requestParameters: {integration.request.header.A: x}}}"),
        route("{handler: function:f, integration: {type: AWS, integrationResponses: [{selectionPattern: x}]}}"),
        http("stage: a b"), http("cors: {origins: '*'}"), http("binaryMediaTypes: a/b"), http("gatewayResponses: {}"),
        http("authorizers: {a: {handler: builtin:deny, type: TOKEN}}"),
        http("authorizers: {a: {type: JWT, handler: builtin:auth0}}"),
        http("authorizers: {a: {type: JWT, resultTtlInSeconds: 0}}"),
        http("authorizers: {a: {handler: builtin:deny, authorizerPayloadFormatVersion: '3.0'}}"),
        http("authorizers: {a: {handler: builtin:deny, identitySource: method.request.header.A}}"),
        "api: http\npublic: [GET /: {handler: builtin:public, integration: lambda}]",
        "api: http\npublic: [GET /: {handler: builtin:public, integration: {requestTemplates: {}}}]",
        "api: http\npublic: [GET /: {handler: builtin:public, integration: {timeoutInMillis: 30001}}]",
    ]

    private static func isRead(_ text: String) -> Bool {
        do {
            _ = try RoutesFile.read(text: Array(text.utf8), file: "r.yml")
            return true
        } catch {
            return false
        }
    }

    /// What the validator says of each text.
    private func faults(in texts: [String]) async throws -> [[String]] {
        let python = try Tool.need(Tool.python, "jsonschema")
        return try await withFolder { folder in
            let (_, schema, _) = try await run(Tool.gateway, ["schema"], in: folder)
            try write(schema, to: "\(folder)/schema.json")
            let (code, output, errors) = try await run(
                python,
                ["\(Tool.repository)/Tests/Oracle/routes_schema.py", "\(folder)/schema.json"],
                in: folder,
                input: JSONValue.array(texts.map(JSONValue.string)).compactText
            )
            try #require(code == 0, "\(errors)")
            let lists = try #require(try JSONValue(parsing: output.dropLast().utf8).array)
            try #require(lists.count == texts.count)
            return lists.map { ($0.array ?? []).compactMap(\.string) }
        }
    }
}
