// SPDX-License-Identifier: Apache-2.0

/// `builtin:NAME` and `function:NAME`, what routes and authorizers run.
extension RoutesReader {
    static let functionPrefix = "function:"

    /// What a `handler` names.
    enum NamedHandler<Name> {
        case builtIn(Name)
        case function(String)
    }

    /// Reads `builtin:NAME` or `function:NAME`, for routes and authorizers alike.
    ///
    /// - Parameters:
    ///   - node: The value of a `handler`.
    ///   - names: The names that are meant.
    ///   - kind: What it is, in a message.
    ///   - plural: What several are, in a message.
    ///   - others: Handlers that belong elsewhere, and where.
    /// - Returns: The name; `nil` after a problem was noted.
    mutating func handler<Name: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode,
        as names: Name.Type,
        kind: String,
        plural: String,
        mistakableFor others: (handlers: [String], place: String)
    ) -> NamedHandler<Name>? {
        guard let text = problems.text(node, for: "handler") else { return nil }
        let builtIns = names.allCases.map { "builtin:\($0.rawValue)" }
        if let name = zip(builtIns, names.allCases).first(where: { $0.0.utf8.elementsEqual(text.utf8) })?.1 {
            return .builtIn(name)
        }
        if text.utf8.starts(with: Self.functionPrefix.utf8) {
            let name = String(decoding: text.utf8.dropFirst(Self.functionPrefix.utf8.count), as: UTF8.self)
            return function(named: name, at: node.position).map { .function($0) }
        }
        let known = builtIns + knownFunctions.map { Self.functionPrefix + $0 }
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

    /// Those of the file, and those that whoever embeds brings, in an order that is always the same.
    private var knownFunctions: [String] { functions.map(\.name) + functionsFromOutside.sorted() }

    private mutating func function(named name: String, at position: SourcePosition) -> String? {
        if knownFunctions.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            usedFunctions.insert(name)
            return name
        }
        problems.note(
            "unknown function \(quoted(name))",
            at: position,
            suggestion: knownFunctions.isEmpty
                ? "declare it under \"functions:\"" : didYouMean(name, among: knownFunctions, plural: "functions")
        )
        return nil
    }
}
