// SPDX-License-Identifier: Apache-2.0

/// A value that only the cloud knows, or that a program would have to be run for, and that has no fallback.
///
/// It is no problem until somebody wants to use it: most of what is read from a parameter store is for functions that
/// this gateway never calls.
package struct UnresolvedVariable: Sendable, Hashable {
    /// Where it is, without braces: `ssm:/db/password`.
    package let address: String

    /// What it is, for the beginning of a sentence.
    package var description: String {
        let reason = isProgram ? "is what a program says, which is not run here" : "is not known on this machine"
        return "\(quoted("${\(address)}")) \(reason)"
    }

    /// What to do about it.
    package var suggestion: String {
        let address = oneLine(address)
        let option = "--variable '\(address)=VALUE'"
        if isProgram { return "write the values into a YAML or JSON file, or \(option)" }
        return "give it a fallback: ${\(address), 'local'}, or \(option)"
    }

    /// Whether it is a value of a JavaScript file.
    private var isProgram: Bool { address.hasPrefix("file(") }
}

extension YAMLNode {
    /// A node that stands for a value that is not known here.
    static func unresolved(_ address: String, at position: SourcePosition) -> YAMLNode {
        YAMLNode(position: position, content: .unresolved(UnresolvedVariable(address: address)))
    }
}

/// A piece of the user's file for what one can copy: without quotes, whole, and still on one line.
func oneLine(_ text: String) -> String {
    text.unicodeScalars.map { String(quoted(String($0)).dropFirst().dropLast()) }.joined()
}
