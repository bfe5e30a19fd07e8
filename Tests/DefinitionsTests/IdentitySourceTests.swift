// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `type`, `identitySource` and `identityValidationExpression` of an authorizer.
///
/// Source: API Gateway API reference, `CreateAuthorizer`, `identitySource` and `identityValidationExpression`.
struct IdentitySourceTests {
    @Test(
        arguments: [
            ("method.request.header.Auth", [.header("Auth")]),
            (
                "method.request.header.Auth, method.request.querystring.Name,stageVariables.tenant",
                [.header("Auth"), .queryString("Name"), .stageVariable("tenant")]
            ),
            (
                "[method.request.header.X-A, context.httpMethod, context.identity.sourceIp]",
                [.header("X-A"), .context(.httpMethod), .context(.sourceIp)]
            ),
            ("[method.request.querystring.a.b]", [.queryString("a.b")]),
            // The same name of two kinds is two values, and query strings distinguish case (RFC 3986 §6.2.2.1).
            (
                "[method.request.header.a, method.request.querystring.a, method.request.querystring.A]",
                [.header("a"), .queryString("a"), .queryString("A")]
            ),
            (">-\n      method.request.header.A,\n      context.path\n    ", [.header("A"), .context(.path)]),
        ] as [(String, [IdentitySource])]
    )
    func `a REQUEST authorizer has the sources that its definition names`(
        written: String,
        sources: [IdentitySource]
    ) throws {
        let text = "authorizers:\n  a:\n    handler: builtin:auth0\n    type: REQUEST\n    identitySource: \(written)"
        #expect(try kind(of: text) == .request(identitySources: sources))
    }

    /// A route key is something that HTTP APIs have.
    @Test(arguments: ContextVariable.allCases.filter { $0 != .routeKey })
    func `each context variable can be an identity source`(_ variable: ContextVariable) throws {
        let text =
            "authorizers: {a: {handler: builtin:deny, type: REQUEST, identitySource: context.\(variable.rawValue)}}"
        #expect(try kind(of: text) == .request(identitySources: [.context(variable)]))
    }

    @Test(arguments: ["", ", identitySource: []"])
    func `a REQUEST authorizer without a cache needs no identity source`(_ line: String) throws {
        let text = "authorizers: {a: {handler: builtin:allow, type: REQUEST, resultTtlInSeconds: 0\(line)}}"
        #expect(try kind(of: text) == .request(identitySources: []))
    }

    @Test(arguments: ["^x-[a-z]+", "Bearer.*", #"^Bearer [-0-9a-zA-Z._]*$"#])
    func `a TOKEN authorizer can have a validation expression`(_ pattern: String) throws {
        let text = "authorizers: {a: {handler: builtin:auth0, identityValidationExpression: '\(pattern)'}}"
        #expect(
            try kind(of: text)
                == .token(identityHeader: "Authorization", identityValidationExpression: pattern)
        )
    }

    /// The text under test stands on line 4.
    @Test(arguments: [
        Mistake(
            "identitySource: Authorization",
            #"r.yml:4:62: unknown identity source "Authorization"; did you mean "method.request.header.Authorization"?"#
        ),
        Mistake(
            "identitySource: method.request.path.id",
            #"r.yml:4:62: unknown identity source "method.request.path.id"; known ones: method.request.header.NAME, "#
                + "method.request.querystring.NAME, stageVariables.NAME, context.NAME"
        ),
        Mistake(
            "identitySource: $request.header.Auth",
            #"r.yml:4:62: "$request.header.Auth" is how an HTTP API writes it; write "method.request.header.Auth""#
        ),
        Mistake(
            "identitySource: $context.path",
            #"r.yml:4:62: "$context.path" is how an HTTP API writes it; write "context.path""#
        ),
        Mistake(
            "identitySource: $stageVariables.tenant",
            #"r.yml:4:62: "$stageVariables.tenant" is how an HTTP API writes it; write "stageVariables.tenant""#
        ),
        Mistake(
            "identitySource: $x",
            #"r.yml:4:62: unknown identity source "$x"; did you mean "method.request.header.$x"?"#
        ),
        Mistake(
            "identitySource: method.request.header.",
            #"r.yml:4:62: "" in "method.request.header." is no name; write "method.request.header.Authorization""#
        ),
        Mistake(
            "identitySource: method.request.header.My Auth",
            #"r.yml:4:62: "My Auth" in "method.request.header.My Auth" is no name; write "#
                + #""method.request.header.Authorization""#
        ),
        Mistake(
            "identitySource: method.request.querystring.a b",
            #"r.yml:4:62: "a b" in "method.request.querystring.a b" is no name; write "#
                + #""method.request.header.Authorization""#
        ),
        Mistake(
            "identitySource: context.htpMethod",
            #"r.yml:4:62: unknown context variable "htpMethod"; did you mean "httpMethod"?"#
        ),
        Mistake(
            "identitySource: context.sourceIp",
            #"r.yml:4:62: unknown context variable "sourceIp"; did you mean "identity.sourceIp"?"#
        ),
        Mistake(
            "identitySource: context.authorizer.principalId",
            #"r.yml:4:62: unknown context variable "authorizer.principalId"; known context variables: accountId, apiId, "#
                + "domainName, domainPrefix, extendedRequestId, httpMethod, path, protocol, requestId, requestTime, "
                + "requestTimeEpoch, resourceId, resourcePath, stage, identity.sourceIp, identity.userAgent"
        ),
        Mistake(
            "identitySource: stageVariables.tennant",
            #"r.yml:4:62: the stage variable "tennant" is not declared; did you mean "tenant"?"#
        ),
        Mistake(
            "identitySource: stageVariables.color",
            #"r.yml:4:62: the stage variable "color" is not declared; add it under "stageVariables:""#
        ),
        Mistake(
            "identitySource: 'method.request.header.A,,context.path'",
            #"r.yml:4:62: "identitySource" has a comma with nothing beside it; remove the comma"#
        ),
        Mistake(
            "identitySource: 'method.request.header.A, context.path, method.request.header.a'",
            #"r.yml:4:62: "method.request.header.a" occurs twice in "identitySource"; keep one of them"#
        ),
        Mistake(
            "identitySource: [context.path, context.path]",
            #"r.yml:4:77: "context.path" occurs twice in "identitySource"; keep one of them"#
        ),
        Mistake(
            "identitySource: [context.path, {a: b}]",
            #"r.yml:4:77: "identitySource" wants a text, this is a map"#
        ),
        Mistake(
            "identitySource: {a: b}",
            #"r.yml:4:62: "identitySource" wants a text or a list of texts, this is a map"#
        ),
        Mistake("identitySource: ", #"r.yml:4:62: "identitySource" wants a text or a list of texts, this is empty"#),
        Mistake(
            "identitySource: []",
            #"r.yml:4:62: the authorizer "a" keeps its results, and has no identity source to tell callers apart; "#
                + #"add "identitySource", or set "resultTtlInSeconds: 0""#
        ),
        Mistake(
            "resultTtlInSeconds: 1",
            #"r.yml:4:3: the authorizer "a" keeps its results, and has no identity source to tell callers apart; "#
                + #"add "identitySource", or set "resultTtlInSeconds: 0""#
        ),
        Mistake(
            "identityValidationExpression: a, identitySource: context.path",
            #"r.yml:4:46: "identityValidationExpression" is for TOKEN authorizers only; remove it"#
        ),
    ])
    func `a mistake in a REQUEST authorizer is reported at its place`(_ mistake: Mistake) {
        let line = "authorizers:\n  a: {handler: builtin:allow, type: REQUEST, \(mistake.text)}"
        #expect(report(of: line) == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "type: REQUEST",
            #"r.yml:4:3: the authorizer "a" has no header and no query string to take the token from; "#
                + #"add "method.request.header.Authorization" to "identitySource""#
        ),
        Mistake(
            "type: REQUEST, resultTtlInSeconds: 0",
            #"r.yml:4:3: the authorizer "a" has no header and no query string to take the token from; "#
                + #"add "method.request.header.Authorization" to "identitySource""#
        ),
        Mistake(
            "type: REQUEST, identitySource: [context.path, stageVariables.tenant]",
            #"r.yml:4:62: the authorizer "a" has no header and no query string to take the token from; "#
                + #"add "method.request.header.Authorization" to "identitySource""#
        ),
        Mistake(
            "identitySource: method.request.querystring.token",
            #"r.yml:4:47: "identitySource" wants a header, written method.request.header.NAME; this is "#
                + #""method.request.querystring.token"; write "type: REQUEST" for any other kind"#
        ),
        Mistake(
            "identitySource: context.path",
            #"r.yml:4:47: "identitySource" wants a header, written method.request.header.NAME; this is "context.path"; "#
                + #"write "type: REQUEST" for any other kind"#
        ),
        Mistake(
            "identityValidationExpression: '(a'",
            #"r.yml:4:61: "identityValidationExpression" is "(a", which is no pattern; missing closing parenthesis, "#
                + "at offset 2"
        ),
        Mistake(
            "identityValidationExpression: '[a-z&&[^b]]'",
            #"r.yml:4:61: "identityValidationExpression" is "[a-z&&[^b]]", which is no pattern; an intersection of "#
                + #"classes ("&&") is not supported (write "&" once for the character), at offset 4"#
        ),
        Mistake(
            "identityValidationExpression: [a]",
            #"r.yml:4:61: "identityValidationExpression" wants a text, this is a list"#
        ),
        Mistake(
            "identityValidationExpression: ''",
            #"r.yml:4:61: "identityValidationExpression" wants a text, this one is empty"#
        ),
    ])
    func `a mistake in an authorizer that reads tokens is reported at its place`(_ mistake: Mistake) {
        let line = "authorizers:\n  a: {handler: builtin:auth0, \(mistake.text)}"
        #expect(report(of: line) == mistake.report)
    }

    @Test func `a stage variable may be declared after the authorizer, and be wrong by itself`() {
        let text = """
            api: rest
            stage: dev
            authorizers: {a: {handler: builtin:allow, type: REQUEST, identitySource: stageVariables.a}}
            stageVariables: {a: ä}
            public: [GET /: builtin:public]
            """
        #expect(
            reportOfRoutes(text)
                == #"r.yml:4:21: the stage variable "a" is "ä"; use letters, digits and any of - . _ ~ : / ? # & = , "#
                + "512 at most"
        )
    }

    private func kind(of authorizers: String) throws -> AuthorizerDefinition.Kind? {
        let text = "api: rest\nstageVariables: {tenant: t}\n\(authorizers)\nstage: dev\npublic: [GET /: builtin:public]"
        return try RoutesFile.read(text: Array(text.utf8), file: "r.yml").api.authorizer(named: "a")?.kind
    }

    private func report(of authorizers: String) -> String {
        reportOfRoutes(
            "api: rest\nstageVariables: {tenant: t}\n\(authorizers)\nstage: dev\npublic: [GET /: builtin:public]"
        )
    }
}
