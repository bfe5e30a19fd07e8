// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `provider.httpApi`: authorizers and cors.
///
/// Source: Serverless Framework documentation, "HTTP API" of "Events": "JWT Authorizers", "Lambda (Request) Authorizers",
/// "CORS Setup"; API Gateway API reference (v2), `CreateAuthorizer`.
struct ServerlessHTTPAPITests {
    /// The authorizer's text begins at column 30 of line 5.
    private static func file(_ authorizer: String, use: String = "{name: mine}") -> String {
        """
        service: shop
        provider:
          name: aws
          httpApi:
            authorizers: {mine: \(authorizer)}
        functions:
          auth: {handler: auth.handler}
          hello: {handler: hello.main, events: [{httpApi: {method: get, path: /x, authorizer: \(use)}}]}
        """
    }

    private static let issuer = "https://tenant.eu.auth0.com/"

    @Test(
        arguments: [
            ("{identitySource: $request.header.Authorization, issuerUrl: '\(issuer)', audience: me}", ["me"], []),
            (
                "{type: jwt, identitySource: $request.querystring.t, issuerUrl: '\(issuer)', audience: [a, b]}",
                ["a", "b"], ["read", "write"]
            ),
        ] as [(String, [String], [String])]
    )
    func `a JWT authorizer is the gateway's own`(written: String, audience: [String], scopes: [String]) throws {
        let use = "{name: mine\(scopes.isEmpty ? "" : ", scopes: [\(scopes.joined(separator: ", "))]")}"
        let result = try readServerless(Self.file(written, use: use))
        let source: IdentitySource = scopes.isEmpty ? .header("Authorization") : .queryString("t")
        let definition = AuthorizerDefinition(
            name: "mine",
            kind: .jwt(identitySource: source),
            function: .jwt(JWTConfiguration(issuer: Self.issuer, audience: audience)),
            resultTtlInSeconds: 0
        )
        #expect(result.api(.http)?.authorizers == [definition])
        #expect(result.api(.http)?.routes.map(\.access) == [.private(authorizer: "mine", scopes: scopes)])
    }

    @Test(
        arguments: [
            ("{type: request, functionName: auth}", [], .v2(enableSimpleResponses: false), 0),
            (
                "{type: request, functionName: auth, enableSimpleResponses: true, identitySource: $request.header.A, "
                    + "resultTtlInSeconds: 60}", [.header("A")], .v2(enableSimpleResponses: true), 60
            ),
            (
                "{type: request, functionName: auth, payloadVersion: '1.0', identitySource: [$request.header.A, "
                    + "$context.routeKey]}", [.header("A"), .context(.routeKey)], .v1, 0
            ),
            (
                "{type: request, functionArn: 'arn:aws:lambda:us-east-1:1:function:shop-dev-auth', managedExternally: true}",
                [], .v2(enableSimpleResponses: false), 0
            ),
        ] as [(String, [IdentitySource], AuthorizerDefinition.RequestFormat, Int)]
    )
    func `a request authorizer is a function of the file`(
        written: String,
        sources: [IdentitySource],
        format: AuthorizerDefinition.RequestFormat,
        ttl: Int
    ) throws {
        let definition = AuthorizerDefinition(
            name: "mine",
            kind: .request(identitySources: sources, format: format),
            function: .function("auth"),
            resultTtlInSeconds: ttl
        )
        #expect(try readServerless(Self.file(written)).api(.http)?.authorizers == [definition])
        #expect(try readServerless(Self.file(written, use: "mine")).api(.http)?.authorizers == [definition])
    }

    private static func ways(_ name: String) -> String {
        "--authorizer-override \(name)=builtin:auth0, =builtin:allow or =FILE says what is asked instead; "
            + "--skip-unsupported runs the rest"
    }

    @Test(
        arguments: [
            (
                "{issuerUrl: 'https://a/', audience: b}", "{type: aws_iam}",
                "s.yml:8:87: the authorizer is IAM (aws_iam), which is not emulated; \(ways("aws_iam"))"
            ),
            (
                "{issuerUrl: 'https://a/', audience: b}", "{name: mien}",
                #"s.yml:8:94: the authorizer "mien" is not declared in "provider.httpApi.authorizers" (did you mean "mine"?); "#
                    + ways("mien")
            ),
            (
                "{issuerUrl: 'https://a/', audience: b}", "{type: jwt, id: abc123}",
                #"s.yml:8:103: the authorizer "abc123" is not declared in this file; "#
                    + ways("abc123")
            ),
            (
                "{type: request, functionName: nobody}", "{name: mine}",
                #"s.yml:5:55: the authorizer "mine" is no function of this file; "# + ways("mine")
            ),
            (
                "{type: request}", "{name: mine}",
                #"s.yml:5:19: the authorizer "mine" has no function; add "functionName""#
            ),
            (
                "{audience: a}", "{name: mine}",
                #"s.yml:5:19: the authorizer "mine" has no issuerUrl; add "issuerUrl", or write "type: request" for one that is a function"#
            ),
            (
                "{issuerUrl: 'http://example.com/', audience: a}", "{name: mine}",
                #"s.yml:5:37: issuer is "http://example.com/", and http is for issuers on this machine only; write https://"#
            ),
            (
                "{type: request, functionName: auth, resultTtlInSeconds: 5}", "{name: mine}",
                #"s.yml:5:81: the authorizer "mine" keeps its results, and has no identity source to tell callers apart; add "identitySource", or set "resultTtlInSeconds: 0""#
            ),
            (
                "{type: request, functionName: auth, payloadVersion: '1.0', enableSimpleResponses: true}",
                "{name: mine}",
                #"s.yml:5:84: "enableSimpleResponses" is for the payload format version 2.0 only; write "authorizerPayloadFormatVersion: '2.0'", or remove it"#
            ),
            (
                "{type: request, functionName: auth}", "{name: mine, scopes: [a]}",
                #"s.yml:8:108: "scopes" is for JWT authorizers only, "mine" is none; remove it"#
            ),
            (
                "{type: custom}", "{name: mine}",
                #"s.yml:5:32: unknown type of authorizer "custom"; known types: jwt, request"#
            ),
        ]
    )
    func `what cannot be asked is refused with its place and the ways out`(
        written: String,
        use: String,
        report: String
    ) {
        #expect(reportOfServerless(Self.file(written, use: use)) == report)
    }

    @Test(
        arguments: [
            (
                "true",
                CorsConfiguration(
                    allowOrigins: ["*"],
                    allowMethods: ["GET", "OPTIONS", "POST"],
                    allowHeaders: CORS.usualHeaders + ["X-Amzn-Trace-Id"]
                )
            ),
            ("false", nil), ("null", nil),
            (
                "{allowedOrigins: ['https://a.b'], allowedHeaders: A, allowedMethods: [GET], allowCredentials: true, "
                    + "exposedResponseHeaders: [B], maxAge: 60}",
                CorsConfiguration(
                    allowOrigins: ["https://a.b"],
                    allowMethods: ["GET"],
                    allowHeaders: ["A"],
                    exposeHeaders: ["B"],
                    maxAge: 60,
                    allowCredentials: true
                )
            ),
            (
                "{allowedOrigins: 'https://a.b'}",
                CorsConfiguration(
                    allowOrigins: ["https://a.b"],
                    allowMethods: ["GET", "OPTIONS", "POST"],
                    allowHeaders: CORS.usualHeaders + ["X-Amzn-Trace-Id"]
                )
            ),
        ] as [(String, CorsConfiguration?)]
    )
    func `cors is the API's`(written: String, expected: CorsConfiguration?) throws {
        let text = ServerlessText.events(
            "[{httpApi: GET /x}, {httpApi: POST /x}]",
            provider: "httpApi: {cors: \(written)}"
        )
        #expect(try readServerless(text).api(.http)?.corsConfiguration == expected)
    }

    @Test(arguments: [
        Mistake("yes", #"s.yml:2:60: "cors" wants true or false, this is the text "yes""#),
        Mistake(
            "{allowedOrigin: a}",
            #"s.yml:2:61: unknown key "allowedOrigin" in "cors"; did you mean "allowedOrigins"?"#
        ),
        Mistake(
            "{allowCredentials: true}",
            #"s.yml:2:79: "allowCredentials: true" wants origins that are named, API Gateway refuses it with "*"; list them under "allowOrigins:", or write 'https://*'"#
        ),
    ])
    func `a mistake in cors is named with its place`(mistake: Mistake) {
        let text = ServerlessText.events("[{httpApi: GET /x}]", provider: "httpApi: {cors: \(mistake.text)}")
        #expect(reportOfServerless(text) == mistake.report)
    }
}
