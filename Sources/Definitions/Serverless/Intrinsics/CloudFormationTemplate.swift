// SPDX-License-Identifier: Apache-2.0

/// What `resources` of a serverless.yml declares: a CloudFormation template, or a list of fragments that make one.
package struct CloudFormationTemplate: Sendable, Hashable {
    package let resources: [Resource]
    /// `Resources`, and what `extensions` changes of the framework's, of all fragments: as they are written.
    let entries, extensions: [YAMLMapping.Entry]
    /// What parameters are unless somebody sets them.
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
    /// - Parameter node: The value of `resources`, with its variables resolved.
    package init(_ node: YAMLNode?) {
        let fragments = node?.sequence ?? node.map { [$0] } ?? []
        let whole = fragments.reduce(YAMLMapping(entries: [])) { $0.merging($1.mapping) }
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
        var parameters: [String: YAMLNode] = [:]
        for entry in whole["Parameters"]?.value.mapping?.entries ?? [] {
            parameters[entry.key.text] = entry.value.mapping?["Default"]?.value
        }
        self.parameters = parameters
    }

    package func resource(_ logicalId: String) -> Resource? {
        resources.first { $0.logicalId.utf8.elementsEqual(logicalId.utf8) }
    }
}

extension YAMLMapping {
    /// Both, one inside the other; of two values that are no maps the later one counts, as the framework merges fragments.
    fileprivate func merging(_ other: YAMLMapping?) -> YAMLMapping {
        guard let other else { return self }
        var entries = entries
        var indices: [[UInt8]: Int] = [:]
        for (index, entry) in entries.enumerated() { indices[Array(entry.key.text.utf8)] = index }
        for entry in other.entries {
            guard let index = indices[Array(entry.key.text.utf8)] else {
                entries.append(entry)
                continue
            }
            guard let mapping = entries[index].value.mapping, entry.value.mapping != nil else {
                entries[index] = entry
                continue
            }
            let merged = mapping.merging(entry.value.mapping)
            let value = YAMLNode(position: entries[index].value.position, content: .mapping(merged))
            entries[index] = Entry(key: entries[index].key, value: value)
        }
        return YAMLMapping(entries: entries)
    }
}
