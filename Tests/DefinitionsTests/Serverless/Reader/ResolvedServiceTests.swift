// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import TestSupport
import Testing

/// A whole service with variables, included files, .env files and resources.
///
/// Source: Serverless Framework documentation, "Variables", "Environment Variables", "AWS Infrastructure Resources".
struct ResolvedServiceTests {
    private static let text = """
        service: shop
        custom: {stage: "${opt:stage, 'test'}", dbs: {test: users-test}, unread: '${ssm:/never/read}'}
        provider:
          name: aws
          runtime: nodejs22.x
          stage: ${self:custom.stage}
          region: eu-west-1
          environment: ${file(./config.yml):environment}
        functions: [{auth: {handler: auth.main}}, '${file(functions.yml)}']
        resources:
          Resources:
            Users: {Type: AWS::DynamoDB::Table, Properties: {TableName: "${self:custom.dbs.${sls:stage}}"}}
            Guard:
              Type: AWS::ApiGateway::Authorizer
              Properties:
                Type: TOKEN
                IdentitySource: method.request.header.Authorization
                AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AuthLambdaFunction.Arn}/invocations
            Refused: {Type: AWS::ApiGateway::GatewayResponse, Properties: {ResponseType: UNAUTHORIZED, StatusCode: '418'}}
        """
    private static let files = [
        "config.yml": "environment: {TABLE: !Ref Users, SECRET: '${env:SECRET}', KEY: '${ssm:/key}', NUMBER: 5}",
        "functions.yml": """
        users:
          handler: users.main
          events:
            - http: {path: users, method: get, authorizer: {type: TOKEN, authorizerId: !Ref Guard}}
        """, ".env": "SECRET=from file",
    ]

    private func service(_ changes: [String: String] = [:]) throws -> ServiceFolder {
        try ServiceFolder(Self.text, Self.files.merging(changes) { $1 })
    }

    private func read(_ service: ServiceFolder) throws -> ServerlessFile.Result {
        try ServerlessFile.read(path: service.directory.file("serverless.yml"), options: service.options)
    }

    @Test func `all of it becomes an API`() throws {
        let service = try service()
        let result = try read(service)
        #expect(result.api(.rest)?.stage == "test")
        #expect(result.api(.rest)?.identity.region == "eu-west-1")
        #expect(result.routes(.rest) == ["GET /users -> function:users [Guard]"])
        #expect(result.api(.rest)?.authorizers.map(\.function) == [.function("auth")])
        #expect(result.api(.rest)?.gatewayResponses == [GatewayResponse(type: .unauthorized, statusCode: 418)])
        #expect(
            result.configuration("users")?.environment == ["TABLE": "users-test", "SECRET": "from file", "NUMBER": "5"]
        )
        #expect(result.configuration("users")?.functionName == "shop-test-users")
        // What nobody reads need not be known.
        #expect(
            result.warningTexts.map(service.shown) == [
                #"config.yml:1:64: the environment variable "KEY" is not set: "${ssm:/key}" is not known on this machine; "#
                    + "give it a fallback: ${ssm:/key, 'local'}, or --variable 'ssm:/key=VALUE'"
            ]
        )
        let names = ["serverless.yml", ".env.test", ".env", "config.yml", "functions.yml"]
        #expect(result.files.map(service.shown) == names)
    }

    @Test func `the command line changes what follows from the stage`() throws {
        var service = try service(["config.yml": "environment: {TABLE: '${sls:stage}-${aws:region}'}"])
        try service.write(
            "serverless.yml",
            Self.text.replacing("dbs: {test: users-test}", with: "dbs: {prod: users}")
        )
        service.options.stage = "prod"
        service.options.region = "us-west-2"
        let result = try read(service)
        #expect(result.api(.rest)?.stage == "prod")
        #expect(result.api(.rest)?.identity.region == "us-west-2")
        #expect(result.configuration("users")?.functionName == "shop-prod-users")
        #expect(result.configuration("users")?.environment["TABLE"] == "prod-us-west-2")
    }

    @Test func `a value that is used and not known is refused where it is written`() throws {
        let service = try service([
            "functions.yml": "users: {handler: users.main, events: [{http: 'GET ${env:GONE}'}]}"
        ])
        let report = service.shown(report { try read(service) })
        #expect(
            report
                == #"functions.yml:1:46: "${env:GONE}" has no value: the environment has no "GONE"; set it, write it into "#
                + ".env, or give it a fallback: ${env:GONE, 'local'}"
        )
    }

    @Test func `fragments of resources are put together`() throws {
        let text = """
            service: shop
            provider: {name: aws, runtime: nodejs22.x}
            functions:
              auth: {handler: a.b}
              f: {handler: a.b, events: [{http: {path: x, method: get, authorizer: {type: TOKEN, authorizerId: !Ref A}}}]}
            resources:
              - Resources:
                  A: {Type: AWS::ApiGateway::Authorizer, Properties: {Type: TOKEN, AuthorizerUri: !GetAtt AuthLambdaFunction.Arn}}
              - Resources: {A: {Properties: {IdentitySource: method.request.header.A}}}
              - Outputs: {}
            """
        let definition = AuthorizerDefinition(
            name: "A",
            kind: .token(identityHeader: "A"),
            function: .function("auth")
        )
        #expect(try readServerless(text).api(.rest)?.authorizers == [definition])
    }
}
