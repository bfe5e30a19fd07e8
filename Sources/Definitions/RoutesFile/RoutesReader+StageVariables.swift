// SPDX-License-Identifier: Apache-2.0

/// `stageVariables:`, a map from names to texts.
///
/// - Source: API Gateway API reference, `CreateStage`, `variables`: "Variable names can have alphanumeric and underscore
///   characters, and the values must match [A-Za-z0-9-._~:/?#&=,]+". Developer guide, "Quotas for configuring and
///   running a REST API": 100 per stage, names of 64 characters, values of 512.
extension RoutesReader {
    mutating func readStageVariables(_ node: YAMLNode?) {
        guard let node, !node.isNull,
            let mapping = problems.mapping(node, for: "stageVariables", of: "names and values")
        else { return }
        let entries = mapping.entries.filter { !$0.key.isMerge }
        if entries.count > 100 {
            problems.note(
                "these are \(entries.count) stage variables, API Gateway allows 100",
                at: entries[100].key.position
            )
        }
        for entry in entries {
            readStageVariable(entry)
        }
    }

    private mutating func readStageVariable(_ entry: YAMLMapping.Entry) {
        let name = entry.key.text
        let isName = name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
        if !isName || !(1...64 ~= name.utf8.count) {
            problems.note(
                "\(quoted(name)) is no name of a stage variable",
                at: entry.key.position,
                suggestion: "use letters, digits and \"_\", 64 at most"
            )
        }
        // A wrong value is still declared, so that identity sources that name it are not blamed.
        let value = problems.text(entry.value, for: name) ?? ""
        stageVariables.append(DeclaredStageVariable(name: name, value: value))
        let isValue = value.utf8.allSatisfy { $0.isLetterOrDigit || "-._~:/?#&=,".utf8.contains($0) }
        if !isValue || value.utf8.count > 512 {
            problems.note(
                "the stage variable \(quoted(name)) is \(quoted(value))",
                at: entry.value.position,
                suggestion: "use letters, digits and any of - . _ ~ : / ? # & = , 512 at most"
            )
        }
    }
}

/// A stage variable as it was declared.
struct DeclaredStageVariable {
    let name: String
    let value: String
}
