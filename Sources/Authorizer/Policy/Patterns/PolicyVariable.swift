// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// What stands in `${…}`: a condition key, perhaps with a value for requests that have none.
///
/// - Source: IAM user guide, "IAM policy elements: Variables and tags", "Specifying default values".
struct PolicyVariable: Sendable, Hashable {
    /// The key as it was written.
    let name: String
    /// The key in small letters.
    private let key: String
    private let defaultValue: String?

    /// Reads what stands between the braces: `aws:username`, or `aws:username, 'nobody'`.
    init(_ text: ArraySlice<UInt8>) throws(PolicyText.Mistake) {
        let comma = text.firstIndex(of: UInt8(ascii: ","))
        let name = String(decoding: text[..<(comma ?? text.endIndex)], as: UTF8.self)
        guard isConditionKey(name) else {
            let found = quotedExcerpt("${" + String(decoding: text, as: UTF8.self) + "}")
            throw .init(reason: "has \(found), which is no policy variable (\"${service:key}\")")
        }
        self.name = name
        key = asciiLowercased(name)
        guard let comma else {
            defaultValue = nil
            return
        }
        var rest = text[(comma + 1)...]
        while rest.first == UInt8(ascii: " ") {
            rest.removeFirst()
        }
        let quote = UInt8(ascii: "'")
        guard rest.count >= 2, rest.removeFirst() == quote, rest.removeLast() == quote, !rest.contains(quote) else {
            throw .init(reason: "gives the variable \(quotedExcerpt(name)) a default that is not in single quotes")
        }
        // Is it a wildcard there? IAM does not say, and an Allow and a Deny would be on the safe side in opposite ways.
        guard !rest.contains(where: { "*?".utf8.contains($0) }) else {
            throw .init(reason: "gives the variable \(quotedExcerpt(name)) a default with a wildcard; leave it out")
        }
        defaultValue = String(decoding: rest, as: UTF8.self)
    }

    func value(in context: some PolicyContext) -> PolicyText.Resolution<String> {
        let values = context.values(ofConditionKey: key) ?? []
        guard values.count < 2 else { return .severalValues(self) }
        guard let value = values.first ?? defaultValue else { return .noValue(self) }
        return .value(value)
    }
}

/// Whether a name has the form of a condition key: `service:key`, with anything after a `/`.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition"; Access Analyzer calls other names an error.
func isConditionKey(_ name: String) -> Bool {
    let bytes = name.utf8
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > bytes.startIndex,
        bytes.index(after: colon) < bytes.endIndex
    else { return false }
    return bytes[..<colon].allSatisfy { byte in
        let small = asciiLowercased(byte)
        return small >= UInt8(ascii: "a") && small <= UInt8(ascii: "z")
            || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || "-._".utf8.contains(byte)
    }
}
