// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import TestSupport
import Testing

/// What variables, `resources` and CloudFormation's functions make of a project.
///
/// Source: Serverless Framework documentation, "Variables", "API Gateway" of "Events", "Share Authorizer", "HTTP API",
/// "Shared Authorizer".
struct ServerlessCloudTests {
    private static let text = """
        service: shop
        provider:
          name: aws
          runtime: nodejs22.x
          stage: ${opt:stage, 'dev'}
          environment: ${file(config.yml):environment}
        functions:
          custom-auth: {handler: handler.auth}
          hello:
            handler: handler.hello
            environment:
              TABLE: !Ref Table
              SELF: !GetAtt HelloLambdaFunction.Arn
              SECRET: ${ssm:/db/password}
              TOKEN: ${env:TOKEN}
            events:
              - http:
                  path: hello
                  method: get
                  authorizer: {type: CUSTOM, authorizerId: {Ref: Guard}}
              - httpApi: {method: GET, path: /hello, authorizer: {id: {Ref: HTTPGuard}, scopes: [read]}}
        resources:
          Resources:
            Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: '${self:service}-${sls:stage}'}}
            Guard:
              Type: AWS::ApiGateway::Authorizer
              Properties:
                Type: TOKEN
                IdentitySource: method.request.header.Auth
                AuthorizerResultTtlInSeconds: 60
                AuthorizerUri: !Sub >-
                  arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${CustomDashauthLambdaFunction.Arn}/invocations
            HTTPGuard:
              Type: AWS::ApiGatewayV2::Authorizer
              Properties:
                AuthorizerType: JWT
                IdentitySource: [$request.header.Authorization]
                JwtConfiguration: {Audience: [shop], Issuer: 'https://t.example.com/'}
            Denied:
              Type: AWS::ApiGateway::GatewayResponse
              Properties: {ResponseType: ACCESS_DENIED, StatusCode: '404'}
        """
    private static let files = ["config.yml": "environment: {LEVEL: 1}\n", ".env.dev": "TOKEN=t\n"]

    private func read(_ text: String = Self.text, _ options: ServerlessOptions = ServerlessOptions()) throws
        -> ServerlessFile.Result
    {
        let folder = try ServiceFolder(text, Self.files)
        return try ServerlessFile.read(path: folder.directory.file("serverless.yml"), options: options)
    }

    @Test func `authorizers of resources guard routes`() throws {
        let result = try read()
        let guards = result.apis.flatMap(\.authorizers)
        #expect(
            guards == [
                AuthorizerDefinition(
                    name: "Guard",
                    kind: .token(identityHeader: "Auth"),
                    function: .function("custom-auth"),
                    resultTtlInSeconds: 60
                ),
                AuthorizerDefinition(
                    name: "HTTPGuard",
                    kind: .jwt(identitySource: .header("Authorization")),
                    function: .jwt(JWTConfiguration(issuer: "https://t.example.com/", audience: ["shop"])),
                    resultTtlInSeconds: 0
                ),
            ]
        )
        #expect(result.apis.first?.routes.first?.access == .private(authorizer: "Guard"))
        #expect(result.apis.last?.routes.first?.access == .private(authorizer: "HTTPGuard", scopes: ["read"]))
    }

    @Test func `the environment is what is known`() throws {
        var options = ServerlessOptions()
        let environment = try #require(try read(Self.text, options).configuration("hello")).environment
        #expect(
            environment == [
                "LEVEL": "1", "TABLE": "shop-dev", "TOKEN": "t",
                "SELF": "arn:aws:lambda:us-east-1:123456789012:function:shop-dev-hello",
            ]
        )
        let warnings = try read(Self.text, options).warnings.map(\.message)
        #expect(
            warnings == [
                #"the environment variable "SECRET" is not set: "${ssm:/db/password}" is not known on this machine"#
            ]
        )
        options.variables = ["ssm:/db/password": "given"]
        #expect(try read(Self.text, options).configuration("hello")?.environment["SECRET"] == "given")
    }

    @Test func `gateway responses are the REST API's`() throws {
        let apis = try read().apis
        #expect(apis.first?.gatewayResponses == [GatewayResponse(type: .accessDenied, statusCode: 404)])
        #expect(apis.last?.gatewayResponses == [])
    }

    @Test(arguments: [
        ("Type: TOKEN", "Type: TOKN", #"unknown type of authorizer "TOKN"; did you mean "TOKEN"?"#),
        ("{Ref: Guard}", "{Ref: Gard}", #"the authorizer "Gard" is not declared in this file"#),
        ("{Ref: Guard}", "{Ref: Table}", #""Table" is of the type "AWS::DynamoDB::Table""#),
        ("StatusCode: '404'", "StatusCode: '9'", #""statusCode" wants a whole number"#),
        (
            "handler: handler.hello", "handler: '${ssm:/h}'",
            #""handler" is not known: "${ssm:/h}" is not known on this"#
        ),
        (
            "path: hello", "path: '${cf:s.p}'",
            #""path" is not known: "${cf:s.p}" is not known on this machine; give it a"#
        ),
        ("runtime: nodejs22.x", "timeout: '${ssm:/t}'", #""timeout" is not known: "${ssm:/t}""#),
        (
            "authorizer: {id: {Ref: HTTPGuard}, scopes: [read]}", "authorizer: '${ssm:/a}'",
            #""authorizer" is not known: "#
        ),
    ])
    func `what cannot be followed is refused`(part: String, wrong: String, message: String) throws {
        #expect(report { try read(Self.text.replacing(part, with: wrong)) }.contains(message))
    }
}
