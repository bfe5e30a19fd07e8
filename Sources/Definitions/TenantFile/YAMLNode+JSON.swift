// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// A part of the file that is taken as it is: metadata, claims.
///
/// Plain scalars are what the core schema of YAML 1.2 makes of them (§10.3.2), quoted ones and blocks are texts.
extension ProblemCollector {
    mutating func json(_ node: YAMLNode) -> JSONValue {
        switch node.content {
        case .scalar(let scalar): json(scalar, at: node.position)
        case .sequence(let elements): .array(elements.map { json($0) })
        case .mapping(let mapping): .object(json(mapping))
        case .unresolved: wrongType(node, "value", wanted: "to be known") ?? .null
        }
    }

    mutating func json(_ mapping: YAMLMapping) -> JSONObject {
        JSONObject(distinct: mapping.entries.map { ($0.key.text, json($0.value)) })
    }

    mutating func json(_ scalar: YAMLScalar, at position: SourcePosition) -> JSONValue {
        guard !scalar.isQuoted else { return .string(scalar.text) }
        if scalar.isNull { return .null }
        if let bool = scalar.bool { return .bool(bool) }
        switch CoreNumber(scalar.text) {
        case .number(let value): return value
        case .notJSON:
            note(
                "\(quoted(scalar.text)) is a number that JSON does not have",
                at: position,
                suggestion: "write it in digits, or in quotes if it is meant as a text"
            )
            return .null
        case nil: return .string(scalar.text)
        }
    }
}

/// A plain scalar that is a number by the core schema.
private enum CoreNumber {
    case number(JSONValue)
    /// Infinite, no number, or too large for what writes numbers of other bases in digits.
    case notJSON

    init?(_ text: String) {
        if [".nan", ".NaN", ".NAN"].contains(text) {
            self = .notJSON
            return
        }
        if text.hasPrefix("0o") || text.hasPrefix("0x") {
            let digits = text.dropFirst(2)
            let radix = text.hasPrefix("0x") ? 16 : 8
            guard !digits.isEmpty, digits.utf8.allSatisfy({ $0.isDigit(ofRadix: radix) }) else { return nil }
            self = Int64(digits, radix: radix).map { .number(.number(JSONNumber($0))) } ?? .notJSON
            return
        }
        let sign = text.utf8.first.map { "+-".utf8.contains($0) } == true ? String(text.prefix(1)) : ""
        let unsigned = String(text.dropFirst(sign.count))
        if [".inf", ".Inf", ".INF"].contains(unsigned) {
            self = .notJSON
            return
        }
        guard let decimal = Self.decimal(unsigned) else { return nil }
        do throws(JSONError) {
            self = .number(try JSONValue(parsing: ((sign == "-" ? "-" : "") + decimal).utf8))
        } catch {
            self = .notJSON
        }
    }

    /// A number as JSON writes it (RFC 8259 §6): YAML also has `.5`, `5.` and `007`.
    private static func decimal(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        let whole = bytes.prefix(while: \.isDigit)
        var rest = bytes.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: \.isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        if let mark = rest.first {
            var digits = rest.dropFirst()
            if let sign = digits.first, "+-".utf8.contains(sign) { digits = digits.dropFirst() }
            guard "eE".utf8.contains(mark), !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
        }
        let significant = whole.drop { $0 == UInt8(ascii: "0") }
        let point: [UInt8] = fraction.isEmpty ? [] : [UInt8(ascii: ".")]
        let start = significant.isEmpty ? [UInt8(ascii: "0")] : Array(significant)
        return String(decoding: start + point + fraction + rest, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate func isDigit(ofRadix radix: Int) -> Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "7"): true
        case UInt8(ascii: "8"), UInt8(ascii: "9"): radix > 8
        default: radix == 16 && UInt8(ascii: "a")...UInt8(ascii: "f") ~= asciiLowercase
        }
    }
}
