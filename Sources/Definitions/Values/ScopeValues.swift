// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// Scopes, which routes.yml asks of tokens and tenant.yml gives to them.
extension ProblemCollector {
    /// A list, or one text with spaces between, as a token has them (RFC 6749 §3.3).
    mutating func scopes(_ node: YAMLNode, for key: String) -> [(scope: String, node: YAMLNode)] {
        var scopes: [(scope: String, node: YAMLNode)] = []
        for (text, element) in texts(node, for: key) {
            let isAlone = element == node
            let words = isAlone ? text.split(separator: " ").map(String.init) : [text]
            if words.isEmpty {
                note("\(quoted(key)) is \(quoted(text)), which names no scope", at: element.position)
            }
            for word in words where isScope(word, at: element.position) {
                if scopes.contains(where: { $0.scope == word }) {
                    noteRepetition(of: word, in: key, at: element.position)
                } else {
                    scopes.append((word, element))
                }
            }
        }
        return scopes
    }

    /// Whether a text can be a scope, after noting why not.
    mutating func isScope(_ text: String, at position: SourcePosition) -> Bool {
        if !text.isEmpty, text.utf8.allSatisfy(\.isScopeCharacter) { return true }
        note(
            "\(quoted(text)) is no scope",
            at: position,
            suggestion: "a scope is ASCII without spaces, quotes and backslashes (RFC 6749 §3.3)"
        )
        return false
    }

    /// Notes a scope that an API does not have, if the API says which it has.
    mutating func checkScope(_ scope: String, of api: Tenant.API, at position: SourcePosition) {
        guard let known = api.scopes?.map(\.value), !known.contains(scope) else { return }
        note(
            "the API \(quoted(api.identifier)) has no scope \(quoted(scope))",
            at: position,
            suggestion: didYouMean(scope, among: known, plural: "scopes")
        )
    }
}

extension UInt8 {
    /// RFC 6749 §3.3, `scope-token`.
    fileprivate var isScopeCharacter: Bool {
        self == 0x21 || 0x23...0x5B ~= self || 0x5D...0x7E ~= self
    }
}
