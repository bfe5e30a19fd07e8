// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// `AWS::ApiGateway::GatewayResponse`, read as `gatewayResponses` of a routes.yml is.
///
/// - Source: CloudFormation user guide, `AWS::ApiGateway::GatewayResponse`.
extension ServerlessResources {
    private static let gatewayResponseType = "AWS::ApiGateway::GatewayResponse"

    /// Reads all of them.
    ///
    /// - Returns: What they say, and what is allowed but hardly meant.
    /// - Throws: Everything that is wrong with them.
    package func gatewayResponses() throws(DefinitionProblems) -> (
        responses: [GatewayResponse], warnings: [DefinitionProblem]
    ) {
        var routes = RoutesReader(problems: ProblemCollector())
        routes.kind = .rest
        var entries: [YAMLMapping.Entry] = []
        for resource in cloud.template.resources where resource.type == Self.gatewayResponseType {
            guard let entry = gatewayResponse(resource, noting: &routes.problems) else { continue }
            if let other = entries.first(where: { $0.key.text == entry.key.text }) {
                routes.problems.note(
                    "the gateway response \(quoted(entry.key.text)) is declared twice, first at \(other.key.position)",
                    at: entry.key.position,
                    suggestion: "keep one of them"
                )
                continue
            }
            entries.append(entry)
        }
        guard let first = entries.first else {
            try routes.problems.throwIfAny()
            return ([], [])
        }
        let node = YAMLNode(position: first.key.position, content: .mapping(YAMLMapping(entries: entries)))
        let key = YAMLMapping.Key(
            position: first.key.position,
            scalar: YAMLScalar(text: "gatewayResponses", style: .plain)
        )
        let responses = routes.readGatewayResponses(YAMLMapping.Entry(key: key, value: node))
        try routes.problems.throwIfAny()
        return (responses, routes.warnings.problems)
    }

    /// One of them as routes.yml has it: its type, and what is said about it.
    private func gatewayResponse(
        _ resource: CloudFormationTemplate.Resource,
        noting problems: inout ProblemCollector
    ) -> YAMLMapping.Entry? {
        let names = [
            "StatusCode": "statusCode", "ResponseParameters": "responseParameters",
            "ResponseTemplates": "responseTemplates",
        ]
        guard let type = resource.properties["ResponseType"] else {
            problems.note(
                "the gateway response \(quoted(resource.logicalId)) has no ResponseType",
                at: resource.position,
                suggestion: "add \"ResponseType: DEFAULT_4XX\""
            )
            return nil
        }
        guard let typeNode = cloud.evaluated(type.value, for: type.key.text, noting: &problems),
            let typeText = problems.text(typeNode, for: type.key.text)
        else { return nil }
        let entries = resource.properties.entries.compactMap { entry -> YAMLMapping.Entry? in
            guard let name = names[entry.key.text], !entry.value.isNull,
                let value = cloud.evaluated(entry.value, for: entry.key.text, noting: &problems)
            else { return nil }
            let scalar = YAMLScalar(text: name, style: .plain)
            return YAMLMapping.Entry(
                key: YAMLMapping.Key(position: entry.key.position, scalar: scalar),
                value: value
            )
        }
        return YAMLMapping.Entry(
            key: YAMLMapping.Key(position: typeNode.position, scalar: YAMLScalar(text: typeText, style: .plain)),
            value: YAMLNode(position: resource.position, content: .mapping(YAMLMapping(entries: entries)))
        )
    }
}
