// SPDX-License-Identifier: Apache-2.0

/// What `resources` of a serverless.yml declares: a CloudFormation template, or a list of fragments that make one.
package struct CloudFormationTemplate: Sendable, Hashable {
    package let resources: [Resource]
    /// `Resources`, and what `extensions` changes of the framework's, of all fragments: as they are written.
    let entries, extensions: [YAMLMapping.Entry]
    /// Where each is among them.
    private let indices: [[UInt8]: Int]
    /// What parameters are set to, or else what they usually are.
    let parameters: [String: YAMLNode]

    /// One resource.
    package struct Resource: Sendable, Hashable {
        package let logicalId: String
        /// Such as `AWS::DynamoDB::Table`.
        package let type: String
        package let properties: YAMLMapping
        /// Where it is declared.
        package let position: SourcePosition
    }

    /// Reads what is there; what is no template says nothing.
    ///
    /// - Parameters:
    ///   - node: The value of `resources`, with its variables resolved.
    ///   - stackParameters: That of `provider.stackParameters`: what somebody sets parameters to.
    package init(_ node: YAMLNode?, stackParameters: YAMLNode? = nil) {
        let fragments = node?.sequence ?? node.map { [$0] } ?? []
        var merged = MergedMapping()
        for fragment in fragments.compactMap(\.mapping) { merged.add(fragment) }
        let whole = merged.mapping
        entries = whole["Resources"]?.value.mapping?.entries ?? []
        extensions = whole["extensions"]?.value.mapping?.entries ?? []
        resources = entries.compactMap { entry in
            guard let mapping = entry.value.mapping, let type = mapping["Type"]?.value.scalar?.text else { return nil }
            return Resource(
                logicalId: entry.key.text,
                type: type,
                properties: mapping["Properties"]?.value.mapping ?? YAMLMapping(entries: []),
                position: entry.key.position
            )
        }
        indices = Dictionary(resources.enumerated().map { (Array($1.logicalId.utf8), $0) }) { first, _ in first }
        var parameters: [String: YAMLNode] = [:]
        for entry in whole["Parameters"]?.value.mapping?.entries ?? [] {
            parameters[entry.key.text] = entry.value.mapping?["Default"]?.value
        }
        if let stackParameters, !stackParameters.isNull {
            parameters = Self.parameters(parameters, setBy: stackParameters)
        }
        self.parameters = parameters
    }

    /// Parameters as they are set; nothing is known of any if it cannot be told which are.
    private static func parameters(_ usual: [String: YAMLNode], setBy node: YAMLNode) -> [String: YAMLNode] {
        var parameters = usual
        for element in node.sequence ?? [node] {
            guard let name = element.mapping?["ParameterKey"]?.value.scalar?.text else { return [:] }
            parameters[name] = element.mapping?["ParameterValue"]?.value
        }
        return parameters
    }

    /// Whether it declares something of this name that belongs to API Gateway.
    func isOfAPIGateway(_ logicalId: String) -> Bool {
        resource(logicalId)?.type.hasPrefix("AWS::ApiGateway") == true
    }

    package func resource(_ logicalId: String) -> Resource? {
        indices[Array(logicalId.utf8)].map { resources[$0] }
    }
}

/// Fragments put together, one inside the other; of two values that are no maps the later one counts, as the framework
/// merges them.
private struct MergedMapping {
    private var entries: [YAMLMapping.Entry] = []
    /// What became of a map that occurs more than once.
    private var inner: [Int: MergedMapping] = [:]
    private var indices: [[UInt8]: Int] = [:]

    mutating func add(_ mapping: YAMLMapping) {
        for entry in mapping.entries {
            let key = Array(entry.key.text.utf8)
            guard let index = indices[key] else {
                indices[key] = entries.count
                entries.append(entry)
                continue
            }
            guard let known = entries[index].value.mapping, let new = entry.value.mapping else {
                entries[index] = entry
                inner[index] = nil
                continue
            }
            if inner[index] == nil {
                inner[index] = MergedMapping()
                inner[index]?.add(known)
            }
            inner[index]?.add(new)
        }
    }

    var mapping: YAMLMapping {
        YAMLMapping(
            entries: entries.enumerated().map { index, entry in
                guard let merged = inner[index] else { return entry }
                let value = YAMLNode(position: entry.value.position, content: .mapping(merged.mapping))
                return YAMLMapping.Entry(key: entry.key, value: value)
            }
        )
    }
}
