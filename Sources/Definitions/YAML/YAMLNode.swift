// SPDX-License-Identifier: Apache-2.0

/// A value of a YAML file that knows where it was written.
package struct YAMLNode: Sendable, Hashable {
    /// Where the value begins; for an alias, where the alias stands.
    package let position: SourcePosition
    /// The tag that was written, resolved: `!Sub`, `tag:yaml.org,2002:str`.
    package let tag: String?
    package let content: Content

    package enum Content: Sendable, Hashable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping(YAMLMapping)
        /// In a serverless.yml alone, and none of the three, so that nobody takes its name for a value.
        case unresolved(UnresolvedVariable)
    }

    package init(position: SourcePosition, tag: String? = nil, content: Content) {
        self.position = position
        self.tag = tag
        self.content = content
    }

    package var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    package var sequence: [YAMLNode]? {
        if case .sequence(let nodes) = content { nodes } else { nil }
    }

    package var mapping: YAMLMapping? {
        if case .mapping(let mapping) = content { mapping } else { nil }
    }

    /// What this stands for, if it is a value that is not known here.
    package var unresolved: UnresolvedVariable? {
        if case .unresolved(let variable) = content { variable } else { nil }
    }

    /// Whether nothing was written, or a plain `null` or `~`.
    package var isNull: Bool { scalar?.isNull ?? false }

    /// The kind in words, with its article, for a message: `this is a list`.
    package var kind: String {
        switch content {
        case .sequence(let elements): elements.isEmpty ? "an empty list" : "a list"
        case .mapping(let mapping): mapping.entries.isEmpty ? "an empty map" : "a map"
        case .scalar(let scalar): scalar.kind
        case .unresolved: "a value that is not known here"
        }
    }
}

/// A map in the order in which it was written.
///
/// Each key occurs once: the reader reports a second one and leaves it out.
package struct YAMLMapping: Sendable, Hashable {
    package let entries: [Entry]

    package struct Entry: Sendable, Hashable {
        package let key: Key
        package let value: YAMLNode

        package init(key: Key, value: YAMLNode) {
            self.key = key
            self.value = value
        }
    }

    /// A key is a text: no format that we read has any other, and the reader refuses them.
    package struct Key: Sendable, Hashable {
        package let position: SourcePosition
        package let tag: String?
        package let scalar: YAMLScalar

        package init(position: SourcePosition, tag: String? = nil, scalar: YAMLScalar) {
            self.position = position
            self.tag = tag
            self.scalar = scalar
        }

        package var text: String { scalar.text }

        /// Whether it is the `<<` of YAML 1.1, which copies the keys of another map into this one.
        ///
        /// The tree keeps it as it was written. A format either carries it out or refuses it.
        package var isMerge: Bool { scalar.style == .plain && tag == nil && scalar.text == "<<" }
    }

    package init(entries: [Entry]) {
        self.entries = entries
    }

    /// The entry with this key, compared byte by byte.
    package subscript(key: String) -> Entry? {
        entries.first { $0.key.text.utf8.elementsEqual(key.utf8) }
    }
}
