// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// What differs, in lines for a reader.
struct Differences {
    private(set) var lines: [String] = []

    mutating func expect(_ what: String, _ expected: some Equatable, _ actual: some Equatable) {
        let (expected, actual) = (String(describing: expected), String(describing: actual))
        if expected != actual { lines.append("\(what): expected \(expected), is \(actual)") }
    }

    mutating func expect(_ what: String, text expected: String?, _ actual: String?) {
        if expected != actual { lines.append("\(what): expected \(Self.shown(expected)), is \(Self.shown(actual))") }
    }

    /// Compares values of JSON; the order of members counts for nothing.
    mutating func expect(_ what: String, _ expected: JSONValue, _ actual: JSONValue?) {
        guard let actual else {
            lines.append("\(what): expected \(expected.compactText), is not there")
            return
        }
        if !expected.isSame(as: actual) {
            lines.append("\(what): expected \(expected.compactText), is \(actual.compactText)")
        }
    }

    mutating func expect(_ what: String, matches pattern: String, _ actual: String?) throws {
        guard let actual else {
            lines.append("\(what): expected \(pattern), is not there")
            return
        }
        if try Regex(pattern).wholeMatch(in: actual) == nil {
            lines.append("\(what): expected \(pattern), is \(Self.shown(actual))")
        }
    }

    mutating func note(_ line: String) {
        lines.append(line)
    }

    private static func shown(_ text: String?) -> String {
        guard let text else { return "nothing" }
        return text.utf8.count > 1000 ? "\(text.prefix(1000))…" : "\"\(text)\""
    }
}

extension JSONValue {
    /// Whether it is the same value: as RFC 8259 §4 has it, the members of an object have no order.
    func isSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.members.allSatisfy { member in
                    right[member.name].map { member.value.isSame(as: $0) } ?? false
                }
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        default: return self == other
        }
    }

    /// The value at a dotted path: `requestContext.identity.sourceIp`.
    func value(at path: String) -> JSONValue? {
        var value: JSONValue? = self
        for name in path.split(separator: ".") { value = value?.object?[String(name)] }
        return value
    }
}
