// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// Authorizers that are named by what they are in the cloud: an ARN, or the id of one that `resources` declares.
extension ServerlessReader {
    /// `arn`, of a function of this file or of another one, or of a user pool.
    mutating func remoteAuthorizer(
        arn node: YAMLNode,
        name: String?,
        kind: AuthorizerDefinition.Kind,
        ttl: Int?
    ) -> WrittenAuthorizer? {
        if let key = functionKey(of: node) {
            return WrittenAuthorizer(
                name: name ?? key,
                deployedName: name ?? arnName(node),
                position: node.position,
                kind: kind,
                resultTtlInSeconds: ttl,
                target: .function(key)
            )
        }
        let what: String
        switch cloudText(node) {
        case .text(let text) where text.contains(":cognito-idp:"):
            what = "the authorizer is a Cognito user pool, which is not emulated"
        case .text(let text): what = "the authorizer is \(quoted(text)), which is not in this file"
        case .unknown(let reason, _): what = "the authorizer is not in this file (\(reason))"
        case .wrong(let kind):
            problems.note("\"arn\" wants a text, this is \(kind)", at: node.position)
            return nil
        }
        return WrittenAuthorizer(
            name: name ?? arnName(node),
            position: node.position,
            kind: kind,
            resultTtlInSeconds: ttl,
            target: .elsewhere(what)
        )
    }

    /// What the framework calls an authorizer that has an ARN alone: what follows the last hyphen of its last part.
    func arnName(_ node: YAMLNode) -> String {
        guard case .text(let text) = cloudText(node) else {
            let reference = node.mapping?.entries.first?.value
            return reference?.scalar?.text.split(separator: ".").first.map(String.init)
                ?? reference?.sequence?.first?.scalar?.text ?? "authorizer"
        }
        let last = text.split(separator: ":").last ?? ""
        return last.split(separator: "-").last.map(String.init) ?? "authorizer"
    }

    /// The function of this file that an ARN names.
    func functionKey(of node: YAMLNode) -> String? {
        guard case .text(let text) = cloudText(node) else { return nil }
        return cloud.function(inARN: text)?.key
    }

    /// `authorizerId`, of one that `resources` declares.
    mutating func sharedAuthorizer(
        _ node: YAMLNode,
        kind: AuthorizerDefinition.Kind,
        ttl: Int?
    ) -> WrittenAuthorizer? {
        switch declaredAuthorizer(node, in: .rest) {
        case .declared(let authorizer): return authorizer
        case .refused: return nil
        case .notDeclared: break
        }
        let id = node.scalar?.text ?? arnName(node)
        return WrittenAuthorizer(
            name: id,
            position: node.position,
            origin: .resources,
            kind: kind,
            resultTtlInSeconds: ttl,
            target: .elsewhere("the authorizer \(quoted(id)) is not declared in this file")
        )
    }
}
