// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// Reads the values of claims that a rule adds, in which `${user.email}` is a hole.
extension ProblemCollector {
    mutating func template(_ node: YAMLNode) -> Tenant.Rule.Template {
        switch node.content {
        case .scalar(let scalar):
            let value = json(scalar, at: node.position)
            return value.string.map { template($0, at: node.position) } ?? .literal(value)
        case .unresolved: return .literal(json(node))
        case .sequence(let elements):
            let templates = elements.map { template($0) }
            let literals = templates.compactMap(\.literal)
            return literals.count == templates.count ? .literal(.array(literals)) : .list(templates)
        case .mapping(let mapping):
            let claims = mapping.entries.map { Tenant.Rule.Claim($0.key.text, template($0.value)) }
            let literals = claims.compactMap { claim in claim.value.literal.map { (claim.name, $0) } }
            return literals.count == claims.count
                ? .literal(.object(JSONObject(distinct: literals))) : .object(claims)
        }
    }

    private mutating func template(_ text: String, at position: SourcePosition) -> Tenant.Rule.Template {
        let pieces = pieces(of: text, at: position)
        return switch (pieces.first, pieces.count) {
        case (nil, _): .literal(.string(""))
        case (.literal(let text), 1): .literal(.string(text))
        case (.reference(let reference), 1): .reference(reference)
        default: .text(pieces)
        }
    }

    /// What is between holes, and what is in them; `$${` is a `${` that is none.
    private mutating func pieces(of text: String, at position: SourcePosition) -> [Tenant.Rule.Template.Piece] {
        var pieces: [Tenant.Rule.Template.Piece] = []
        var literal: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if rest.starts(with: "$${".utf8) {
                literal += "${".utf8
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "${".utf8) {
                guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
                    note(
                        "\(quoted(text)) has a \"${\" without its \"}\"",
                        at: position,
                        suggestion: "close it, or write \"$${\" for one that is no reference"
                    )
                    return []
                }
                flush()
                refer(to: String(decoding: rest[..<end].dropFirst(2), as: UTF8.self))
                rest = rest[(end + 1)...]
            } else {
                literal.append(byte)
                rest = rest.dropFirst()
            }
        }
        flush()
        return pieces

        func flush() {
            guard !literal.isEmpty else { return }
            pieces.append(.literal(String(decoding: literal, as: UTF8.self)))
            literal = []
        }

        func refer(to name: String) {
            guard let reference = RuleReference.named(name) else {
                note(
                    "unknown reference \(quoted("${\(name)}"))",
                    at: position,
                    suggestion: RuleReference.suggestion(for: name)
                )
                return
            }
            pieces.append(.reference(reference))
        }
    }
}

extension Tenant.Rule.Template {
    fileprivate var literal: JSONValue? {
        if case .literal(let value) = self { value } else { nil }
    }
}
