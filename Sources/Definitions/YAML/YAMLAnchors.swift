// SPDX-License-Identifier: Apache-2.0

/// A part of the tree with its dimensions, so that repeating it by an alias can be weighed without walking it.
struct YAMLSubtree {
    let node: YAMLNode
    /// How many nodes it holds, itself and the contents of aliases included.
    let size: Int
    /// How many levels of lists and maps it holds: 0 for a scalar.
    let height: Int

    /// The dimensions of the children of a list or map.
    struct Measure {
        private(set) var size = 0
        private(set) var height = 0

        mutating func add(_ child: YAMLSubtree) {
            size += child.size
            height = max(height, child.height)
        }
    }
}

/// The nodes that have been given a name with `&name`, for `*name` to repeat.
struct YAMLAnchors {
    private enum State {
        /// The node is still being read, so an alias here would contain itself.
        case open
        case closed(YAMLSubtree)
    }

    private var states: [String: State] = [:]
    private var names: [String] = []

    mutating func open(_ name: String?) {
        define(name, as: .open)
    }

    /// A later anchor of the same name takes the place of an earlier one (YAML 1.2.2 §7.1).
    mutating func close(_ name: String?, as subtree: YAMLSubtree) {
        define(name, as: .closed(subtree))
    }

    private mutating func define(_ name: String?, as state: State) {
        guard let name else { return }
        if states.updateValue(state, forKey: name) == nil {
            names.append(name)
        }
    }

    /// What an alias stands for, as if it were written where the alias is.
    func subtree(named name: String, at position: SourcePosition) throws(DefinitionProblems) -> YAMLSubtree {
        switch states[name] {
        case nil:
            let suggestion = didYouMean(name, among: names, plural: "anchors")
            throw DefinitionProblems(at: position, "unknown anchor \(quoted(name))", suggestion)
        case .open:
            throw DefinitionProblems(at: position, "the alias \(quoted("*" + name)) stands inside its own anchor")
        case .closed(let subtree):
            let original = subtree.node
            let node = YAMLNode(position: position, tag: original.tag, content: original.content)
            return YAMLSubtree(node: node, size: subtree.size, height: subtree.height)
        }
    }
}
