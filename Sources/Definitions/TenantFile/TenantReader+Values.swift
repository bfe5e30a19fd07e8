// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// A map in one of the file's lists: an API, an application, a user, a rule.
struct TenantEntry {
    let position: SourcePosition
    let mapping: YAMLMapping
    /// The keys that the unknown ones were probably meant to be.
    let meant: Set<String>
}

/// Reading what is under a key, when there is anything.
extension TenantReader {
    /// The maps of a list.
    ///
    /// - Parameters:
    ///   - node: What should be the list.
    ///   - key: The list's key.
    ///   - kind: What each is, with its article, and what several are.
    ///   - known: The keys that each may have, the most important one first.
    /// - Returns: Those that are maps; the others, as nothing, in their places.
    mutating func entries(
        _ node: YAMLNode,
        for key: String,
        of kind: (one: String, several: String),
        known: [String]
    ) -> [TenantEntry?] {
        let example =
            node.isNull
            ? "fill it, write [] for none, or remove the key" : "begin each with \"- \(known[0]): …\""
        guard let elements = problems.sequence(node, for: key, of: kind.several, suggestion: example) else {
            return [nil]
        }
        return elements.map { element in
            guard let mapping = element.mapping else {
                problems.note(
                    "\(kind.one) is a map of keys, this is \(problems.shown(element))",
                    at: element.position,
                    suggestion: "begin with \"\(known[0]): …\""
                )
                return nil
            }
            return TenantEntry(
                position: element.position,
                mapping: mapping,
                meant: problems.unknownKeys(in: mapping, known: known, place: " in \(kind.one)")
            )
        }
    }

    /// The text that a map must have, compared byte by byte.
    mutating func required(
        _ key: String,
        in entry: TenantEntry,
        of what: String,
        example: String
    ) -> (text: String, position: SourcePosition)? {
        guard let node = entry.mapping[key]?.value else {
            if !entry.meant.contains(key) {
                problems.note(
                    "\(what) has no \(key)",
                    at: entry.position,
                    suggestion: "add \"\(key): \(example)\""
                )
            }
            return nil
        }
        return comparable(key, in: entry.mapping).map { ($0, node.position) }
    }

    mutating func text(_ key: String, in mapping: YAMLMapping) -> String? {
        mapping[key].flatMap { problems.text($0.value, for: key) }
    }

    /// A text without anything in it that cannot be seen.
    mutating func comparable(_ key: String, in mapping: YAMLMapping) -> String? {
        guard let node = mapping[key]?.value, let text = problems.text(node, for: key) else { return nil }
        return problems.comparable(text, called: key, at: node.position)
    }

    mutating func texts(_ key: String, in mapping: YAMLMapping) -> [(text: String, node: YAMLNode)] {
        mapping[key].map { problems.texts($0.value, for: key) } ?? []
    }

    mutating func boolean(_ key: String, in mapping: YAMLMapping) -> Bool? {
        mapping[key].flatMap { problems.boolean($0.value, for: key) }
    }

    mutating func seconds(_ key: String, in mapping: YAMLMapping, _ range: ClosedRange<Int>) -> Int64? {
        mapping[key].flatMap { problems.wholeNumber($0.value, for: key, in: range) }.map(Int64.init)
    }

    /// One of the words that a type has for its cases.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String,
        in mapping: YAMLMapping,
        as type: Choice.Type = Choice.self
    ) -> Choice? {
        mapping[key].flatMap { problems.choice($0.value, for: key, as: type) }
    }

    /// The identifier of an API that the file has, or the usual one.
    mutating func audience(_ text: String, at position: SourcePosition) -> String {
        problems.reference(text, to: "audience", among: audiences, at: position, plural: "audiences")
    }

    /// Notes a scope that an API does not have, if the API says which it has.
    mutating func checkScope(_ scope: String, of audience: String, at position: SourcePosition) {
        guard let api = apis.first(where: { $0.identifier.utf8.elementsEqual(audience.utf8) }) else { return }
        problems.checkScope(scope, of: api, at: position)
    }
}
