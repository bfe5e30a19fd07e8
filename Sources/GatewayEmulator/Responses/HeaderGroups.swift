// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers

/// Headers of two maps as one: the values of a name stand together, under the spelling that came first.
///
/// A function may answer thousands of them: each is looked up once.
struct HeaderGroups {
    private var groups: [(name: String, values: [String])] = []
    /// By the name in small letters.
    private var positions: [String: Int] = [:]

    init(_ headers: [NameAndValue]) {
        for header in headers { append(header) }
    }

    /// - Parameters:
    ///   - header: What comes next.
    ///   - isOnce: Whether a value that the name has already is left out.
    mutating func append(_ header: NameAndValue, unlessThere isOnce: Bool = false) {
        let key = header.name.lowercased()
        guard let position = positions[key] else {
            positions[key] = groups.count
            groups.append((header.name, [header.value]))
            return
        }
        if isOnce, groups[position].values.contains(where: { $0.utf8.elementsEqual(header.value.utf8) }) { return }
        groups[position].values.append(header.value)
    }

    var all: [NameAndValue] {
        groups.flatMap { group in group.values.map { NameAndValue(group.name, $0) } }
    }
}
