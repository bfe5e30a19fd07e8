// SPDX-License-Identifier: Apache-2.0

/// The variables of one `environment`; `nil` unsets one of the provider.
struct ServerlessEnvironment {
    private(set) var values: [(name: String, value: String?)] = []

    mutating func set(_ name: String, to value: String?) {
        values.append((name, value))
    }

    /// The provider's variables with a function's over them.
    func overridden(by own: ServerlessEnvironment) -> [String: String] {
        var result: [String: String] = [:]
        for (name, value) in values + own.values { result[name] = value }
        return result
    }
}

/// `environment`, of the provider and of functions.
///
/// - Source: Serverless Framework documentation, "AWS Lambda Functions", "Environment Variables"; Lambda API reference,
///   `Environment`: names are "[a-zA-Z]([a-zA-Z0-9_])+".
extension ServerlessReader {
    mutating func readEnvironment(_ node: YAMLNode?) -> ServerlessEnvironment {
        var environment = ServerlessEnvironment()
        // It guards nothing by itself, so fallbacks are what they seem.
        guard let node = node?.takingFallbacks, !node.isNull,
            let mapping = problems.mapping(node, for: "environment", of: "names and values")
        else { return environment }
        for entry in mapping.entries where !entry.key.isMerge {
            let name = entry.key.text
            // The framework takes more, and Lambda then refuses to deploy.
            guard RoutesReader.isVariableName(name) else {
                problems.note(
                    "\(quoted(name)) is no name of an environment variable",
                    at: entry.key.position,
                    suggestion: "use letters, digits and \"_\", two at least, and begin with a letter"
                )
                continue
            }
            // What is not known here unsets the provider's, too: that one was not meant.
            environment.set(name, to: entry.value.isNull ? nil : environmentValue(entry))
        }
        return environment
    }

    private mutating func environmentValue(_ entry: YAMLMapping.Entry) -> String? {
        switch cloudText(entry.value) {
        case .text(let text): return text
        case .unknown(let reason, let suggestion):
            warnings.note(
                "the environment variable \(quoted(entry.key.text)) is not set: \(reason)",
                at: entry.value.position,
                suggestion: suggestion ?? "write its value here, or let the function do without"
            )
            return nil
        case .wrong(let kind):
            problems.note("\(quoted(entry.key.text)) wants a text, this is \(kind)", at: entry.value.position)
            return nil
        }
    }
}

extension YAMLScalar {
    /// What it becomes in the environment: a number as JavaScript writes it, since the framework reads it as one.
    var asJavaScriptText: String {
        if let bool { return bool ? "true" : "false" }
        guard !isQuoted else { return text }
        // `1.0` is the number 1.
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
            parts[0].utf8.drop(while: { $0 == UInt8(ascii: "-") }).allSatisfy(\.isDigit),
            parts[1].utf8.allSatisfy(\.isDigit)
        else { return text }
        let fraction = parts[1].reversed().drop { $0 == "0" }.reversed()
        return fraction.isEmpty ? String(parts[0]) : "\(parts[0]).\(String(fraction))"
    }
}
