// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What CloudFormation would make of the functions in a template, as far as that can be known before anything is
/// deployed.
///
/// - Source: CloudFormation user guide, "Intrinsic function reference", "Get AWS values using pseudo parameters".
package struct CloudFormation: Sendable {
    package let region: String
    package let accountId: String
    package let stackName: String
    package let template: CloudFormationTemplate
    /// The functions of the service: their keys and deployed names, by the ids that the framework gives them.
    private let functions: [String: Function]

    package struct Function: Sendable, Hashable {
        package let key: String
        package let deployedName: String

        package init(key: String, deployedName: String) {
            self.key = key
            self.deployedName = deployedName
        }
    }

    /// Collects what is known.
    ///
    /// - Parameters:
    ///   - template: What `resources` declares.
    ///   - functions: The service's functions.
    ///   - stackName: `provider.stackName`, or `SERVICE-STAGE`.
    ///   - region: Where the service would be.
    ///   - accountId: Whose it would be.
    package init(
        template: CloudFormationTemplate,
        functions: [Function],
        stackName: String,
        region: String,
        accountId: String = APIIdentity().accountId
    ) {
        self.template = template
        self.functions = Dictionary(functions.map { (Self.logicalId(ofFunction: $0.key), $0) }) { first, _ in first }
        self.stackName = stackName
        self.region = region
        self.accountId = accountId
    }

    /// What a value comes to.
    package enum Answer: Sendable, Hashable {
        case text(String)
        /// `AWS::NoValue`: as if nothing were written.
        case absent
        /// Known only once it is deployed, or not on this machine.
        case unknown(Unknown)
        /// Neither a text nor such a function; what it is: `a list`.
        case wrong(String, at: SourcePosition)
    }

    /// Why a value is not known.
    package struct Unknown: Sendable, Hashable {
        /// A sentence without its end: `"Fn::ImportValue" is known only once it is deployed`.
        package let reason: String
        /// What to do about it, where something can be done.
        package let suggestion: String?
        package let position: SourcePosition
    }

    /// Evaluates a value.
    ///
    /// - Parameter node: A text, or one of CloudFormation's functions: `Ref`, `Fn::GetAtt`, `Fn::Join`, `Fn::Sub`,
    ///   `Fn::Select`.
    /// - Returns: What it comes to.
    package func text(of node: YAMLNode) -> Answer {
        var evaluation = CloudFormationEvaluation(cloud: self)
        return evaluation.answer(to: node)
    }

    /// Whether a value is one of CloudFormation's functions, known or not.
    package static func isFunction(_ node: YAMLNode) -> Bool {
        guard let entries = node.mapping?.entries, entries.count == 1, let key = entries.first?.key.text else {
            return false
        }
        return key == "Ref" || key == "Condition" || key.hasPrefix("Fn::")
    }

    /// The function that has a logical id.
    package func function(logicalId: String) -> Function? { functions[logicalId] }

    /// The function of the service that an ARN, or an ARN inside of the URI of an API's integration, names.
    ///
    /// Whose account it is deployed to is not known here, so any will do; a version or an alias of a function is its code
    /// as it is here. What is in another region is another function.
    ///
    /// - Source: API Gateway API reference, `CreateAuthorizer`, `authorizerUri`:
    ///   "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{Lambda ARN}/invocations".
    package func function(inARN text: String) -> Function? {
        var arn = text[...]
        let path = ":lambda:path/2015-03-31/functions/"
        if let start = text.firstRange(of: path)?.upperBound {
            arn = text[start...]
            guard arn.hasSuffix("/invocations") else { return nil }
            arn = arn.dropLast("/invocations".count)
        }
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 7 || parts.count == 8, parts[0] == "arn", parts[2] == "lambda", parts[3] == region,
            parts[5] == "function"
        else {
            return nil
        }
        return functions.values.first { $0.deployedName.utf8.elementsEqual(parts[6].utf8) }
    }

    /// What the framework calls a function in its template.
    ///
    /// - Source: Serverless Framework documentation, "AWS Infrastructure Resources", "AWS CloudFormation Resource
    ///   Reference".
    package static func logicalId(ofFunction key: String) -> String {
        let words = key.map { $0 == "-" ? "Dash" : $0 == "_" ? "Underscore" : String($0) }.joined()
        return words.prefix(1).uppercased() + words.dropFirst() + "LambdaFunction"
    }

    /// The ARN of a function of the service.
    func arn(of function: Function) -> String {
        "arn:aws:lambda:\(region):\(accountId):function:\(function.deployedName)"
    }
}
