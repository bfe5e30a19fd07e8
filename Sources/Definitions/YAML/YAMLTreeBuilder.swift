// SPDX-License-Identifier: Apache-2.0

/// Builds the tree from the events, within the limits.
struct YAMLTreeBuilder: ~Copyable {
    private var events: YAMLEventReader
    private let limits: YAMLLimits
    private var anchors = YAMLAnchors()
    private var nodeCount = 0
    /// Keys that occur twice.
    private(set) var problems: [DefinitionProblem] = []

    init(events: consuming YAMLEventReader, limits: YAMLLimits) {
        self.events = events
        self.limits = limits
    }

    /// The only document of the stream, if there is one.
    mutating func document() throws(DefinitionProblems) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamEnd:
                return root
            case .documentStart where root == nil:
                root = try subtree(from: try events.next(), depth: 0).node
            case .documentStart:
                throw DefinitionProblems(
                    at: event.position,
                    "a second document starts here",
                    "keep one document in a file"
                )
            default:
                continue
            }
        }
    }

    /// Reads the node that an event begins, inside `depth` lists and maps.
    private mutating func subtree(from event: YAMLEvent, depth: Int) throws(DefinitionProblems) -> YAMLSubtree {
        switch event.kind {
        case .alias(let name):
            let subtree = try anchors.subtree(named: name, at: event.position)
            try admit(nodes: subtree.size, levels: depth + subtree.height, at: event.position)
            return subtree
        case .scalar(let scalar, let properties):
            try admit(nodes: 1, levels: depth, at: event.position)
            let node = YAMLNode(position: event.position, tag: properties.tag, content: .scalar(scalar))
            let subtree = YAMLSubtree(node: node, size: 1, height: 0)
            anchors.close(properties.anchor, as: subtree)
            return subtree
        case .sequenceStart(let properties):
            return try collection(at: event.position, properties, isMapping: false, depth: depth + 1)
        case .mappingStart(let properties):
            return try collection(at: event.position, properties, isMapping: true, depth: depth + 1)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            preconditionFailure("libyaml's events are balanced")
        }
    }

    private mutating func collection(
        at position: SourcePosition,
        _ properties: YAMLEvent.Properties,
        isMapping: Bool,
        depth: Int
    ) throws(DefinitionProblems) -> YAMLSubtree {
        try admit(nodes: 1, levels: depth, at: position)
        anchors.open(properties.anchor)
        var measure = YAMLSubtree.Measure()
        let content: YAMLNode.Content =
            isMapping
            ? .mapping(try mapping(depth: depth, &measure))
            : .sequence(try sequence(depth: depth, &measure))
        let node = YAMLNode(position: position, tag: properties.tag, content: content)
        let subtree = YAMLSubtree(node: node, size: measure.size + 1, height: measure.height + 1)
        anchors.close(properties.anchor, as: subtree)
        return subtree
    }

    private mutating func sequence(
        depth: Int,
        _ measure: inout YAMLSubtree.Measure
    ) throws(DefinitionProblems) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return elements }
            let element = try subtree(from: event, depth: depth)
            measure.add(element)
            elements.append(element.node)
        }
    }

    private mutating func mapping(
        depth: Int,
        _ measure: inout YAMLSubtree.Measure
    ) throws(DefinitionProblems) -> YAMLMapping {
        var entries: [YAMLMapping.Entry] = []
        // By bytes: a Swift String would take two spellings of one accented letter for the same key.
        var firstPositions: [[UInt8]: SourcePosition] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { return YAMLMapping(entries: entries) }
            let keySubtree = try subtree(from: event, depth: depth)
            let key = try key(from: keySubtree.node)
            let value = try subtree(from: try events.next(), depth: depth)
            measure.add(keySubtree)
            measure.add(value)
            if let first = firstPositions[Array(key.text.utf8)] {
                problems.append(
                    DefinitionProblem(
                        at: key.position,
                        "the key \(quoted(key.text)) occurs twice, first at \(first)",
                        suggestion: "keep one of them"
                    )
                )
            } else {
                firstPositions[Array(key.text.utf8)] = key.position
                entries.append(YAMLMapping.Entry(key: key, value: value.node))
            }
        }
    }

    private func key(from node: YAMLNode) throws(DefinitionProblems) -> YAMLMapping.Key {
        guard let scalar = node.scalar else {
            throw DefinitionProblems(
                at: node.position,
                "a key wants a text, this is \(node.kind)",
                "put it in quotes if it is meant as a text"
            )
        }
        return YAMLMapping.Key(position: node.position, tag: node.tag, scalar: scalar)
    }

    private mutating func admit(
        nodes: Int,
        levels: Int,
        at position: SourcePosition
    ) throws(DefinitionProblems) {
        nodeCount += nodes
        guard nodeCount <= limits.nodes else {
            throw DefinitionProblems(
                at: position,
                "the file holds more than \(limits.nodes) values, those of its aliases included",
                "make it smaller"
            )
        }
        guard levels <= limits.depth else {
            throw DefinitionProblems(
                at: position,
                "lists and maps are nested more than \(limits.depth) levels deep",
                "make it flatter"
            )
        }
    }
}

extension DefinitionProblems {
    init(at position: SourcePosition, _ message: String, _ suggestion: String? = nil) {
        self.init(DefinitionProblem(at: position, message, suggestion: suggestion))
    }
}
