// SPDX-License-Identifier: Apache-2.0

/// The values that are being looked at, each because of the one before it.
struct VariableTrail {
    private var steps: [(id: Int, node: YAMLNode)] = []

    mutating func enter(_ id: Int, _ node: YAMLNode) {
        steps.append((id, node))
    }

    mutating func leave() {
        steps.removeLast()
    }

    /// The way from a value back to it: `"${self:custom.b}" (serverless.yml:3:6) → "${self:custom.a}" (…:4:6)`.
    ///
    /// - Parameters:
    ///   - id: Where it begins and ends.
    ///   - last: The variable that closes it, when it is not on the trail.
    /// - Returns: The variables on it.
    func circle(through id: Int, by last: YAMLNode?) -> String {
        let start = steps.lastIndex { $0.id == id } ?? 0
        var nodes = steps[start...].map(\.node)
        if let last {
            // How its beginning was come upon is no part of it.
            nodes = nodes.dropFirst() + [last]
        }
        // What is no text is a map on the way down to the next variable.
        let variables = nodes.compactMap { node in
            node.scalar.map { "\(quoted($0.text)) (\(node.position))" }
        }
        return variables.joined(separator: " → ")
    }
}
