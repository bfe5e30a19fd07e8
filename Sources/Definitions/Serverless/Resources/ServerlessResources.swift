// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// What `resources` declares of API Gateway's own.
package struct ServerlessResources {
    package let cloud: CloudFormation

    package init(cloud: CloudFormation) {
        self.cloud = cloud
    }

    /// The CloudFormation type of an authorizer, for each kind of API.
    static func authorizerType(of kind: API.Kind) -> String {
        switch kind {
        case .rest: "AWS::ApiGateway::Authorizer"
        case .http: "AWS::ApiGatewayV2::Authorizer"
        }
    }

    /// The logical id in `authorizerId` or `id`: `{Ref: X}`, `{Fn::GetAtt: [X, AuthorizerId]}`, or a text that is one.
    package func logicalId(in node: YAMLNode) -> String? {
        if let text = node.scalar?.text { return cloud.template.resource(text)?.logicalId }
        guard CloudFormation.isFunction(node), let entry = node.mapping?.entries.first else { return nil }
        switch entry.key.text {
        case "Ref": return entry.value.scalar?.text
        case "Fn::GetAtt":
            let text = entry.value.sequence?.first?.scalar?.text ?? entry.value.scalar?.text
            return text?.split(separator: ".").first.map(String.init)
        default: return nil
        }
    }

    /// The authorizers of one kind of API.
    package func authorizerIds(of kind: API.Kind) -> [String] {
        cloud.template.resources.filter { $0.type == Self.authorizerType(of: kind) }.map(\.logicalId)
    }

    /// Reads one authorizer.
    ///
    /// Each is read when a route asks for it: what nobody asks for may be what it likes.
    ///
    /// - Parameters:
    ///   - logicalId: Its key in `Resources`.
    ///   - kind: The API whose route asks.
    ///   - position: Where it is asked for.
    /// - Returns: What it says.
    /// - Throws: Everything that is wrong with it.
    package func authorizer(
        _ logicalId: String,
        of kind: API.Kind,
        askedAt position: SourcePosition
    ) throws(DefinitionProblems) -> ResourceAuthorizer {
        let type = Self.authorizerType(of: kind)
        guard let resource = cloud.template.resource(logicalId) else {
            throw DefinitionProblems(
                at: position,
                "\"resources\" declares no authorizer \(quoted(logicalId))",
                didYouMean(logicalId, among: authorizerIds(of: kind), plural: "ones of \(kind.plural)")
            )
        }
        guard resource.type == type else {
            throw DefinitionProblems(
                at: position,
                "\(quoted(logicalId)) is of the type \(quoted(resource.type))",
                "\(kind.plural) want one of \(quoted(type))"
            )
        }
        var reader = ResourceAuthorizerReader(resource: resource, cloud: cloud, kind: kind)
        let authorizer = reader.read()
        try reader.routes.problems.throwIfAny()
        guard let authorizer else { preconditionFailure("what cannot be read is a problem") }
        return authorizer
    }
}
