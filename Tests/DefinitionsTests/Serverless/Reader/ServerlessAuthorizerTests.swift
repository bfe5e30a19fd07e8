// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `authorizer` of `http` events, in each of its forms.
///
/// Source: Serverless Framework documentation, "API Gateway" of "Events": "HTTP Endpoints with Custom Authorizers";
/// API Gateway API reference, `CreateAuthorizer`.
struct ServerlessAuthorizerTests {
    private static let token = AuthorizerDefinition.Kind.token(identityHeader: "Authorization")

    /// A route with an authorizer, whose text begins at column 83 of line 5.
    private static func file(_ authorizer: String) -> String {
        ServerlessText.events("[{http: {method: get, path: x, authorizer: \(authorizer)}}]")
    }

    @Test(
        arguments: [
            ("auth", token, 300), ("{name: auth}", token, 300), ("{name: auth, type: token}", token, 300),
            ("{name: auth, type: TOKEN, resultTtlInSeconds: 0}", token, 0),
            (
                "{name: auth, identitySource: method.request.header.X-Token, identityValidationExpression: '^B .*$'}",
                .token(identityHeader: "X-Token", identityValidationExpression: "^B .*$"), 300
            ),
            ("{name: auth, type: request}", .request(identitySources: [.header("Authorization")]), 300),
            ("{name: auth, type: request, resultTtlInSeconds: 0}", .request(identitySources: []), 0),
            (
                "{name: auth, type: request, resultTtlInSeconds: '60', identitySource: 'method.request.header.A, "
                    + "method.request.querystring.b, context.identity.sourceIp'}",
                .request(identitySources: [.header("A"), .queryString("b"), .context(.sourceIp)]), 60
            ),
            ("{name: auth, managedExternally: true}", token, 300),
        ] as [(String, AuthorizerDefinition.Kind, Int)]
    )
    func `a function of the file is asked as AWS would ask it`(
        written: String,
        kind: AuthorizerDefinition.Kind,
        ttl: Int
    ) throws {
        let result = try readServerless(Self.file(written))
        let definition = AuthorizerDefinition(
            name: "auth",
            kind: kind,
            function: .function("auth"),
            resultTtlInSeconds: ttl
        )
        #expect(result.api(.rest)?.authorizers == [definition])
        #expect(result.routes(.rest) == ["GET /x -> function:hello [auth]"])
        #expect(result.warnings.isEmpty)
    }

    @Test(
        arguments: [
            ("arn:aws:lambda:us-east-1:123456789012:function:shop-dev-auth", "auth"),
            ("{arn: 'arn:aws:lambda:us-east-1:123456789012:function:shop-dev-auth', name: mine}", "mine"),
            ("{arn: {'Fn::GetAtt': [AuthLambdaFunction, Arn]}}", "auth"),
            ("{'Fn::GetAtt': AuthLambdaFunction.Arn}", "auth"),
        ]
    )
    func `an ARN may name a function of the file`(written: String, name: String) throws {
        let result = try readServerless(Self.file(written))
        let definition = AuthorizerDefinition(name: name, kind: Self.token, function: .function("auth"))
        #expect(result.api(.rest)?.authorizers == [definition])
    }

    /// Two events with authorizers, of which the second one is on line 5, too.
    private static func events(_ first: String, _ second: String) -> String {
        ServerlessText.events(
            "[{http: {method: get, path: a, authorizer: \(first)}}, {http: {method: get, path: b, authorizer: \(second)}}]"
        )
    }

    /// Source: Serverless Framework 3, `compileAuthorizers` merges what each event gives; a map gives a time to live always,
    /// and a source unless it keeps no results.
    @Test(arguments: [
        ("{name: auth, resultTtlInSeconds: 5}", "{name: auth, identitySource: method.request.header.X}", "X", nil, 300),
        ("{name: auth, resultTtlInSeconds: 5}", "auth", "Authorization", nil, 5),
        ("{name: auth, identitySource: method.request.header.X}", "auth", "Authorization", nil, 300),
        (
            "{name: auth, identityValidationExpression: a+}", "{name: auth, resultTtlInSeconds: 7}", "Authorization",
            "a+", 7
        ),
        ("{name: auth, identityValidationExpression: a+}", "auth", "Authorization", "a+", 300),
    ])
    func `two declarations of one authorizer are one, as CloudFormation merges them`(
        first: String,
        second: String,
        header: String,
        expression: String?,
        ttl: Int
    ) throws {
        let result = try readServerless(Self.events(first, second))
        let definition = AuthorizerDefinition(
            name: "auth",
            kind: .token(identityHeader: header, identityValidationExpression: expression),
            function: .function("auth"),
            resultTtlInSeconds: ttl
        )
        #expect(result.api(.rest)?.authorizers == [definition])
    }

    @Test func `that they differ is said`() throws {
        let first = "{name: auth, resultTtlInSeconds: 5}"
        let result = try readServerless(Self.events(first, "{name: auth, identitySource: method.request.header.X}"))
        #expect(
            result.warningTexts == [
                #"s.yml:5:171: the authorizer "auth" is declared in another way at s.yml:5:90; they are one authorizer, "#
                    + "as what is written last says: write both alike"
            ]
        )
        #expect(try readServerless(Self.events("auth", "{name: auth}")).warningTexts == [])
    }

    @Test func `without results to keep, sources stay as they were said earlier`() throws {
        let second = "{name: auth, type: request, resultTtlInSeconds: 0}"
        for (first, sources) in [
            ("{name: auth, type: request}", [IdentitySource.header("Authorization")]),
            ("{name: auth, type: request, identitySource: method.request.querystring.q}", [.queryString("q")]),
            (second, []),
        ] {
            let authorizer = try readServerless(Self.events(first, second)).api(.rest)?.authorizers.first
            #expect(authorizer?.kind == .request(identitySources: sources))
            #expect(authorizer?.resultTtlInSeconds == 0)
        }
    }

    @Test(arguments: [
        ("auth", "{name: auth, type: request}", "is of another type at s.yml:5:"),
        ("auth", "{type: CUSTOM, authorizerId: {Ref: auth}}", "is one authorizer here, and another one at s.yml:5:"),
        ("{type: CUSTOM, authorizerId: {Ref: auth}}", "{name: auth}", "is one authorizer here, and another one at"),
        ("hello-x", "{name: helloDashx, arn: !GetAtt AuthLambdaFunction.Arn}", "get one name when they are deployed"),
        ("auth", "{name: Auth, arn: !GetAtt AuthLambdaFunction.Arn}", "get one name when they are deployed"),
        ("x", "'arn:aws:lambda:us-east-1:1:function:shop-dev-hello-x'", "get one name when they are deployed"),
    ])
    func `two authorizers that could be taken for each other are refused`(
        first: String,
        second: String,
        message: String
    ) {
        let text =
            Self.events(first, second) + "\n  hello-x: {handler: a.b}\n  x: {handler: a.b}\n" + """
                resources:
                  Resources:
                    auth:
                      Type: AWS::ApiGateway::Authorizer
                      Properties:
                        Type: TOKEN
                        IdentitySource: method.request.header.Auth
                        AuthorizerUri: !GetAtt HelloLambdaFunction.Arn
                """
        #expect(reportOfServerless(text).contains(message))
        let override = ServerlessOptions.with { $0.authorizerOverrides = ["auth": "builtin:allow"] }
        #expect(!reportOfServerless(text, override).isEmpty)
    }

    /// - Source: Serverless Framework 3, `getAuthorizer`: `authorizerId` counts beside a type only.
    @Test func `an authorizerId wants a type`() {
        #expect(
            reportOfServerless(Self.file("{name: auth, authorizerId: {Ref: Guard}}"))
                == #"s.yml:5:110: "authorizerId" means nothing without a type, and is left out when it is deployed; add "type: CUSTOM""#
        )
    }

    @Test(arguments: [
        "{http: {method: get, path: x, authorizer: {name: }}}",
        "{httpApi: {method: get, path: /x, authorizer: {name: ~}}}",
    ])
    func `a name that is empty is a problem, not a reason to leave the route out`(event: String) {
        #expect(reportOfServerless(ServerlessText.events("[\(event)]")).contains("the authorizer has no name"))
    }

    @Test func `what a stack parameter is set to is stronger than its default`() throws {
        func text(_ parameters: String) -> String {
            ServerlessText.events(
                "[{http: {method: get, path: x, authorizer: {type: CUSTOM, authorizerId: {Ref: Guard}}}}]",
                provider: "stackParameters: \(parameters)"
            ) + """

                resources:
                  Parameters: {Uri: {Type: String, Default: 'arn:aws:lambda:us-east-1:1:function:shop-dev-hello'}}
                  Resources:
                    Guard:
                      Type: AWS::ApiGateway::Authorizer
                      Properties: {Type: TOKEN, IdentitySource: method.request.header.A, AuthorizerUri: {Ref: Uri}}
                """
        }
        let own = "{ParameterKey: Uri, ParameterValue: {'Fn::GetAtt': [AuthLambdaFunction, Arn]}}"
        #expect(try readServerless(text("[\(own)]")).api(.rest)?.authorizers.first?.function == .function("auth"))
        #expect(try readServerless(text("[]")).api(.rest)?.authorizers.first?.function == .function("hello"))
        for unknown in ["'${ssm:/x}'", "[{ParameterKey: Uri, UsePreviousValue: true}]", "['${ssm:/x}']"] {
            #expect(reportOfServerless(text(unknown)).contains("asks what is not in this file"))
        }
    }

    @Test(arguments: [
        ("arn:aws:lambda:us-east-1:999999999999:function:shop-dev-auth", true),
        ("arn:aws:lambda:us-east-1:999999999999:function:shop-dev-auth:live", true),
        ("arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-auth", false),
        ("arn:aws:lambda:us-east-1:123456789012:function:shop-prod-auth", false),
        ("arn:aws:lambda:us-east-1:123456789012:layer:shop-dev-auth", false),
    ])
    func `an ARN is one of this file by region and name`(arn: String, isOwn: Bool) {
        #expect(reportOfServerless(Self.file("'\(arn)'")).isEmpty == isOwn)
    }

    @Test(arguments: [("false", "the boolean \"false\""), ("'false'", "the text \"false\""), ("''", "the text \"\"")])
    func `what is no authorizer and not nothing is refused`(written: String, shown: String) {
        #expect(
            reportOfServerless(Self.file(written))
                == "s.yml:5:83: the authorizer of \"GET /x\" is \(shown); name one, or remove the key if the route is to be open"
        )
    }

    @Test func `an authorizer that is empty opens its route, and that is said`() throws {
        let result = try readServerless(Self.file("null"))
        #expect(result.routes(.rest) == ["GET /x -> function:hello"])
        #expect(
            result.warningTexts == [
                #"s.yml:5:71: the authorizer of "GET /x" is empty: the route is open; name one, or remove the key"#
            ]
        )
    }

    private static func ways(_ name: String) -> String {
        "--authorizer-override \(name)=builtin:auth0, =builtin:allow or =FILE says what is asked instead; "
            + "--skip-unsupported runs the rest"
    }

    @Test(arguments: [
        Mistake(
            "aws_iam",
            "s.yml:5:83: the authorizer is IAM (aws_iam), which is not emulated; \(ways("aws_iam"))"
        ),
        Mistake(
            "{type: AWS_IAM}",
            "s.yml:5:83: the authorizer is IAM (aws_iam), which is not emulated; \(ways("aws_iam"))"
        ),
        Mistake(
            "arn:aws:lambda:us-east-1:1:function:other-dev-guard",
            #"s.yml:5:83: the authorizer is "arn:aws:lambda:us-east-1:1:function:other-dev-guard", which is not in this file; "#
                + ways("guard")
        ),
        Mistake(
            "{name: pool, type: COGNITO_USER_POOLS, arn: 'arn:aws:cognito-idp:us-east-1:1:userpool/a', scopes: [a]}",
            "s.yml:5:127: the authorizer is a Cognito user pool, which is not emulated; \(ways("pool"))"
        ),
        Mistake(
            "{type: COGNITO_USER_POOLS, authorizerId: {Ref: Pool}}",
            "s.yml:5:124: the authorizer \"Pool\" is not declared in this file; "
                + ways("Pool")
        ),
        Mistake(
            "{arn: {'Fn::ImportValue': other-Arn}, name: far}",
            #"s.yml:5:89: the authorizer is not in this file ("Fn::ImportValue" is known only once it is deployed); "#
                + ways("far")
        ),
        Mistake(
            "auht",
            #"s.yml:5:83: the authorizer "auht" is no function of this file (did you mean "auth"?); "# + ways("auht")
        ),
        Mistake(
            "{name: guard, type: request}",
            #"s.yml:5:90: the authorizer "guard" is no function of this file; "# + ways("guard")
        ),
        Mistake(
            "{type: token}",
            #"s.yml:5:83: the authorizer has no name; add "name", a function of this file"#
        ),
        Mistake(
            "{name: auth, type: jwt}",
            #"s.yml:5:102: unknown type of authorizer "JWT"; known types: token, request, COGNITO_USER_POOLS, aws_iam"#
        ),
        Mistake(
            "{name: auth, type: CUSTOM}",
            #"s.yml:5:102: unknown type of authorizer "CUSTOM"; it is for one with "authorizerId"; write "token" or "request""#
        ),
        Mistake(
            "{name: auth, resultTtlInSeconds: 3601}",
            #"s.yml:5:116: "resultTtlInSeconds" is 3601, it must be 0 to 3600"#
        ),
        Mistake(
            "{name: auth, identitySource: $request.header.X}",
            #"s.yml:5:112: "identitySource" wants a header, written method.request.header.NAME; this is "$request.header.X"; did you mean "method.request.header.X"?"#
        ),
        Mistake(
            "{name: auth, identitySorce: method.request.header.X}",
            #"s.yml:5:96: unknown key "identitySorce" in an authorizer; did you mean "identitySource"?"#
        ),
        Mistake(
            "{name: auth, identityValidationExpression: '('}",
            #"s.yml:5:126: "identityValidationExpression" is "(", which is no pattern; missing closing parenthesis, at offset 1"#
        ),
    ])
    func `what cannot be asked is refused with its place and the ways out`(mistake: Mistake) {
        #expect(reportOfServerless(Self.file(mistake.text)) == mistake.report)
    }

    @Test(arguments: ["aws_iam", "{arn: {'Fn::ImportValue': a}, name: far}", "nobody"])
    func `to skip leaves the route out, and never its guard alone`(written: String) throws {
        let result = try readServerless(Self.file(written), .skipping)
        #expect(result.apis.isEmpty)
        #expect(result.warningTexts.map { $0.hasSuffix("; \"GET /x\" is left out") } == [true])
    }

    @Test func `an authorizer whose runtime cannot be run is no authorizer`() {
        let text = """
            service: s
            provider: {name: aws, runtime: java21}
            functions:
              auth: {handler: a.B}
              f: {handler: a.b, runtime: nodejs22.x, events: [{http: {method: get, path: x, authorizer: auth}}]}
            """
        #expect(
            reportOfServerless(text)
                == #"s.yml:5:93: the authorizer "auth" cannot be asked: the function "auth" has the runtime "java21", which cannot be run here; nodejs*, python3.* and provided.* can; "#
                + Self.ways("auth")
        )
    }
}
