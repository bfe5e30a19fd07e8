// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `binaryMediaTypes:`, which bodies are bytes and not text.
extension RoutesReader {
    mutating func readBinaryMediaTypes(_ entry: YAMLMapping.Entry?) -> [String] {
        guard let entry, !refuse(entry.key, unless: .rest) else { return [] }
        return problems.texts(entry.value, for: "binaryMediaTypes").compactMap { text, element in
            if isMediaType(text) { return text }
            problems.note(
                "\(quoted(text)) is no media type",
                at: element.position,
                suggestion: text == "*" ? "write '*/*'" : "write it as TYPE/SUBTYPE, such as image/png"
            )
            return nil
        }
    }

    /// `type/subtype` (RFC 9110 §8.3.1), with `*` for either, since that is a character of a token; perhaps parameters.
    func isMediaType(_ text: String) -> Bool {
        let end = text.utf8.firstIndex(of: UInt8(ascii: ";")) ?? text.utf8.endIndex
        let parts = text.utf8[..<end].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isTokenCharacter) }
            && text.utf8[end...].allSatisfy { 0x20...0x7E ~= $0 }
    }
}
