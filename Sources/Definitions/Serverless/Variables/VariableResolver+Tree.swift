// SPDX-License-Identifier: Apache-2.0

/// The tree that is left when everything is replaced.
extension VariableResolver {
    /// A value with everything in it resolved.
    ///
    /// What is repeated is shared, so that a tree costs what was written; its size counts each repetition.
    mutating func subtree(_ id: Int, level: Int = 0) -> YAMLSubtree {
        let result = target(of: id, level: level)
        guard let address = arena[id].guess, !result.node.isHarmlessFallback else { return result }
        let node = YAMLNode.unresolved(address, fallback: .node(result.node), at: arena[id].node.position)
        return YAMLSubtree(node: node, size: result.size, height: result.height)
    }

    private mutating func target(of id: Int, level: Int) -> YAMLSubtree {
        let target = settled(id)
        let node = arena[target].node
        let placeholder = YAMLSubtree(node: node, size: 1, height: 0)
        if target == ValueArena.failed { return placeholder }
        switch arena[target].subtree {
        case .done(let subtree):
            guard level + subtree.height <= limits.tree.depth else { return tooDeep(at: node.position) ?? placeholder }
            return subtree
        case .underway:
            noteCircle(through: target, by: arena[id].node)
            return placeholder
        case .untouched: break
        }
        guard node.scalar == nil, node.unresolved == nil else { return placeholder }
        guard level < limits.tree.depth else { return tooDeep(at: node.position) ?? placeholder }
        arena[target].subtree = .underway
        trail.enter(target, arena[id].node)
        var measure = YAMLSubtree.Measure()
        var nodes: [YAMLNode] = []
        for child in arena.children(of: target) {
            let part = subtree(child, level: level + 1)
            measure.add(part)
            nodes.append(part.node)
            guard measure.size < limits.tree.nodes else {
                _ = reachedLimit(
                    "the file holds more than \(limits.tree.nodes) values, those of its variables included",
                    at: node.position
                )
                break
            }
        }
        trail.leave()
        let content: YAMLNode.Content
        if let mapping = node.mapping {
            let entries = zip(mapping.entries, nodes).map { YAMLMapping.Entry(key: $0.key, value: $1) }
            content = .mapping(YAMLMapping(entries: entries))
        } else {
            content = .sequence(nodes)
        }
        let result = YAMLSubtree(
            node: YAMLNode(position: node.position, content: content),
            size: measure.size + 1,
            height: measure.height + 1
        )
        arena[target].subtree = .done(result)
        return result
    }

    private mutating func tooDeep(at position: SourcePosition) -> YAMLSubtree? {
        _ = reachedLimit("lists and maps are nested more than \(limits.tree.depth) levels deep", at: position)
        return nil
    }
}
