// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `handler`, in the form that each runtime wants.
///
/// - Source: Lambda developer guide, "Define Lambda function handler in Node.js", "… in Python"; "Building a custom
///   runtime": `_HANDLER` is the program's to read.
extension ServerlessReader {
    mutating func handler(in mapping: YAMLMapping, of function: ServerlessFunction, runtime: Runtime) -> String? {
        guard let node = mapping["handler"]?.value, !node.isNull else {
            problems.note(
                "the function \(quoted(function.key)) has no handler",
                at: function.position,
                suggestion: "add \"handler: \(runtime.family.exampleHandler)\""
            )
            return nil
        }
        guard let text = problems.text(node, for: "handler") else { return nil }
        guard runtime.family.isHandler(text) else {
            problems.note(
                "the handler \(quoted(text)) names no function of \(quoted(runtime.identifier))",
                at: node.position,
                suggestion: "write it as FILE.FUNCTION, such as \"\(runtime.family.exampleHandler)\""
            )
            return nil
        }
        return text
    }
}

extension Runtime.Family {
    fileprivate var exampleHandler: String {
        switch self {
        case .nodejs: "handler.main"
        case .python: "handler.main"
        case .provided: "bootstrap"
        }
    }

    /// Whether a text has the parts that the runtime looks for.
    fileprivate func isHandler(_ text: String) -> Bool {
        switch self {
        case .nodejs:
            // The module ends at the first dot of the base name; the rest is a path into its exports.
            let base = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
            let parts = base.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count >= 2 && parts.allSatisfy { !$0.isEmpty }
        case .python:
            // The function follows the last dot.
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count >= 2 && parts.last?.isEmpty == false && parts.last?.contains("/") == false
                && parts.dropLast().contains { !$0.isEmpty }
        case .provided: return true
        }
    }
}
