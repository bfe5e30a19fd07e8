// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// The templates of gateway responses: variables and nothing else, no directives.
///
/// - Source: API Gateway developer guide, "Set up gateway responses": "API Gateway supports simple variable substitution".
enum Substitution {
    /// The template with each variable replaced; one without a value leaves nothing behind.
    ///
    /// - Parameters:
    ///   - template: What the definition says.
    ///   - facts: The request.
    ///   - context: `$context`.
    /// - Returns: The text.
    static func text(_ template: String, _ facts: RequestFacts, context: JSONObject) -> String {
        var text: [UInt8] = []
        var rest = Array(template.utf8)[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            text += rest[..<dollar]
            rest = rest[dollar...]
            guard let (name, length) = variable(in: rest) else {
                text.append(UInt8(ascii: "$"))
                rest = rest.dropFirst()
                continue
            }
            if let source = MappingSource(name) {
                text += (facts.values(of: source, context: context)?.last ?? "").utf8
            }
            rest = rest.dropFirst(length)
        }
        return String(decoding: text + rest, as: UTF8.self)
    }

    private static let prefixes = ["context.", "stageVariables.", "method.request."]

    /// The variable with which a text begins, and how long it is; `nil` for a dollar sign that begins none.
    private static func variable(in text: ArraySlice<UInt8>) -> (name: String, length: Int)? {
        let isFormal = text.dropFirst().first == UInt8(ascii: "{")
        let start = text.dropFirst(isFormal ? 2 : 1)
        var name = start.prefix { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        // The dot that ends a sentence.
        while name.last == UInt8(ascii: ".") { name = name.dropLast() }
        guard prefixes.contains(where: { name.starts(with: $0.utf8) && name.count > $0.utf8.count }) else { return nil }
        var length = name.count + 1
        if isFormal {
            guard text[name.endIndex...].first == UInt8(ascii: "}") else { return nil }
            length += 2
        }
        return (String(decoding: name, as: UTF8.self), length)
    }
}
