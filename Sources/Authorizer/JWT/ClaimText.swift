// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// Claims as an HTTP API hands them on: each a text, in the way that Go prints a value.
///
/// Reported of AWS: lists are `[a b]`, numbers keep their digits, a claim that is null is left out.
enum ClaimText {
    /// All claims in the order of the token; without those that are null.
    static func texts(of claims: JSONObject) -> [(name: String, value: String)] {
        claims.members.compactMap { member in
            member.value == .null ? nil : (member.name, text(of: member.value))
        }
    }

    static func text(of value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        // Dates would be 1.7e+09 if numbers were floats; recorded events have them digit by digit.
        case .number(let number): number.text
        case .bool(let flag): flag ? "true" : "false"
        case .array(let elements): "[" + elements.map(text).joined(separator: " ") + "]"
        // Open question: how AWS prints what is inside a list or an object; this is what Go's %v does.
        case .null: "<nil>"
        case .object(let object): map(object)
        }
    }

    /// Go prints the keys of a map in the order of their bytes.
    private static func map(_ object: JSONObject) -> String {
        let members = object.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return "map[" + members.map { "\($0.name):\(text(of: $0.value))" }.joined(separator: " ") + "]"
    }
}
