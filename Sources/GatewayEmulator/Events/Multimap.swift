// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON

/// Names with all their values, in the order in which the names came first.
///
/// Names are compared as bytes: for Swift's `==` some that differ are the same text.
struct Multimap {
    private var entries: [(name: String, values: [String])] = []

    init(_ pairs: [NameAndValue]) {
        entries.reserveCapacity(pairs.count)
        // To look at each is quicker than to hash it, as long as there are few.
        guard pairs.count > 32 else {
            for pair in pairs {
                if let position = entries.firstIndex(where: { $0.name.utf8.elementsEqual(pair.name.utf8) }) {
                    entries[position].values.append(pair.value)
                } else {
                    entries.append((pair.name, [pair.value]))
                }
            }
            return
        }
        var positions: [[UInt8]: Int] = [:]
        for pair in pairs {
            let key = Array(pair.name.utf8)
            if let position = positions[key] {
                entries[position].values.append(pair.value)
            } else {
                positions[key] = entries.count
                entries.append((pair.name, [pair.value]))
            }
        }
    }

    var isEmpty: Bool { entries.isEmpty }

    /// - Source: recorded: the single-value maps hold the last one.
    var lastValues: JSONValue {
        .object(JSONObject(distinct: entries.map { (name: $0.name, value: JSONValue.string($0.values.last ?? "")) }))
    }

    /// - Source: recorded: format 2.0 joins them.
    var joinedValues: JSONValue {
        .object(
            JSONObject(
                distinct: entries.map { (name: $0.name, value: JSONValue.string($0.values.joined(separator: ","))) }
            )
        )
    }

    var allValues: JSONValue {
        .object(
            JSONObject(
                distinct: entries.map { (name: $0.name, value: JSONValue.array($0.values.map(JSONValue.string))) }
            )
        )
    }
}
