// SPDX-License-Identifier: Apache-2.0

/// Carries out merge keys and turns CloudFormation's short tags into maps, as the framework does before it looks at
/// variables.
///
/// - Source: YAML 1.1, "Merge Key Language-Independent Type": a key that is already there wins, and of several merged maps
///   the earlier one.
struct YAMLNormalizer {
    var problems = ProblemCollector()

    mutating func normalized(_ node: YAMLNode) -> YAMLNode {
        let content: YAMLNode.Content
        switch node.content {
        case .scalar(let scalar):
            if node.tag == nil { return node }
            content = .scalar(scalar)
        case .unresolved: return node
        case .sequence(let elements): content = .sequence(elements.map { normalized($0) })
        case .mapping(let mapping): content = .mapping(merged(mapping))
        }
        guard let tag = node.tag else { return YAMLNode(position: node.position, content: content) }
        return tagged(tag, YAMLNode(position: node.position, content: content))
    }

    private mutating func merged(_ mapping: YAMLMapping) -> YAMLMapping {
        var entries: [YAMLMapping.Entry] = []
        var merges: [YAMLNode] = []
        for entry in mapping.entries {
            if let tag = entry.key.tag, tag != "tag:yaml.org,2002:str" { note(tag, at: entry.key.position) }
            let value = normalized(entry.value)
            if entry.key.isMerge {
                merges += value.sequence ?? [value]
            } else {
                entries.append(YAMLMapping.Entry(key: entry.key, value: value))
            }
        }
        guard !merges.isEmpty else { return YAMLMapping(entries: entries) }
        var keys = Set(entries.map { Array($0.key.text.utf8) })
        for merge in merges {
            guard let other = merge.mapping else {
                problems.note(
                    "\"<<\" wants a map, or a list of maps, this is \(merge.kind)",
                    at: merge.position,
                    suggestion: "write an alias, such as <<: *defaults; variables are looked at later"
                )
                continue
            }
            entries += other.entries.filter { keys.insert(Array($0.key.text.utf8)).inserted }
        }
        return YAMLMapping(entries: entries)
    }

    /// A node without its tag, or what its tag makes of it.
    private mutating func tagged(_ tag: String, _ node: YAMLNode) -> YAMLNode {
        switch tag {
        case "!", "tag:yaml.org,2002:str":
            guard let scalar = node.scalar else { return node }
            let style = scalar.isQuoted ? scalar.style : .doubleQuoted
            return YAMLNode(position: node.position, content: .scalar(YAMLScalar(text: scalar.text, style: style)))
        case "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq": return node
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null":
            guard let scalar = node.scalar else { return node }
            return YAMLNode(position: node.position, content: .scalar(YAMLScalar(text: scalar.text, style: .plain)))
        default: break
        }
        guard tag.hasPrefix("!"), let name = CloudFormationFunction.name(ofTag: String(tag.dropFirst())) else {
            note(tag, at: node.position)
            return node
        }
        return CloudFormationFunction.node(name, of: node)
    }

    private mutating func note(_ tag: String, at position: SourcePosition) {
        let prefix = "tag:yaml.org,2002:"
        let written = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
        problems.note(
            "unknown tag \(quoted(written))",
            at: position,
            suggestion: didYouMean(written, among: CloudFormationFunction.tags.map { "!" + $0 }, plural: "tags")
        )
    }
}

/// CloudFormation's functions, as tags and as keys.
///
/// - Source: CloudFormation user guide, "Intrinsic function reference".
enum CloudFormationFunction {
    static let tags = [
        "And", "Base64", "Cidr", "Condition", "Equals", "FindInMap", "ForEach", "GetAtt", "GetAZs", "If", "ImportValue",
        "Join", "Length", "Not", "Or", "Ref", "Select", "Split", "Sub", "ToJsonString", "Transform",
    ]

    /// `Fn::Sub` for `Sub`; `Ref` and `Condition` have no prefix.
    static func name(ofTag tag: String) -> String? {
        guard tags.contains(where: { $0.utf8.elementsEqual(tag.utf8) }) else { return nil }
        return tag == "Ref" || tag == "Condition" ? tag : "Fn::" + tag
    }

    /// `{Fn::Sub: …}`; all of it stands where the tag does.
    static func node(_ name: String, of argument: YAMLNode) -> YAMLNode {
        var argument = argument
        // `!GetAtt Table.Arn` is the list of both; what follows the first dot may have dots of its own.
        if name == "Fn::GetAtt", let scalar = argument.scalar {
            let parts = scalar.text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            let position = argument.position
            argument = YAMLNode(
                position: position,
                content: .sequence(parts.map { YAMLNode(text: String($0), at: position) })
            )
        }
        let key = YAMLMapping.Key(position: argument.position, scalar: YAMLScalar(text: name, style: .plain))
        let entry = YAMLMapping.Entry(key: key, value: argument)
        return YAMLNode(position: argument.position, content: .mapping(YAMLMapping(entries: [entry])))
    }
}

extension YAMLNode {
    /// A text, whatever it looks like.
    init(text: String, at position: SourcePosition) {
        self.init(position: position, content: .scalar(YAMLScalar(text: text, style: .doubleQuoted)))
    }
}
