// SPDX-License-Identifier: Apache-2.0

/// Variables of the Serverless Framework, `${self:custom.table}`: they are not resolved yet, and taken as they stand they would
/// be names of tables, authorizers and stages that nobody meant.
extension ProblemCollector {
    /// Notes each value with a variable in the parts that are read.
    mutating func refuseVariables(in root: YAMLNode) {
        let isUnread: Set = ["resources", "outputs", "params", "stages"]
        for part in root.mapping?.entries ?? [] where !isUnread.contains(part.key.text) {
            let settings = part.value.mapping?["serverless-offline"]?.value
            if part.key.text != "custom" {
                refuseVariables(below: part.value)
            } else if let settings {
                refuseVariables(below: settings)
            }
        }
    }

    private mutating func refuseVariables(below node: YAMLNode) {
        switch node.content {
        case .scalar(let scalar):
            guard let variable = Self.variable(in: scalar.text) else { return }
            note(
                "the variable \(quoted(variable)) is not resolved yet",
                at: node.position,
                suggestion: "write its value here, or keep a copy of the file for this"
            )
        case .sequence(let elements):
            for element in elements { refuseVariables(below: element) }
        case .mapping(let mapping):
            for entry in mapping.entries { refuseVariables(below: entry.value) }
        }
    }

    /// The first `${source:address}` or `${file(path)}` of a text; `${AWS::Region}` is CloudFormation's, and has no such form.
    private static func variable(in text: String) -> String? {
        let bytes = Array(text.utf8)
        for start in bytes.indices.dropLast()
        where bytes[start] == UInt8(ascii: "$") && bytes[start + 1] == UInt8(ascii: "{") {
            let inside = bytes[(start + 2)...].prefix { $0 != UInt8(ascii: "}") }
            let source = inside.prefix { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
            let next = inside[source.endIndex...]
            let isVariable =
                next.first == UInt8(ascii: "(")
                || next.first == UInt8(ascii: ":") && next.dropFirst().first != UInt8(ascii: ":")
            if !source.isEmpty, isVariable { return "${" + String(decoding: inside, as: UTF8.self) + "}" }
        }
        return nil
    }
}
