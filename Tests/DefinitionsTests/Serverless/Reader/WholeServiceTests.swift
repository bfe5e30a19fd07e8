// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import TestSupport
import Testing

/// A whole service with variables, included files, .env files and resources.
///
/// Source: Serverless Framework documentation, "Variables", "Functions": a list of maps, some from other files.
struct WholeServiceTests {
    private static let files = [
        "config.yml": "environment: {TABLE: !Ref Users, SECRET: '${env:SECRET}', KEY: '${ssm:/key}', LEVEL: 5}",
        "functions.yml": """
        users:
          handler: users.main
          events:
            - http: {path: users, method: get, authorizer: {type: CUSTOM, authorizerId: !Ref Guard}}
        """,
        ".env": "SECRET=from file",
    ]

    private static let service = """
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
            Wrong: {Type: AWS::ApiGateway::GatewayResponse, Properties: {ResponseType: UNAUTHORIZED, StatusCode: '418'}}
        """

    @Test func `all of it becomes an API`() throws {
        let folder = try ServiceFolder(Self.service, Self.files)
        let path = folder.directory.file("serverless.yml")
        let result = try ServerlessFile.read(path: path, options: ServerlessOptions())
        #expect(result.api(.rest)?.stage == "test")
        #expect(result.routes(.rest) == ["GET /users -> function:users [Guard]"])
        #expect(result.api(.rest)?.authorizers.map(\.function) == [.function("auth")])
        #expect(result.api(.rest)?.gatewayResponses == [GatewayResponse(type: .unauthorized, statusCode: 418)])
        #expect(result.configuration("users")?.functionName == "shop-test-users")
        #expect(
            result.configuration("users")?.environment == ["TABLE": "users-test", "SECRET": "from file", "LEVEL": "5"]
        )
        let warnings = result.warningTexts.map { $0.split(separator: folder.directory.path + "/").joined() }
        #expect(
            warnings == [
                #"config.yml:1:64: the environment variable "KEY" is not set: "${ssm:/key}" is not known on this machine; "#
                    + "give it a fallback: ${ssm:/key, 'local'}, or --variable 'ssm:/key=VALUE'"
            ]
        )
        #expect(
            Set(result.files.map { $0.split(separator: folder.directory.path + "/").joined() })
                == ["serverless.yml", ".env.test", ".env", "config.yml", "functions.yml"]
        )
    }

    @Test func `a value that is used and not known is refused where it stands`() throws {
        var files = Self.files
        files["functions.yml"] = "users: {handler: users.main, events: [{http: 'GET ${env:GONE}'}]}"
        #expect(
            try ServiceFolder(Self.service, files).report
                == #"functions.yml:1:46: "${env:GONE}" has no value: the environment has no "GONE"; set it, write it into "#
                + ".env, or give it a fallback: ${env:GONE, 'local'}"
        )
    }
}
