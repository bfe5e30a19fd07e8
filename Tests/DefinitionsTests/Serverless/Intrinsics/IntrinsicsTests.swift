// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// CloudFormation's functions, as far as they can be known before anything is deployed.
///
/// Source: CloudFormation user guide, "Intrinsic function reference", "Get AWS values using pseudo parameters", and
/// "Return values" of each type of resource; Serverless Framework documentation, "AWS CloudFormation Resource Reference".
struct IntrinsicsTests {
    private static let long =
        "[\(Array(repeating: String(repeating: "x", count: 1000), count: 20).joined(separator: ", "))]"

    @Test(
        arguments: [
            ("x", "x"), ("1.0", "1"), ("'1.0'", "1.0"), ("true", "true"),
            ("!Ref AWS::Region", "eu-west-1"), ("{Ref: AWS::AccountId}", "123456789012"),
            ("!Ref AWS::StackName", "shop-dev"),
            ("!Ref AWS::Partition", "aws"), ("!Ref AWS::URLSuffix", "amazonaws.com"),
            ("!Sub 'x-${AWS::Region}-${!Literal}-${Table}'", "x-eu-west-1-${Literal}-orders"),
            ("!Sub ['${a}-${Table}', {a: !Ref AWS::Region}]", "eu-west-1-orders"),
            ("!Sub ['${AWS::Region}']", "eu-west-1"),
            ("!Sub '${Hello-worldLambdaFunction}'", "-"), ("!Sub 'a${'", "a${"),
            ("!Join ['', [a, !Ref AWS::Region, 1]]", "aeu-west-11"), ("!Join ['-', [a, !Ref AWS::NoValue, b]]", "a-b"),
            ("!Select [1, [a, b]]", "b"),
            // Functions.
            ("!Ref HelloDashworldLambdaFunction", "shop-dev-hello-world"),
            (
                "!GetAtt HelloDashworldLambdaFunction.Arn",
                "arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-hello-world"
            ),
            ("{'Fn::GetAtt': [AUnderscorebLambdaFunction, Arn]}", "arn:aws:lambda:eu-west-1:123456789012:function:own"),
            ("{'Fn::GetAtt': AUnderscorebLambdaFunction.Arn}", "arn:aws:lambda:eu-west-1:123456789012:function:own"),
            // Resources with a name, and parameters.
            ("!Ref Table", "orders"), ("!GetAtt Table.Arn", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"),
            ("!Ref Named", "shop-dev-t"), ("!Ref Bucket", "b"), ("!GetAtt Bucket.Arn", "arn:aws:s3:::b"),
            ("!GetAtt Bucket.DomainName", "b.s3.amazonaws.com"),
            ("!Ref Queue", "https://sqs.eu-west-1.amazonaws.com/123456789012/q"), ("!GetAtt Queue.QueueName", "q"),
            ("!GetAtt Queue.Arn", "arn:aws:sqs:eu-west-1:123456789012:q"),
            ("!Ref Topic", "arn:aws:sns:eu-west-1:123456789012:t"), ("!GetAtt Topic.TopicName", "t"),
            ("!Ref Size", "10"), ("!GetAtt Bucket.RegionalDomainName", "b.s3.eu-west-1.amazonaws.com"),
            ("!Ref Stream", "clicks"), ("!GetAtt Stream.Arn", "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"),
            ("!Ref Role", "runner"), ("!GetAtt Role.Arn", "arn:aws:iam::123456789012:role/runner"),
            ("!GetAtt Logs.Arn", "arn:aws:logs:eu-west-1:123456789012:log-group:/a/b:*"), ("!Ref Param", "/p"),
            ("!Ref Machine", "arn:aws:states:eu-west-1:123456789012:stateMachine:flow"),
            ("!Join ['', []]", ""), ("{'Fn::Sub': plain}", "plain"),
        ] as [(String, String)]
    )
    func `what can be known comes to a text`(written: String, text: String) throws {
        let answer = try answer(written)
        #expect(answer == (text == "-" ? .unknown : .text(text)))
    }

    @Test(arguments: [
        ("!Ref AWS::StackId", #""AWS::StackId" is known only once it is deployed"#),
        ("!Join ['', \(Self.long)]", "it is longer than 16384 bytes"),
        (
            "!Sub ['${a}${a}${a}', {a: !Join ['', [\(String(repeating: "x", count: 6000))]]}]",
            "it is longer than 16384 bytes"
        ),
        ("!ImportValue x", #""Fn::ImportValue" is known only once it is deployed"#),
        ("!If [A, b, c]", #""Fn::If" is known only once it is deployed"#),
        ("!Ref Unnamed", #"the name of "Unnamed" is known only once it is deployed"#),
        ("!GetAtt Table.StreamArn", #""StreamArn" of "Table" is known only once it is deployed"#),
        ("!Ref Loop", #"the name of "Loop" is not known here"#),
        ("!Join ['', [!Ref Unnamed]]", #"the name of "Unnamed" is known only once it is deployed"#),
        ("${ssm:/x}", #""${ssm:/x}" is not known on this machine"#),
        ("!Sub 'a${cf:s.o}'", #""${cf:s.o}" is not known on this machine"#),
        ("!Ref '${cf:s.o}'", #""${cf:s.o}" is not known on this machine"#),
    ])
    func `what cannot be known says why`(written: String, reason: String) throws {
        guard case .unknown(let unknown) = try cloud(written).0 else {
            Issue.record("it is known")
            return
        }
        #expect(unknown.reason == reason)
        #expect(unknown.position.line == 2)
    }

    @Test(arguments: ["[a]", "{a: b}", "~", "!Join x", "!Sub [a, b, c]", "!GetAtt Table", "!Ref [a]"])
    func `what is no text is said so`(written: String) throws {
        guard case .wrong = try cloud(written).0 else {
            Issue.record("it was taken")
            return
        }
    }

    @Test func `NoValue is as if nothing were written`() throws {
        #expect(try cloud("!Ref AWS::NoValue").0 == .absent)
    }

    @Test(
        arguments: [
            ("arn:aws:lambda:eu-west-1:1:function:own", "a_b"), ("arn:aws:lambda:eu-west-1:1:function:own:live", "a_b"),
            (
                "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:own/invocations",
                "a_b"
            ),
            ("arn:aws:lambda:eu-west-1:1:function:other", nil), ("arn:aws:lambda:eu-west-1:1:layer:own", nil),
            ("own", nil),
            ("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/own/invocations", nil),
        ] as [(String, String?)]
    )
    func `an ARN names a function of the service`(arn: String, key: String?) throws {
        #expect(try cloud("x").1.function(inARN: arn)?.key == key)
    }

    private enum Known: Equatable {
        case text(String)
        case unknown
    }

    private func answer(_ written: String) throws -> Known {
        if case .text(let text) = try cloud(written).0 { .text(text) } else { .unknown }
    }

    private func cloud(_ written: String) throws -> (CloudFormation.Answer, CloudFormation) {
        let text = """
            service: shop
            value: \(written)
            resources:
              - Parameters: {Size: {Default: 10}}
                Resources:
                  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
                  Named: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub '${AWS::StackName}-t'}}
                  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: b}}
                  Unnamed: {Type: AWS::S3::Bucket}
              - Resources:
                  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
                  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}
                  Stream: {Type: AWS::Kinesis::Stream, Properties: {Name: clicks}}
                  Role: {Type: AWS::IAM::Role, Properties: {RoleName: runner}}
                  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /a/b}}
                  Param: {Type: AWS::SSM::Parameter, Properties: {Name: /p}}
                  Machine: {Type: AWS::StepFunctions::StateMachine, Properties: {StateMachineName: flow}}
                  Loop: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub '${Loop}${Loop}'}}
            """
        let document = try ServerlessDocument.read(text: Array(text.utf8), file: "s.yml", options: ServerlessOptions())
        let root = try #require(document.root.mapping)
        let cloud = CloudFormation(
            template: CloudFormationTemplate(root["resources"]?.value),
            functions: [
                CloudFormation.Function(key: "hello-world", deployedName: "shop-dev-hello-world"),
                CloudFormation.Function(key: "a_b", deployedName: "own"),
            ],
            stackName: "shop-dev",
            region: "eu-west-1"
        )
        return (cloud.text(of: try #require(root["value"]).value), cloud)
    }
}
