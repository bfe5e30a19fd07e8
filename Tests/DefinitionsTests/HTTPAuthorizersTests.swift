// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `authorizers:` of an HTTP API.
///
/// Source: API Gateway API reference (v2), `CreateAuthorizer`; developer guide, "Control access to HTTP APIs with AWS Lambda
/// authorizers".
struct HTTPAuthorizersTests {
    @Test(
        arguments: [
            ("builtin:deny", [.header("Authorization")], .v2(enableSimpleResponses: false), 0),
            ("{handler: builtin:deny}", [.header("Authorization")], .v2(enableSimpleResponses: false), 0),
            ("{handler: builtin:deny, type: REQUEST}", [], .v2(enableSimpleResponses: false), 0),
            (
                "{handler: builtin:deny, enableSimpleResponses: true, resultTtlInSeconds: 60}",
                [.header("Authorization")], .v2(enableSimpleResponses: true), 60
            ),
            (
                "{handler: builtin:deny, authorizerPayloadFormatVersion: 1.0, authorizerResultTtlInSeconds: 3600}",
                [.header("Authorization")], .v1, 3600
            ),
            (
                "{handler: builtin:deny, authorizerPayloadFormatVersion: '1.0', enableSimpleResponses: false}",
                [.header("Authorization")], .v1, 0
            ),
            (
                "{handler: builtin:deny, type: REQUEST, identitySource: '$request.header.A, $request.querystring.b,"
                    + "$context.routeKey, $stageVariables.tenant'}",
                [.header("A"), .queryString("b"), .context(.routeKey), .stageVariable("tenant")],
                .v2(enableSimpleResponses: false), 0
            ),
            (
                "{handler: builtin:deny, type: REQUEST, identitySource: [$request.header.A, $context.identity.sourceIp]}",
                [.header("A"), .context(.sourceIp)], .v2(enableSimpleResponses: false), 0
            ),
        ] as [(String, [IdentitySource], AuthorizerDefinition.RequestFormat, Int)]
    )
    func `a REQUEST authorizer is asked as its definition says`(
        written: String,
        sources: [IdentitySource],
        format: AuthorizerDefinition.RequestFormat,
        ttl: Int
    ) throws {
        let definition = AuthorizerDefinition(
            name: "a",
            kind: .request(identitySources: sources, format: format),
            function: .deny,
            resultTtlInSeconds: ttl
        )
        #expect(try read(written) == [definition])
    }

    /// The text under test begins at column 18 of line 2.
    @Test(arguments: [
        Mistake(
            "{handler: builtin:deny, type: TOKEN}",
            "r.yml:2:48: HTTP APIs have no TOKEN authorizers; write one of: REQUEST, JWT"
        ),
        Mistake(
            "{handler: builtin:deny, type: Request}",
            #"r.yml:2:48: unknown type of authorizer "Request"; did you mean "REQUEST"?"#
        ),
        Mistake(
            "{handler: builtin:deny, jwtConfiguration: {}}",
            #"r.yml:2:42: "jwtConfiguration" is for JWT authorizers only; write "type: JWT", or remove it"#
        ),
        Mistake(
            "{handler: builtin:deny, identityValidationExpression: x}",
            #"r.yml:2:42: "identityValidationExpression" is for TOKEN authorizers only; remove it"#
        ),
        Mistake(
            "{handler: builtin:deny, identitySource: method.request.header.Authorization}",
            #"r.yml:2:58: "method.request.header.Authorization" is how a REST API writes it; write "#
                + #""$request.header.Authorization""#
        ),
        Mistake(
            "{handler: builtin:deny, identitySource: context.path}",
            #"r.yml:2:58: "context.path" is how a REST API writes it; write "$context.path""#
        ),
        Mistake(
            "{handler: builtin:deny, identitySource: Authorization}",
            #"r.yml:2:58: unknown identity source "Authorization"; did you mean "$request.header.Authorization"?"#
        ),
        Mistake(
            "{handler: builtin:deny, identitySource: $request.body.x}",
            #"r.yml:2:58: unknown identity source "$request.body.x"; known ones: $request.header.NAME, "#
                + "$request.querystring.NAME, $stageVariables.NAME, $context.NAME"
        ),
        Mistake(
            "{handler: builtin:deny, identitySource: $context.resourcePth}",
            #"r.yml:2:58: unknown context variable "resourcePth"; known context variables: accountId, apiId, "#
                + "domainName, domainPrefix, extendedRequestId, httpMethod, path, protocol, requestId, requestTime, "
                + "requestTimeEpoch, routeKey, stage, identity.sourceIp, identity.userAgent"
        ),
        Mistake(
            "{handler: builtin:deny, identitySource: '$request.header.A,$request.header.a'}",
            #"r.yml:2:58: "$request.header.a" occurs twice in "identitySource"; keep one of them"#
        ),
        Mistake(
            "{handler: builtin:deny, identitySource: $stageVariables.tenat}",
            #"r.yml:2:58: the stage variable "tenat" is not declared; did you mean "tenant"?"#
        ),
        Mistake(
            "{handler: builtin:deny, authorizerPayloadFormatVersion: 2}",
            #"r.yml:2:74: unknown authorizerPayloadFormatVersion "2"; known ones: 1.0, 2.0"#
        ),
        Mistake(
            "{handler: builtin:deny, authorizerPayloadFormatVersion: 1.0, enableSimpleResponses: true}",
            #"r.yml:2:79: "enableSimpleResponses" is for the payload format version 2.0 only; write "#
                + #""authorizerPayloadFormatVersion: '2.0'", or remove it"#
        ),
        Mistake(
            "{handler: builtin:deny, enableSimpleResponses: yes}",
            #"r.yml:2:65: "enableSimpleResponses" wants true or false, this is the text "yes""#
        ),
        Mistake(
            "{handler: builtin:deny, resultTtlInSeconds: 1, authorizerResultTtlInSeconds: 1}",
            #"r.yml:2:65: "authorizerResultTtlInSeconds" and "resultTtlInSeconds" are one key under two names; keep one "#
                + "of them"
        ),
        Mistake(
            "{handler: builtin:deny, authorizerResultTtlInSeconds: 3601}",
            #"r.yml:2:72: "authorizerResultTtlInSeconds" is 3601, it must be 0 to 3600"#
        ),
        Mistake(
            "{handler: builtin:deny, type: REQUEST, resultTtlInSeconds: 1}",
            #"r.yml:2:15: the authorizer "a" keeps its results, and has no identity source to tell callers apart; add "#
                + #""identitySource", or set "resultTtlInSeconds: 0""#
        ),
        Mistake(
            "{handler: builtin:auth0, type: REQUEST}",
            #"r.yml:2:15: the authorizer "a" has no header and no query string to take the token from; add "#
                + #""$request.header.Authorization" to "identitySource""#
        ),
        Mistake(
            "{handler: builtin:deny, authorizerUri: arn}",
            #"r.yml:2:42: "authorizerUri" in an authorizer is not supported: the function is named by "handler"; remove "#
                + "it"
        ),
    ])
    func `a mistake is reported at its place`(_ mistake: Mistake) {
        let text =
            "api: http\nauthorizers: {a: \(mistake.text)}\nstageVariables: {tenant: t}\npublic: [GET /: builtin:public]"
        #expect(reportOfRoutes(text) == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "{handler: builtin:deny, type: JWT}",
            "r.yml:2:48: REST APIs have no JWT authorizers; write one of: TOKEN, REQUEST"
        ),
        Mistake(
            "{handler: builtin:deny, jwtConfiguration: {}}",
            #"r.yml:2:42: "jwtConfiguration" is for JWT authorizers only; remove it; REST APIs have none"#
        ),
        Mistake(
            "{handler: builtin:deny, enableSimpleResponses: true}",
            #"r.yml:2:42: "enableSimpleResponses" is for HTTP APIs only; remove it, or write "api: http""#
        ),
        Mistake(
            "{handler: builtin:deny, type: REQUEST, authorizerPayloadFormatVersion: 2.0, identitySource: context.routeKey}",
            #"r.yml:2:57: "authorizerPayloadFormatVersion" is for HTTP APIs only; remove it, or write "api: http""#
                + "\n"
                + #"r.yml:2:110: unknown context variable "routeKey"; known context variables: accountId, apiId, "#
                + "domainName, domainPrefix, extendedRequestId, httpMethod, path, protocol, requestId, requestTime, "
                + "requestTimeEpoch, resourceId, resourcePath, stage, identity.sourceIp, identity.userAgent"
        ),
        Mistake(
            "{handler: builtin:deny, type: REQUEST, identitySource: $request.header.A}",
            #"r.yml:2:73: "$request.header.A" is how an HTTP API writes it; write "method.request.header.A""#
        ),
        Mistake(
            "{handler: builtin:deny, identitySource: $request.header.A}",
            #"r.yml:2:58: "identitySource" wants a header, written method.request.header.NAME; this is "#
                + #""$request.header.A"; did you mean "method.request.header.A"?"#
        ),
    ])
    func `a REST API has nothing that HTTP APIs alone have`(_ mistake: Mistake) {
        let text = "api: rest\nauthorizers: {a: \(mistake.text)}\nstage: dev\npublic: [GET /: builtin:public]"
        #expect(reportOfRoutes(text) == mistake.report)
    }

    private func read(_ written: String) throws -> [AuthorizerDefinition] {
        let text =
            "api: http\nauthorizers:\n  a: \(written)\nstageVariables: {tenant: t}\npublic: [GET /: builtin:public]"
        return try RoutesFile.read(text: Array(text.utf8), file: "r.yml").api.authorizers
    }
}
