// SPDX-License-Identifier: Apache-2.0

/// `builtin:NAME`, what routes and authorizers run.
extension RoutesReader {
    /// Reads `builtin:NAME`, for routes and authorizers alike.
    ///
    /// - Parameters:
    ///   - node: The value of a `handler`.
    ///   - names: The names that are meant.
    ///   - kind: What it is, in a message.
    ///   - plural: What several are, in a message.
    ///   - others: Handlers that belong elsewhere, and where.
    /// - Returns: The name; `nil` after a problem was noted.
    mutating func builtIn<Name: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode,
        as names: Name.Type,
        kind: String,
        plural: String,
        mistakableFor others: (handlers: [String], place: String)
    ) -> Name? {
        guard let text = problems.text(node, for: "handler") else { return nil }
        let known = names.allCases.map { "builtin:\($0.rawValue)" }
        if let name = zip(known, names.allCases).first(where: { $0.0.utf8.elementsEqual(text.utf8) })?.1 { return name }
        if others.handlers.contains(text) {
            problems.note(
                "\(quoted(text)) is \(others.place)",
                at: node.position,
                suggestion: "known \(plural): \(known.joined(separator: ", "))"
            )
        } else {
            problems.note(
                "unknown \(kind) \(quoted(text))",
                at: node.position,
                suggestion: didYouMean(text, among: known, plural: plural)
            )
        }
        return nil
    }
}
