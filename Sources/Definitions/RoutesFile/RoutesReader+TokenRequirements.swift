// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What one `builtin:auth0` asks of a token, beyond what config.yml says for the project.
extension RoutesReader {
    static let tokenRequirementKeys = ["audience", "issuer", "jwksUri", "scopes"]

    mutating func tokenRequirements(
        in mapping: YAMLMapping,
        of handler: NamedHandler<BuiltInAuthorizer>?
    ) -> TokenRequirements? {
        let reason: String?
        switch handler {
        case .builtIn(.auth0), nil: reason = nil
        case .builtIn(let other): reason = "builtin:\(other.rawValue) looks at no token"
        case .function(let name): reason = "\(Self.functionPrefix)\(name) says itself what it looks at"
        }
        if let reason {
            for key in Self.tokenRequirementKeys {
                guard let entry = mapping[key] else { continue }
                problems.note(
                    "\(quoted(key)) is for builtin:auth0 only, \(reason)",
                    at: entry.key.position,
                    suggestion: "remove it"
                )
            }
            return TokenRequirements()
        }
        let known = problems.problems.count
        var requirements = TokenRequirements()
        if let node = mapping["audience"]?.value {
            requirements.audiences = audiences(node)
        }
        if let node = mapping["issuer"]?.value {
            requirements.issuer = comparable(node, for: "issuer").flatMap {
                problems.issuer($0, called: "issuer", at: node.position)
            }
        }
        if let node = mapping["jwksUri"]?.value {
            let folder = SourceFile.folder(of: node.position.file)
            requirements.keys = comparable(node, for: "jwksUri").flatMap {
                problems.keyLocation($0, called: "jwksUri", relativeTo: folder, at: node.position)
            }
        } else if let issuer = requirements.issuer, !issuer.contains("://"), let node = mapping["issuer"]?.value {
            problems.note(
                "issuer is \(quoted(issuer)), which is no URL and so does not say where its keys are",
                at: node.position,
                suggestion: "add \"jwksUri\""
            )
        }
        if let node = mapping["scopes"]?.value {
            requirements.scopes = problems.scopes(node, for: "scopes").map(\.scope)
        }
        return problems.problems.count == known ? requirements : nil
    }

    private mutating func comparable(_ node: YAMLNode, for key: String) -> String? {
        problems.text(node, for: key).flatMap { problems.comparable($0, called: key, at: node.position) }
    }

    private mutating func audiences(_ node: YAMLNode) -> [String] {
        problems.texts(node, for: "audience").compactMap { text, element in
            problems.comparable(text, called: "audience", at: element.position)
        }
    }
}
