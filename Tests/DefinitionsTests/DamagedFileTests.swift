// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import TestSupport
import Testing

/// A file that a slipping hand or a broken disk has changed.
struct DamagedFileTests {
    @Test(arguments: [ofREST, ofHTTP])
    func `before the damage, the file is right`(_ original: String) {
        #expect(reportOfRoutes(original) == "")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>, [ofREST, ofHTTP])
    func `a damaged file is read in full or refused with a reason`(_ seed: UInt64, _ original: String) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let text = Damage.done(to: original, &random)
            do throws(DefinitionProblems) {
                let result = try RoutesFile.read(text: text, file: "r.yml")
                #expect(!result.api.routes.isEmpty)
                #expect(result.routePositions.count == result.api.routes.count)
                for route in result.api.routes {
                    guard case .private(let name, _) = route.access else { continue }
                    #expect(result.api.authorizer(named: name) != nil)
                }
                for case .request(let sources, _) in result.api.authorizers.map(\.kind) {
                    #expect(!sources.isEmpty || result.api.authorizers.contains { $0.resultTtlInSeconds == 0 })
                }
                for case .function(let name) in result.api.routes.compactMap(\.handler) {
                    #expect(result.api.functions.contains { $0.name == name })
                }
                #expect(result.api.kind == .http || result.api.routes.allSatisfy { !$0.path.isDefault })
            } catch {
                Damage.expectReasons(error, in: text)
            }
        }
    }

    private static let ofREST = """
        api: rest
        stage: dev
        stageVariables: {tenant: acme, level: 2}
        binaryMediaTypes: [image/png, "*/*"]
        gatewayResponses:
          DEFAULT_4XX: {statusCode: 404, responseParameters: {gatewayresponse.header.A: "'*'"}}
          UNAUTHORIZED: {responseTemplates: {application/json: '{"message":$context.error.messageString}'}}
        functions:
          hello: {returns: {statusCode: 200, body: hi}, after: 2 s}
          broken: {throws: boom}
        cors:
          origins: [https://app.example.com, "http://localhost:3000"]
          headers: [Authorization, X-A]
          methods: [GET, POST]
          credentials: true
          maxAge: 600
        authorizers:
          first: &first
            handler: builtin:auth0
            identityValidationExpression: "^Bearer [-0-9a-zA-Z._]{1,9}(?<!x)$"
            resultTtlInSeconds: 60
            audience: [a, b]
            issuer: https://t.example.com/
            jwksUri: keys/jwks.json
            scopes: read write
          second: *first
          third:
            handler: builtin:allow
            type: REQUEST
            identitySource: method.request.header.A, method.request.querystring.b, stageVariables.tenant, context.path
        public:
          - GET /public: builtin:public
          - GET /hello: function:hello
          - PUT /mapped/{id}:
              handler: function:broken
              integration:
                type: AWS
                timeoutInMillis: 1000
                passthroughBehavior: NEVER
                requestParameters: {integration.request.header.X: method.request.path.id}
                requestTemplates: {application/json: "{}"}
                integrationResponses:
                  - statusCode: 200
                    responseParameters: {method.response.header.X: "'v'"}
                  - {statusCode: 404, selectionPattern: .*not found.*, contentHandling: CONVERT_TO_TEXT}
          - GET /mock: {integration: {type: mock, requestTemplates: {application/json: "{statusCode: 200}"}}}
        private:
          - POST /a/{id}:
              handler: builtin:private
              authorizer: first
          - ANY /b/{proxy+}: {handler: builtin:private, authorizer: second}
        """

    private static let ofHTTP = """
        api: http
        stage: [$default, dev]
        cors:
          allowOrigins: [https://app.example.com, "https://*"]
          allowMethods: [GET, "*"]
          maxAge: -1
          allowCredentials: true
        functions:
          echo: {echoes: true}
          throttled: {invokeError: TooManyRequestsException, after: 30 ms}
        authorizers:
          jwt:
            type: JWT
            identitySource: $request.header.Authorization
            jwtConfiguration: {issuer: "https://t.example.com/", audience: [a, b]}
          asked:
            handler: function:echo
            identitySource: $request.header.A, $context.routeKey
            authorizerPayloadFormatVersion: "2.0"
            enableSimpleResponses: true
            authorizerResultTtlInSeconds: 60
        public:
          - $default: function:throttled
          - GET /x: {handler: function:echo, integration: {payloadFormatVersion: 1.0}}
        private:
          - ANY /a/{proxy+}: {handler: function:echo, authorizer: jwt, authorizationScopes: [read]}
          - GET /b: {handler: builtin:private, authorizer: asked}
        """
}
