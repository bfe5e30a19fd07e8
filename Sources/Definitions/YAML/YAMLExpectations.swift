// SPDX-License-Identifier: Apache-2.0

/// Reading a node as what a key wants. Each verb answers nil after it has noted why.
extension ProblemCollector {
    /// A text, as it was written: a plain `123456789012`, `yes` or `0123` is taken letter by letter.
    mutating func text(_ node: YAMLNode, for key: String) -> String? {
        guard let scalar = node.scalar, !scalar.isNull else {
            return wrongType(node, key, wanted: "a text")
        }
        guard !scalar.text.isEmpty else {
            note("\(quoted(key)) wants a text, this one is empty", at: node.position)
            return nil
        }
        return scalar.text
    }

    /// One text, or a list of them: those that are texts and occur once, each with its node.
    mutating func texts(_ node: YAMLNode, for key: String) -> [(text: String, node: YAMLNode)] {
        guard let elements = node.sequence ?? (node.scalar == nil || node.isNull ? nil : [node]) else {
            return wrongType(node, key, wanted: "a text or a list of texts") ?? []
        }
        if elements.isEmpty {
            note("\(quoted(key)) is an empty list", at: node.position, suggestion: "fill it, or remove the key")
        }
        var seen = Set<[UInt8]>()
        var texts: [(text: String, node: YAMLNode)] = []
        for element in elements {
            guard let text = text(element, for: key) else { continue }
            if seen.insert(Array(text.utf8)).inserted {
                texts.append((text, element))
            } else {
                noteRepetition(of: text, in: key, at: element.position)
            }
        }
        return texts
    }

    mutating func noteRepetition(of text: String, in key: String, at position: SourcePosition) {
        note("\(quoted(text)) occurs twice in \(quoted(key))", at: position, suggestion: "keep one of them")
    }

    /// A plain `true` or `false`.
    mutating func boolean(_ node: YAMLNode, for key: String) -> Bool? {
        node.scalar?.bool ?? wrongType(node, key, wanted: "true or false")
    }

    /// A plain whole number in a range.
    mutating func wholeNumber(_ node: YAMLNode, for key: String, in range: ClosedRange<Int>) -> Int? {
        guard let scalar = node.scalar, scalar.isInteger else {
            if let scalar = node.scalar, scalar.isQuoted {
                let wanted = "a whole number" + (scalar.looksLikeInteger ? " without quotes" : "")
                note("\(quoted(key)) wants \(wanted), this is the text \(quoted(scalar.text))", at: node.position)
                return nil
            }
            return wrongType(node, key, wanted: "a whole number")
        }
        guard let number = scalar.integer, range.contains(number) else {
            let (low, high) = (range.lowerBound, range.upperBound)
            note("\(quoted(key)) is \(scalar.text), it must be \(low) to \(high)", at: node.position)
            return nil
        }
        return number
    }

    /// One of the words that a type has for its cases, quoted or not.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode,
        for key: String,
        as type: Choice.Type = Choice.self
    ) -> Choice? {
        guard let text = text(node, for: key) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        note(
            "unknown \(key) \(quoted(text))",
            at: node.position,
            suggestion: didYouMean(text, among: Choice.allCases.map(\.rawValue), plural: "ones")
        )
        return nil
    }

    mutating func mapping(_ node: YAMLNode, for key: String, of what: String) -> YAMLMapping? {
        node.mapping ?? wrongType(node, key, wanted: "a map of \(what)")
    }

    mutating func sequence(
        _ node: YAMLNode,
        for key: String,
        of what: String,
        suggestion: String? = nil
    ) -> [YAMLNode]? {
        node.sequence ?? wrongType(node, key, wanted: "a list of \(what)", suggestion: suggestion)
    }

    mutating func wrongType<Value>(
        _ node: YAMLNode,
        _ key: String,
        wanted: String,
        suggestion: String? = nil
    ) -> Value? {
        if let variable = node.unresolved {
            note(
                "\(quoted(key)) is not known: \(variable.description)",
                at: node.position,
                suggestion: variable.suggestion
            )
            return nil
        }
        note("\(quoted(key)) wants \(wanted), this is \(shown(node))", at: node.position, suggestion: suggestion)
        return nil
    }

    /// What a node is, in words: `a list`, `the text "dev"`.
    func shown(_ node: YAMLNode) -> String {
        guard let scalar = node.scalar else { return node.kind }
        return scalar.isNull ? scalar.kind : "the \(scalar.kind.dropFirst("a ".count)) \(quoted(scalar.text))"
    }

    /// Notes each key that is not known.
    ///
    /// - Parameters:
    ///   - mapping: Whose keys.
    ///   - known: Those that it may have.
    ///   - place: What it is, for the message.
    ///   - unsupported: What other tools know, and why it is not done here.
    /// - Returns: The known keys that were probably meant, so that their absence is not reported on top.
    mutating func unknownKeys(
        in mapping: YAMLMapping,
        known: [String],
        place: String = "",
        unsupported: [String: String] = [:]
    ) -> Set<String> {
        var meant = Set<String>()
        for entry in mapping.entries where !entry.key.isMerge {
            let text = entry.key.text
            if known.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { continue }
            if let reason = unsupported[text] {
                note(
                    "\(quoted(text))\(place) is not supported: \(reason)",
                    at: entry.key.position,
                    suggestion: "remove it"
                )
                continue
            }
            note(
                "unknown key \(quoted(text))\(place)",
                at: entry.key.position,
                suggestion: didYouMean(text, among: known, plural: "keys")
            )
            if let near = nearest(to: text, among: known) {
                meant.insert(near)
            }
        }
        return meant
    }

    /// Notes tags and merge keys, for a format that has neither: to ignore them would change what is meant.
    mutating func refuseTagsAndMergeKeys(in node: YAMLNode) {
        refuse(tag: node.tag, at: node.position)
        switch node.content {
        case .scalar, .unresolved: break
        case .sequence(let elements):
            for element in elements {
                refuseTagsAndMergeKeys(in: element)
            }
        case .mapping(let mapping):
            for entry in mapping.entries {
                refuse(tag: entry.key.tag, at: entry.key.position)
                if entry.key.isMerge {
                    note(
                        "the merge key \"<<\" is not supported in this file",
                        at: entry.key.position,
                        suggestion: "write the keys out"
                    )
                }
                refuseTagsAndMergeKeys(in: entry.value)
            }
        }
    }

    private mutating func refuse(tag: String?, at position: SourcePosition) {
        guard let tag else { return }
        let prefix = "tag:yaml.org,2002:"
        let written = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
        note("the tag \(quoted(written)) is not supported in this file", at: position, suggestion: "leave it out")
    }
}
