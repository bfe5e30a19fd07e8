// SPDX-License-Identifier: Apache-2.0

extension CloudFormation {
    /// Why a part of a tree is not known here; `nil` when all of it is.
    func reasonNotToKnow(_ node: YAMLNode) -> String? {
        if node.unresolved != nil || Self.isFunction(node) {
            guard case .unknown(let unknown) = text(of: node) else { return nil }
            return unknown.reason
        }
        switch node.content {
        case .scalar, .unresolved: return nil
        case .sequence(let elements): return elements.lazy.compactMap(reasonNotToKnow).first
        case .mapping(let mapping): return mapping.entries.lazy.compactMap { self.reasonNotToKnow($0.value) }.first
        }
    }

    /// A tree in which CloudFormation's functions are replaced by what they come to.
    ///
    /// - Parameters:
    ///   - node: The tree.
    ///   - key: What it is, for the messages.
    ///   - problems: Takes what is not known here.
    /// - Returns: The tree; `nil` for `AWS::NoValue`, and after a problem.
    func evaluated(_ node: YAMLNode, for key: String, noting problems: inout ProblemCollector) -> YAMLNode? {
        if node.unresolved != nil || Self.isFunction(node) {
            switch text(of: node) {
            case .text(let text): return YAMLNode(text: text, at: node.position)
            case .absent: return nil
            case .unknown(let unknown):
                let message = "\(quoted(key)) is not known here: \(unknown.reason)"
                problems.note(message, at: unknown.position, suggestion: unknown.suggestion ?? "write it out")
                return nil
            case .wrong(let kind, let position):
                problems.note("\(quoted(key)) has \(kind)", at: position, suggestion: "write it out")
                return nil
            }
        }
        switch node.content {
        case .scalar, .unresolved: return node
        case .sequence(let elements):
            let values = elements.compactMap { evaluated($0, for: key, noting: &problems) }
            return YAMLNode(position: node.position, content: .sequence(values))
        case .mapping(let mapping):
            let entries = mapping.entries.compactMap { entry in
                evaluated(entry.value, for: entry.key.text, noting: &problems).map {
                    YAMLMapping.Entry(key: entry.key, value: $0)
                }
            }
            return YAMLNode(position: node.position, content: .mapping(YAMLMapping(entries: entries)))
        }
    }
}
