// SPDX-License-Identifier: Apache-2.0

/// The values of all files, on their way from what is written to what it stands for.
///
/// Variables make a graph of them, which may have circles; so they are known by their numbers.
struct ValueArena {
    /// One value.
    struct Value {
        /// What is written.
        let node: YAMLNode
        /// Whether variables in it are no variables any more: it was put together from several pieces.
        let isLiteral: Bool
        /// Elements, or the values of a map in the order of its entries, once somebody asked for one.
        var children: Range<Int>?
        var indexOfKeys: [[UInt8]: Int] = [:]
        var target = State<Int>.untouched
        /// The address of what is not known, if its target is a fallback for it, or was come to by one.
        var guess: String?
        var subtree = State<YAMLSubtree>.untouched
    }

    enum State<Result> {
        case untouched
        case underway
        case done(Result)
    }

    private(set) var values: [Value] = []

    /// What stands for everything that was found wrong, and said so.
    static let failed = 0

    init() {
        let nowhere = SourcePosition(file: "", line: 0, column: 0)
        let node = YAMLNode(position: nowhere, content: .scalar(YAMLScalar(text: "", style: .plain)))
        _ = add(node, isLiteral: true)
    }

    var count: Int { values.count }

    subscript(id: Int) -> Value {
        _read { yield values[id] }
        _modify { yield &values[id] }
    }

    mutating func add(_ node: YAMLNode, isLiteral: Bool = false) -> Int {
        values.append(Value(node: node, isLiteral: isLiteral))
        return values.count - 1
    }

    /// The elements of a list, or the values of a map.
    mutating func children(of id: Int) -> Range<Int> {
        if let children = values[id].children { return children }
        let start = values.count
        switch values[id].node.content {
        case .scalar, .unresolved: break
        case .sequence(let elements):
            for element in elements { _ = add(element) }
        case .mapping(let mapping):
            var indices: [[UInt8]: Int] = [:]
            for (index, entry) in mapping.entries.enumerated() {
                indices[Array(entry.key.text.utf8)] = index
                _ = add(entry.value)
            }
            values[id].indexOfKeys = indices
        }
        values[id].children = start..<values.count
        return start..<values.count
    }

    /// The value of a key, or an element by its number.
    mutating func child(_ key: String, of id: Int) -> Int? {
        let children = children(of: id)
        switch values[id].node.content {
        case .scalar, .unresolved: return nil
        case .sequence:
            guard let index = Int(key), index >= 0, index < children.count else { return nil }
            return children.lowerBound + index
        case .mapping: return values[id].indexOfKeys[Array(key.utf8)].map { children.lowerBound + $0 }
        }
    }

    /// The keys of a map, for a suggestion.
    func keys(of id: Int) -> [String] {
        values[id].node.mapping?.entries.map(\.key.text) ?? []
    }
}
