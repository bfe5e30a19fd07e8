// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// Authorizers and gateway responses that `resources` declares.
///
/// Source: CloudFormation user guide, `AWS::ApiGateway::Authorizer`, `AWS::ApiGatewayV2::Authorizer`,
/// `AWS::ApiGateway::GatewayResponse`.
struct ResourceAuthorizerTests {
    private static let uri = """
        !Join ['', ['arn:aws:apigateway:', !Ref AWS::Region, ':lambda:path/2015-03-31/functions/', \
        !GetAtt AuthLambdaFunction.Arn, /invocations]]
        """

    private func resources(_ declared: String) throws -> ServerlessResources {
        let text = "service: shop\nresources:\n  Resources:\n    A:\n      \(declared)\n"
        let document = try ServerlessDocument.read(text: Array(text.utf8), file: "s.yml", options: ServerlessOptions())
        let cloud = CloudFormation(
            template: CloudFormationTemplate(document.root.mapping?["resources"]?.value),
            functions: [CloudFormation.Function(key: "auth", deployedName: "shop-dev-auth")],
            stackName: "shop-dev",
            region: document.region
        )
        return ServerlessResources(cloud: cloud)
    }

    private func authorizer(_ properties: String, of kind: API.Kind) throws -> ResourceAuthorizer {
        let type = kind == .rest ? "AWS::ApiGateway::Authorizer" : "AWS::ApiGatewayV2::Authorizer"
        let all = try resources("{Type: \(type), Properties: {\(properties)}}")
        #expect(all.authorizerIds(of: kind) == ["A"])
        let asked = SourcePosition(file: "s.yml", line: 1, column: 1)
        return try all.authorizer("A", of: kind, askedAt: asked)
    }

    @Test func `a TOKEN authorizer`() throws {
        let own = try authorizer(
            "Type: TOKEN, Name: mine, IdentitySource: method.request.header.Auth, "
                + "IdentityValidationExpression: '^x', AuthorizerResultTtlInSeconds: 0, AuthorizerUri: \(Self.uri)",
            of: .rest
        )
        #expect(own.kind == .token(identityHeader: "Auth", identityValidationExpression: "^x"))
        #expect(own.name == "mine")
        #expect(own.logicalId == "A")
        #expect(own.resultTtlInSeconds == 0)
        #expect(own.target == .function("auth"))
        #expect(own.position == SourcePosition(file: "s.yml", line: 4, column: 5))
    }

    @Test(arguments: [
        "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AuthLambdaFunction.Arn}/invocations'",
        "!Sub 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:shop-dev-auth/invocations'",
        "!GetAtt AuthLambdaFunction.Arn",
    ])
    func `the function is found in the URI`(uri: String) throws {
        let own = try authorizer(
            "Type: REQUEST, IdentitySource: 'method.request.header.A, context.path', AuthorizerUri: \(uri)",
            of: .rest
        )
        #expect(own.target == .function("auth"))
        #expect(own.kind == .request(identitySources: [.header("A"), .context(.path)]))
        #expect(own.resultTtlInSeconds == 300)
    }

    @Test(arguments: [
        ("!GetAtt OtherLambdaFunction.Arn", #""OtherLambdaFunction" is not declared in "resources" with a name"#),
        ("!ImportValue x", #""Fn::ImportValue" is known only once it is deployed"#),
        ("'${cf:s.uri}'", #""${cf:s.uri}" is not known on this machine"#),
    ])
    func `what is asked may be elsewhere`(uri: String, reason: String) throws {
        let own = try authorizer(
            "Type: TOKEN, IdentitySource: method.request.header.A, AuthorizerUri: \(uri)",
            of: .rest
        )
        #expect(own.target == .elsewhere(#"the authorizer "A" asks what is not in this file: "# + reason))
    }

    @Test func `a user pool is not emulated`() throws {
        let own = try authorizer("Type: COGNITO_USER_POOLS, ProviderARNs: [!GetAtt Pool.Arn]", of: .rest)
        #expect(own.target == .elsewhere(#"the authorizer "A" is a Cognito user pool, which is not emulated"#))
        #expect(own.kind == nil)
    }

    @Test func `a JWT authorizer of an HTTP API`() throws {
        let own = try authorizer(
            "AuthorizerType: JWT, IdentitySource: [$request.header.Auth], "
                + "JwtConfiguration: {Audience: [a, b], Issuer: !Sub 'https://t.${AWS::URLSuffix}/'}",
            of: .http
        )
        #expect(own.target == .jwt(JWTConfiguration(issuer: "https://t.amazonaws.com/", audience: ["a", "b"])))
        #expect(own.kind == .jwt(identitySource: .header("Auth")))
    }

    @Test(
        arguments: [
            ("AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true", .v2(enableSimpleResponses: true)),
            ("AuthorizerPayloadFormatVersion: '2.0'", .v2(enableSimpleResponses: false)),
            ("AuthorizerPayloadFormatVersion: '1.0'", .v1),
        ] as [(String, AuthorizerDefinition.RequestFormat)]
    )
    func `a REQUEST authorizer of an HTTP API`(line: String, format: AuthorizerDefinition.RequestFormat) throws {
        let own = try authorizer("AuthorizerType: REQUEST, \(line), AuthorizerUri: \(Self.uri)", of: .http)
        #expect(own.kind == .request(identitySources: [], format: format))
        #expect(own.resultTtlInSeconds == 0)
        #expect(own.target == .function("auth"))
    }

    @Test(arguments: [
        Mistake("Name: x", #"s.yml:4:5: the authorizer "A" has no Type; add "Type: TOKEN""#),
        Mistake("Type: TOKE", #"unknown type of authorizer "TOKE"; did you mean "TOKEN"?"#),
        Mistake("Type: JWT", #"unknown type of authorizer "JWT"; known types: TOKEN, REQUEST, COGNITO_USER_POOLS"#),
        Mistake(
            "Type: TOKEN",
            #"the authorizer "A" has no IdentitySource; add "IdentitySource: method.request.header."#
        ),
        Mistake("Type: REQUEST", #"the authorizer "A" has no IdentitySource"#),
        Mistake("Type: TOKEN, IdentitySource: method.request.header.A", #"the authorizer "A" has no AuthorizerUri"#),
        Mistake("Type: TOKEN, IdentitySource: context.path", #""identitySource" wants a header"#),
        Mistake(
            "Type: TOKEN, IdentitySource: '${ssm:/x}'",
            #""IdentitySource" is not known here: "${ssm:/x}" is not known"#
        ),
        Mistake(
            "Type: TOKEN, IdentitySource: !If [a, b, c]",
            #""Fn::If" is known only once it is deployed; write it out"#
        ),
        Mistake(
            "Type: TOKEN, IdentitySource: method.request.header.A, AuthorizerResultTtlInSeconds: '9999'",
            #""AuthorizerResultTtlInSeconds" is 9999, it must be 0 to 3600"#
        ),
    ])
    func `what is wrong is said with its place`(mistake: Mistake) {
        #expect(report { try authorizer(mistake.text, of: .rest) }.contains(mistake.report))
    }

    @Test(arguments: [
        Mistake(
            "AuthorizerType: REQUEST, AuthorizerUri: \(uri)",
            #"the authorizer "A" has no AuthorizerPayloadFormatVersion; add "AuthorizerPayloadFormatVersion: '2.0'""#
        ),
        // All callers would share one result.
        Mistake(
            "AuthorizerType: REQUEST, AuthorizerPayloadFormatVersion: '2.0', AuthorizerResultTtlInSeconds: 5, "
                + "AuthorizerUri: \(uri)",
            #"the authorizer "A" has no IdentitySource; add "IdentitySource: $request.header.Authorization""#
        ),
        Mistake("AuthorizerType: JWT", #"the authorizer "A" has no JwtConfiguration"#),
    ])
    func `what is wrong with an HTTP API's is said`(mistake: Mistake) {
        #expect(report { try authorizer(mistake.text, of: .http) }.contains(mistake.report))
    }

    @Test func `what is asked may be no function at all`() throws {
        let own = try authorizer(
            "Type: TOKEN, IdentitySource: method.request.header.A, AuthorizerUri: 'http://x'",
            of: .rest
        )
        #expect(own.target == .elsewhere(#"the authorizer "A" asks "http://x", which is no function of this file"#))
    }

    @Test func `an id that is not declared, or of the other kind, is refused`() throws {
        let all = try resources("{Type: AWS::ApiGateway::Authorizer}")
        let asked = SourcePosition(file: "s.yml", line: 9, column: 1)
        #expect(
            report { try all.authorizer("B", of: .rest, askedAt: asked) }
                == #"s.yml:9:1: "resources" declares no authorizer "B"; known ones of REST APIs: A"#
        )
        #expect(
            report { try all.authorizer("A", of: .http, askedAt: asked) }
                == #"s.yml:9:1: "A" is of the type "AWS::ApiGateway::Authorizer"; HTTP APIs want one of "#
                + #""AWS::ApiGatewayV2::Authorizer""#
        )
    }

    @Test func `gateway responses are read`() throws {
        let declared = """
            {Type: AWS::ApiGateway::GatewayResponse, Properties: {ResponseType: DEFAULT_4XX, StatusCode: '404',
              ResponseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: "'*'"},
              ResponseTemplates: {application/json: !Sub '{"region": "${AWS::Region}"}'}}}
            """
        let response = try #require(try resources(declared).gatewayResponses().responses.first)
        #expect(response.type == .default4XX)
        #expect(response.statusCode == 404)
        #expect(response.responseParameters.count == 1)
        #expect(response.responseTemplates.first?.template == #"{"region": "us-east-1"}"#)
        #expect(try resources("{Type: X}").gatewayResponses().responses.isEmpty)
    }

    @Test(arguments: [
        Mistake(
            "ResponseType: DEFAULT_4X",
            #"unknown type of gateway response "DEFAULT_4X"; did you mean "DEFAULT_4XX"?"#
        ),
        Mistake("StatusCode: 404", #"the gateway response "A" has no ResponseType"#),
        Mistake("ResponseType: THROTTLED, StatusCode: 99", #""statusCode" is 99"#),
        Mistake("ResponseType: !Ref X", #""ResponseType" is not known here"#),
    ])
    func `a wrong gateway response is refused`(mistake: Mistake) throws {
        let all = try resources("{Type: AWS::ApiGateway::GatewayResponse, Properties: {\(mistake.text)}}")
        #expect(report { try all.gatewayResponses() }.contains(mistake.report))
    }

    /// As one has it whose user pool is deployed with the service: `--authorizer-override` can name something else.
    @Test(arguments: [
        "Issuer: !ImportValue x, Audience: [a]", "Issuer: 'https://a.b/', Audience: [!Ref Client]",
        "Issuer: !Sub 'https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}', Audience: [a]",
    ])
    func `whose tokens are accepted may be known only once it is deployed`(configuration: String) throws {
        let own = try authorizer(
            "AuthorizerType: JWT, IdentitySource: [$request.header.A], JwtConfiguration: {\(configuration)}",
            of: .http
        )
        #expect(own.kind == .jwt(identitySource: .header("A")))
        guard case .elsewhere(let what) = own.target else {
            Issue.record("it is known")
            return
        }
        #expect(what.hasPrefix(#"whose tokens the authorizer "A" accepts is not known here ("#))
    }
}
