// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `resources` that change what the framework makes of events, or add to it, or cannot be read.
///
/// Source: Serverless Framework documentation, "AWS Infrastructure Resources", "Override AWS CloudFormation Resource".
struct AddedResourcesTests {
    private static let unknown = "'${file(res.js):x}'"

    private func text(_ resources: String, provider: String = "") -> String {
        ServerlessText.events(
            "[{http: {method: get, path: x, authorizer: auth}}, {httpApi: {method: get, path: /y, authorizer: jwt}}]",
            provider: "\(provider)httpApi: {authorizers: {jwt: {type: request, functionName: auth}}}"
        ) + "\nresources: \(resources)\n"
    }

    @Test(
        arguments: [
            "{extensions: {ApiGatewayMethodXGet: {Properties: {AuthorizationType: AWS_IAM}}}}",
            "{Resources: {ApiGatewayMethodXGet: {Properties: {AuthorizationType: AWS_IAM}}}}",
            "{Resources: {ApiGatewayResourceX: {Properties: {PathPart: y}}}}",
            "[{extensions: {HttpApiRouteGetX: {Properties: {AuthorizationType: AWS_IAM}}}}]",
            "{extensions: {HttpApiIntegrationHello: {Properties: {IntegrationUri: x}}}}",
            "{Resources: {ApiGatewayRestApi: {Type: 'AWS::ApiGateway::RestApi', Properties: {Policy: {}}}}}",
            "{Resources: {ApiGatewayRestApi: {Properties: {Policy: {}}}}}",
            "{extensions: {HttpApi: {Properties: {Body: {}}}}}",
            "{extensions: {HttpApiStage: {Properties: {StageVariables: {A: b}}}}}",
            "{extensions: {AuthApiGatewayAuthorizer: {Properties: {AuthorizerResultTtlInSeconds: 0}}}}",
            // As the documentation writes it, with its type.
            """
            {Resources: {AuthApiGatewayAuthorizer: {Type: 'AWS::ApiGateway::Authorizer', Properties: {
            IdentityValidationExpression: '^Bearer'}}}}
            """,
            "{extensions: {HttpApiAuthorizerJwt: {Type: 'AWS::ApiGatewayV2::Authorizer', Properties: {IdentitySource: []}}}}",
            "{Resources: {ApiGatewayMethodXGet: {Condition: IsProd}}}",
            "{extensions: {HttpApiRouteGetY: {Condition: C}}}",
            // What the file itself declares.
            """
            {Resources: {Own: {Type: 'AWS::ApiGateway::Authorizer', Properties: {}}}, extensions: {Own: {
            Properties: {AuthorizerUri: x}}}}
            """,
            "{extensions: {AuthLambdaFunction: {Properties: {Handler: other.handler}}}}",
            "{extensions: {AuthLambdaFunction: {Properties: {Environment: {Variables: {MODE: strict}}}}}}",
        ]
    )
    func `what the framework makes is not changed`(resources: String) {
        #expect(reportOfServerless(text(resources)).contains("which is not followed: it may guard a route"))
    }

    @Test(
        arguments: [
            unknown, "[\(unknown)]", "{Resources: \(unknown)}", "{extensions: \(unknown)}",
            "{Resources: {A: \(unknown)}}", "{Resources: {A: {Type: \(unknown)}}}",
            "{Resources: {A: {Type: 'AWS::ApiGateway::Authorizer', Properties: \(unknown)}}}",
            "{extensions: {ApiGatewayMethodXGet: \(unknown)}}",
            "{extensions: {ApiGatewayMethodXGet: {Properties: \(unknown)}}}",
            "{extensions: {AuthLambdaFunction: {Properties: \(unknown)}}}",
            "[{Resources: {}}, {Resources: [a]}]", "text", "{Resources: {A: text}}",
            "'${ssm:/x, null}'",
        ]
    )
    func `what cannot be read is refused`(resources: String) {
        #expect(reportOfServerless(text(resources)).hasPrefix("s.yml:6:"))
    }

    @Test(
        arguments: [
            "{'Fn::Transform': {Name: 'AWS::Include'}}", "{Transform: 'AWS::Serverless-2016-10-31'}",
            "{Resources: {'Fn::Transform': {Name: 'AWS::Include'}}}",
            "{Resources: {'Fn::ForEach::A': [A, [b], {}]}}",
            "{Resources: {A: {Type: 'AWS::ApiGateway::Method', 'Fn::Transform': {}}}}",
            "{Resources: {A: {Type: 'AWS::ApiGateway::Authorizer', Properties: {'Fn::Transform': {}}}}}",
        ]
    )
    func `macros are refused`(resources: String) {
        #expect(reportOfServerless(text(resources)).contains("makes resources that are not known here"))
    }

    @Test(
        arguments: [
            (
                "{Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: {Ref: ApiGatewayRestApi}}}",
                "a method of REST APIs"
            ),
            ("{Type: 'AWS::ApiGateway::Method', Properties: {}}", "a method of REST APIs"),
            (
                "{Type: 'AWS::ApiGatewayV2::Route', Properties: {ApiId: {Ref: HttpApi}, RouteKey: GET /z}}",
                "a route of HTTP APIs"
            ),
            ("{Type: 'AWS::ApiGatewayV2::Route', Properties: {ApiId: {Ref: HttpApi}}}", "a route of HTTP APIs"),
        ]
    )
    func `routes that no event declares are refused`(resource: String, what: String) throws {
        let text = text("{Resources: {Admin: \(resource)}}")
        #expect(
            reportOfServerless(text)
                == "s.yml:6:25: \"Admin\" is \(what) that no event declares, which is not served; --skip-unsupported runs the rest"
        )
        #expect(try readServerless(text, .skipping).warningTexts.last?.hasSuffix("it is left out") == true)
        // An open route could take its requests.
        for event in ["http: 'ANY /{proxy+}'", "httpApi: '*'", "http: 'GET /{id}'", "http: ANY /z"] {
            let open = text.replacing("{http:", with: "{\(event)}, {http:")
            let other = event.hasPrefix("httpApi") == what.contains("HTTP")
            #expect(reportOfServerless(open, .skipping).contains("another route may take its requests") == other)
        }
    }

    @Test func `an API of resources that events belong to is not followed`() {
        for (provider, api) in [
            ("apiGateway: {restApiId: {Ref: Own}}, ", "'AWS::ApiGateway::RestApi'"),
            ("", "'AWS::ApiGatewayV2::Api'"),
        ] {
            var text = text("{Resources: {Own: {Type: \(api), Properties: {Body: {}, Name: own}}}}", provider: provider)
            if provider.isEmpty {
                #expect(reportOfServerless(text).isEmpty)
                text = text.replacing("httpApi: {authorizers", with: "httpApi: {id: {Ref: Own}, authorizers")
            }
            #expect(reportOfServerless(text).contains(#""Body" of the API "Own" is not followed"#))
        }
    }

    @Test(
        arguments: [
            "null", "{}", "[null, {Resources: null}]", "{Outputs: \(unknown)}",
            "{Resources: {Table: {Type: 'AWS::DynamoDB::Table', Properties: \(unknown)}}}",
            "{extensions: {HelloLogGroup: {Properties: {RetentionInDays: 3}}}}",
            "{extensions: {HelloLambdaFunction: {Properties: {Tags: [], Role: x}}}}",
            "{extensions: {ApiGatewayRestApi: {Properties: {Description: x, Tags: []}}}}",
            "{extensions: {HttpApiStage: {Properties: {AccessLogSettings: {}}}}}",
            "{Resources: {ApiGatewayAuthorizer: {Type: 'AWS::ApiGateway::Authorizer', Properties: {Type: TOKEN}}}}",
            // Another API, which no event belongs to.
            """
            {Resources: {Other: {Type: 'AWS::ApiGateway::RestApi', Properties: {Policy: {}}},
            M: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: {Ref: Other}}},
            Socket: {Type: 'AWS::ApiGatewayV2::Route', Properties: {ApiId: x, RouteKey: $connect}}}}
            """,
        ]
    )
    func `what has nothing to do with routes is left alone`(resources: String) throws {
        let result = try readServerless(text(resources))
        #expect(result.routes(.rest) == ["GET /x -> function:hello [auth]"])
        #expect(result.warningTexts == [])
    }

    @Test func `a file without routes may say what it likes`() {
        #expect(reportOfServerless(ServerlessText.events("[]") + "\nresources: \(Self.unknown)\n").isEmpty)
    }

    @Test func `authorizers are known by what they are deployed as`() {
        let change = "\nresources: {extensions: {HttpApiAuthorizerCustomers: {Properties: {IdentitySource: []}}, "
        let settings = "httpApi: {authorizers: {jwt: {name: Customers, type: request, functionName: auth}}}"
        let http = ServerlessText.events("[{httpApi: {method: get, path: /y, authorizer: jwt}}]", provider: settings)
        #expect(reportOfServerless(http + change + "}}\n").contains("which is not followed"))
        // An ARN alone is named by what follows its last hyphen.
        let arn = "'arn:aws:lambda:us-east-1:123456789012:function:shop-dev-my-guard'"
        let rest =
            ServerlessText.events("[{http: {method: get, path: x, authorizer: \(arn)}}]")
            + "\n  my-guard: {handler: a.b}"
        let extensions = "\nresources: {extensions: {GuardApiGatewayAuthorizer: {Properties: {IdentitySource: x}}}}\n"
        #expect(reportOfServerless(rest + extensions).contains("which is not followed"))
    }

    @Test func `many resources and authorizers are read in time`() throws {
        let names = (0..<1500).map {
            "  f\($0): {handler: a.b, events: [{http: {method: get, path: p\($0), authorizer: f\($0)}}]}"
        }
        let resources = (0..<10_000).map { "  - Resources: {R\($0): {Type: 'A::B'}}" }
        let text = ServerlessText.events("[]") + "\n" + (names + ["resources:"] + resources).joined(separator: "\n")
        #expect(try readServerless(text).api(.rest)?.authorizers.count == 1500)
    }

    @Test func `a web ACL passes everything, and that is said`() throws {
        let acl = "{Resources: {Wall: {Type: 'AWS::WAFv2::WebACLAssociation', Properties: {}}}}"
        #expect(
            try readServerless(text(acl)).warningTexts
                == ["s.yml:6:25: web ACLs (AWS WAF) are not emulated: what one blocks passes here"]
        )
    }

    @Test func `an API of another stack is not whole here, and that is said`() throws {
        let result = try readServerless(text("{}", provider: "apiGateway: {restApiId: {'Fn::ImportValue': api}}, "))
        #expect(
            result.notices == ["s.yml:2:57: the API is declared elsewhere: only the routes of this file are served"]
        )
    }
}
