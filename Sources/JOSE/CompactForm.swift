// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// The three parts of a text in the compact form, `header.payload.signature`, still encoded (RFC 7515 §7.1).
struct CompactForm {
    let header: ArraySlice<UInt8>
    let payload: ArraySlice<UInt8>
    let signature: ArraySlice<UInt8>

    init(of text: ArraySlice<UInt8>) throws(TokenError) {
        guard text.count <= JWS.byteLimit else { throw .tooLong(bytes: text.count, limit: JWS.byteLimit) }
        if let form = Self.jsonSerialization(of: text) { throw .jsonSerialization(form) }
        guard !text.isEmpty else { throw .empty }
        let dot = UInt8(ascii: ".")
        guard let first = text.firstIndex(of: dot), let last = text.lastIndex(of: dot) else { throw .partCount(1) }
        guard first < last else { throw .partCount(2) }
        payload = text[(first + 1)..<last]
        guard !payload.contains(dot) else {
            let count = 3 + payload.count { $0 == dot }
            throw count == 5 ? .encrypted : .partCount(count)
        }
        header = text[..<first]
        signature = text[(last + 1)...]
    }

    static func decode(_ text: ArraySlice<UInt8>, as part: TokenError.Part) throws(TokenError) -> [UInt8] {
        do {
            return try Base64URL.decode(text)
        } catch {
            throw .notBase64URL(part, error)
        }
    }

    /// Which JSON serialization a text is, by the member that sets it apart (RFC 7515 §7.2); nil when it may be compact.
    ///
    /// Nothing in it is believed: this only finds the right words to refuse it with.
    private static func jsonSerialization(of text: ArraySlice<UInt8>) -> TokenError.JSONSerialization? {
        guard text.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") else { return nil }
        do throws(JSONError) {
            let object = try JSONValue(parsing: text, depthLimit: 8).object
            if object?["signatures"] != nil { return .general }
            return object?["signature"] != nil ? .flattened : .neither
        } catch {
            return .neither
        }
    }
}
