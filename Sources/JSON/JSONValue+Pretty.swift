// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// The value as lines for a reader: what fits stays on one line, and nothing in it is not seen as itself.
    ///
    /// - Parameter width: How many characters fit.
    /// - Returns: The lines, without line ends.
    package func prettyLines(width: Int = 80) -> [String] {
        let flat = spacedText
        guard flat.count > width else { return [flat] }
        switch self {
        case .array(let elements) where !elements.isEmpty:
            return ["["] + Self.block(elements.map { $0.prettyLines(width: width - 2) }) + ["]"]
        case .object(let object) where !object.isEmpty:
            let members = object.members.map { member in
                let name = Self.quoted(member.name) + ": "
                var lines = member.value.prettyLines(width: max(20, width - 2 - name.count))
                lines[0] = name + lines[0]
                return lines
            }
            return ["{"] + Self.block(members) + ["}"]
        default: return [flat]
        }
    }

    /// Elements one below the other, with commas between them.
    private static func block(_ elements: [[String]]) -> [String] {
        elements.enumerated().flatMap { index, lines in
            var lines = lines.map { "  " + $0 }
            if index < elements.count - 1, let last = lines.indices.last { lines[last] += "," }
            return lines
        }
    }

    /// On one line, with a space after each colon and comma.
    private var spacedText: String {
        switch self {
        case .array(let elements): "[" + elements.map(\.spacedText).joined(separator: ", ") + "]"
        case .object(let object):
            object.isEmpty
                ? "{}"
                : "{ "
                    + object.members.map { "\(Self.quoted($0.name)): \($0.value.spacedText)" }.joined(separator: ", ")
                    + " }"
        default: visibleText
        }
    }

    private static func quoted(_ text: String) -> String {
        JSONValue.string(text).visibleText
    }
}
