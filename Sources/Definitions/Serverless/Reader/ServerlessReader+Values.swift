// SPDX-License-Identifier: Apache-2.0

/// Reading a value as the framework does, which turns texts into numbers and booleans where its schema wants them: what
/// comes out of the environment is always a text.
///
/// - Source: Serverless Framework, "Configuration validation": values are coerced to the types of the schema.
extension ServerlessReader {
    /// A whole number, quoted or not.
    mutating func number(_ node: YAMLNode, for key: String, in range: ClosedRange<Int>) -> Int? {
        guard let scalar = node.scalar, scalar.looksLikeInteger else {
            return problems.wrongType(node, key, wanted: "a whole number")
        }
        guard let number = Int(scalar.text), range.contains(number) else {
            let (low, high) = (range.lowerBound, range.upperBound)
            problems.note("\(quoted(key)) is \(scalar.text), it must be \(low) to \(high)", at: node.position)
            return nil
        }
        return number
    }

    /// `true` or `false`, quoted or not.
    mutating func boolean(_ node: YAMLNode, for key: String) -> Bool? {
        if let value = node.scalar?.bool { return value }
        switch node.scalar?.text {
        case "true": return true
        case "false": return false
        default: return problems.wrongType(node, key, wanted: "true or false")
        }
    }

    /// A flag that need not be there.
    mutating func flag(_ key: String, in mapping: YAMLMapping) -> Bool? {
        guard let node = mapping[key]?.value, !node.isNull else { return nil }
        return boolean(node, for: key)
    }

    /// A text that need not be there.
    mutating func optionalText(_ key: String, in mapping: YAMLMapping?) -> String? {
        guard let node = mapping?[key]?.value, !node.isNull else { return nil }
        return problems.text(node, for: key)
    }

    /// Whether something is said, which is known here.
    mutating func isSaid(_ entry: YAMLMapping.Entry) -> Bool {
        guard entry.value.unresolved == nil else {
            return problems.wrongType(entry.value, entry.key.text, wanted: "to be known") ?? false
        }
        return !entry.value.isNull
    }

    /// Warns of keys that nobody knows.
    ///
    /// The framework does not refuse them, since plugins bring keys of their own; one that looks like a known one is
    /// named, because it was probably meant.
    mutating func tolerateUnknownKeys(in mapping: YAMLMapping, known: ServerlessKeys, place: String) {
        for entry in mapping.entries where !entry.key.isMerge && !known.contains(entry.key.text) {
            let near = nearest(to: entry.key.text, among: known.all)
            warnings.note(
                "unknown key \(quoted(entry.key.text))\(place)",
                at: entry.key.position,
                suggestion: near.map { "did you mean \(quoted($0))?" } ?? "it has no effect here"
            )
        }
    }

    /// The same where a slip could leave a route open: a key that looks like a known one is refused, and so is one that
    /// speaks of authorization.
    mutating func checkKeys(in mapping: YAMLMapping, known: ServerlessKeys, place: String) {
        for entry in mapping.entries where !entry.key.isMerge && !known.contains(entry.key.text) {
            let message = "unknown key \(quoted(entry.key.text))\(place)"
            let near = nearest(to: entry.key.text, among: known.all)
            let isOfGuards = { (text: String) in text.lowercased().contains("auth") }
            if entry.key.text == "<<" {
                // In quotes it is a key like any other.
                problems.note(message, at: entry.key.position, suggestion: "write it without quotes")
            } else if isOfGuards(entry.key.text), near.map(isOfGuards) != true {
                problems.note(message, at: entry.key.position, suggestion: "what guards a route is its \"authorizer\"")
            } else if let near {
                problems.note(message, at: entry.key.position, suggestion: "did you mean \(quoted(near))?")
            } else {
                warnings.note(message, at: entry.key.position, suggestion: "it has no effect here")
            }
        }
    }

    /// Notes what is not supported: refused, or left out with a warning if that is wanted.
    mutating func unsupported(_ message: String, at position: SourcePosition, leavingOut what: String) {
        if options.skipsUnsupported {
            warnings.note("\(message); \(what) is left out", at: position)
        } else {
            problems.note(message, at: position, suggestion: "--skip-unsupported runs the rest")
        }
    }
}

extension YAMLNode {
    /// Whether it is `false`, quoted or not.
    var isFalse: Bool { scalar?.bool == false || scalar?.text == "false" }

    /// Whether it is `true`, quoted or not.
    var isTrue: Bool { scalar?.bool == true || scalar?.text == "true" }
}
