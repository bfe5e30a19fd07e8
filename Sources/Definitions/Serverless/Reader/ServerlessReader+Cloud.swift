// SPDX-License-Identifier: Apache-2.0

/// A text that may be one of CloudFormation's functions.
enum CloudText: Equatable {
    case text(String)
    /// Known only once it is deployed; the reason ends a sentence.
    case unknown(String)
    /// Neither a text nor such a function; what it is.
    case wrong(String)
}

extension ServerlessReader {
    func cloudText(_ node: YAMLNode) -> CloudText {
        if let scalar = node.scalar { return scalar.isNull ? .wrong(node.kind) : .text(scalar.text) }
        guard let entry = node.mapping?.entries.first, node.mapping?.entries.count == 1,
            entry.key.text == "Ref" || entry.key.text.hasPrefix("Fn::")
        else { return .wrong(node.kind) }
        return .unknown("\(entry.key.text) is known only once it is deployed")
    }
}
