// SPDX-License-Identifier: Apache-2.0

/// A value that only the cloud knows, or that a program would have to be run for, and that has no fallback that can be
/// taken without harm.
///
/// It is no problem until somebody wants to use it: most of what is read from a parameter store is for functions that
/// this gateway never calls.
package struct UnresolvedVariable: Sendable, Hashable {
    /// Where it is, without braces: `ssm:/db/password`.
    package let address: String
    /// What the file would have in its place, where that says nothing or much: `null`, `false`, nothing, a list or a map.
    ///
    /// `authorizer: ${ssm:/x, null}` may be guarded where it is deployed, so whoever reads a guard must not take it.
    package var fallback = Fallback.none

    package enum Fallback: Sendable, Hashable {
        case none
        indirect case node(YAMLNode)
    }

    /// What it is, for the beginning of a sentence.
    package var description: String {
        let reason = isProgram ? "is what a program says, which is not run here" : "is not known on this machine"
        return "\(quoted("${\(address)}")) \(reason)"
    }

    /// What to do about it.
    package var suggestion: String {
        let address = oneLine(address)
        let option = "--variable '\(address)=VALUE'"
        if case .node = fallback { return "its fallback could leave a route open; give it with \(option)" }
        if isProgram { return "write the values into a YAML or JSON file, or \(option)" }
        return "give it a fallback: ${\(address), 'local'}, or \(option)"
    }

    /// Whether it is a value of a JavaScript file.
    private var isProgram: Bool { address.hasPrefix("file(") }
}

extension YAMLNode {
    /// A node that stands for a value that is not known here.
    static func unresolved(
        _ address: String,
        fallback: UnresolvedVariable.Fallback = .none,
        at position: SourcePosition
    ) -> YAMLNode {
        YAMLNode(position: position, content: .unresolved(UnresolvedVariable(address: address, fallback: fallback)))
    }

    /// The same with every fallback taken: for what guards nothing.
    var takingFallbacks: YAMLNode {
        switch content {
        case .scalar: return self
        case .unresolved(let variable):
            guard case .node(let node) = variable.fallback else { return self }
            return node.takingFallbacks
        case .sequence(let elements):
            return YAMLNode(position: position, content: .sequence(elements.map(\.takingFallbacks)))
        case .mapping(let mapping):
            let entries = mapping.entries.map { YAMLMapping.Entry(key: $0.key, value: $0.value.takingFallbacks) }
            return YAMLNode(position: position, content: .mapping(YAMLMapping(entries: entries)))
        }
    }

    /// Whether it can stand in for what is not known: it says something, and not more than that.
    var isHarmlessFallback: Bool { scalar.map { !$0.text.isEmpty && !$0.isNull && !isFalse } ?? false }
}

/// A piece of the user's file for what one can copy: without quotes, whole, and still on one line.
func oneLine(_ text: String) -> String {
    text.unicodeScalars.map { String(quoted(String($0)).dropFirst().dropLast()) }.joined()
}
