// SPDX-License-Identifier: Apache-2.0

/// `resources` may change what the framework makes of events, their guards among it; that is not followed, and so refused.
///
/// - Source: Serverless Framework documentation, "AWS Infrastructure Resources", "Override AWS CloudFormation Resource".
extension ServerlessReader {
    mutating func refuseChangedResources(_ node: YAMLNode?) {
        for fragment in node?.sequence ?? node.map({ [$0] }) ?? [] {
            for place in ["Resources", "extensions"] {
                for entry in fragment.mapping?[place]?.value.mapping?.entries ?? [] where changesAPI(entry) {
                    problems.note(
                        "\(quoted(entry.key.text)) changes what events are deployed as, which is not followed: it may guard a route",
                        at: entry.key.position,
                        suggestion: "say it with the event, or leave it out here"
                    )
                }
            }
        }
    }

    private func changesAPI(_ entry: YAMLMapping.Entry) -> Bool {
        let name = entry.key.text
        let type = entry.value.mapping?["Type"]?.value.scalar?.text
        if type == "AWS::ApiGateway::RestApi" {
            return entry.value.mapping?["Properties"]?.value.mapping?["Policy"] != nil || name == "ApiGatewayRestApi"
        }
        if name == "ApiGatewayRestApi" || name == "HttpApi" || name == "HttpApiStage" { return true }
        if name.hasPrefix("ApiGatewayMethod") || name.hasPrefix("HttpApiRoute") { return true }
        return type == nil && (name.hasSuffix("ApiGatewayAuthorizer") || name.hasPrefix("HttpApiAuthorizer"))
    }
}
