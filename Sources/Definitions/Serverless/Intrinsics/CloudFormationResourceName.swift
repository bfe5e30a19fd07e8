// SPDX-License-Identifier: Apache-2.0

/// The types of resources of which more is known once their name is: it is part of their ARN.
///
/// - Source: CloudFormation user guide, "AWS resource and property types reference", "Return values" of each.
enum CloudFormationResourceName: String {
    case bucket = "AWS::S3::Bucket"
    case eventBus = "AWS::Events::EventBus"
    case function = "AWS::Lambda::Function"
    case logGroup = "AWS::Logs::LogGroup"
    case parameter = "AWS::SSM::Parameter"
    case queue = "AWS::SQS::Queue"
    case role = "AWS::IAM::Role"
    case stateMachine = "AWS::StepFunctions::StateMachine"
    case stream = "AWS::Kinesis::Stream"
    case table = "AWS::DynamoDB::Table"
    case topic = "AWS::SNS::Topic"

    init?(type: String) {
        self.init(rawValue: type)
    }

    /// What is asked for.
    enum Wanted: CustomStringConvertible {
        case ref
        case attribute(String)

        var description: String {
            switch self {
            case .ref: "the id"
            case .attribute(let name): quoted(name)
            }
        }
    }

    /// The property that has the name.
    var property: String {
        switch self {
        case .bucket: "BucketName"
        case .eventBus, .parameter, .stream: "Name"
        case .function: "FunctionName"
        case .logGroup: "LogGroupName"
        case .queue: "QueueName"
        case .role: "RoleName"
        case .stateMachine: "StateMachineName"
        case .table: "TableName"
        case .topic: "TopicName"
        }
    }

    /// What `Ref` or `Fn::GetAtt` gives; `nil` for what is not known before it is deployed.
    func value(_ wanted: Wanted, named name: String, in cloud: CloudFormation) -> String? {
        switch (self, wanted) {
        case (.queue, .ref), (.queue, .attribute("QueueUrl")):
            "https://sqs.\(cloud.region).amazonaws.com/\(cloud.accountId)/\(name)"
        case (.topic, .ref), (.topic, .attribute("TopicArn")), (.stateMachine, .ref): arn(named: name, in: cloud)
        case (_, .ref), (.queue, .attribute("QueueName")), (.topic, .attribute("TopicName")),
            (.stateMachine, .attribute("Name")), (.eventBus, .attribute("Name")):
            name
        case (.bucket, .attribute("DomainName")): "\(name).s3.amazonaws.com"
        case (.bucket, .attribute("RegionalDomainName")): "\(name).s3.\(cloud.region).amazonaws.com"
        case (.topic, _), (.parameter, _): nil
        case (_, .attribute("Arn")): arn(named: name, in: cloud)
        default: nil
        }
    }

    private func arn(named name: String, in cloud: CloudFormation) -> String {
        let place = "\(cloud.region):\(cloud.accountId)"
        return switch self {
        case .bucket: "arn:aws:s3:::\(name)"
        case .eventBus: "arn:aws:events:\(place):event-bus/\(name)"
        case .function: "arn:aws:lambda:\(place):function:\(name)"
        case .logGroup: "arn:aws:logs:\(place):log-group:\(name):*"
        case .parameter: "arn:aws:ssm:\(place):parameter/\(name)"
        case .queue: "arn:aws:sqs:\(place):\(name)"
        case .role: "arn:aws:iam::\(cloud.accountId):role/\(name)"
        case .stateMachine: "arn:aws:states:\(place):stateMachine:\(name)"
        case .stream: "arn:aws:kinesis:\(place):stream/\(name)"
        case .table: "arn:aws:dynamodb:\(place):table/\(name)"
        case .topic: "arn:aws:sns:\(place):\(name)"
        }
    }
}
