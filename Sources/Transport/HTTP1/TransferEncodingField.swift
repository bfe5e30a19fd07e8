// SPDX-License-Identifier: Apache-2.0

/// `Transfer-Encoding` (RFC 9112 §6.1): `chunked` and nothing else is served.
///
/// What is refused is refused for a reason, but never taken for "perhaps chunked".
enum TransferEncodingField {
    /// Whether the whole value is the word, letter case aside.
    static func isChunked(_ value: ArraySlice<UInt8>) -> Bool {
        ASCII.equals(value, "chunked")
    }

    /// What is wrong with a value that is not chunked.
    static func fault(in value: ArraySlice<UInt8>) -> RequestError {
        let codings = value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(trimmed)
        let names = codings.map { trimmed($0.prefix { $0 != UInt8(ascii: ";") }) }
        // RFC 9110 §5.6.1.2 would have empty elements ignored; nobody who frames a body honestly writes one.
        guard names.allSatisfy({ !$0.isEmpty && $0.allSatisfy(ASCII.isTokenByte) }) else {
            return .transferEncodingMalformed
        }
        let chunked = zip(codings, names).filter { isChunked($0.1) }
        if chunked.contains(where: { $0.0.count != $0.1.count }) { return .chunkedWithParameters }
        if chunked.count > 1 { return .chunkedRepeated }
        // RFC 9112 §6.3: the length of such a body "cannot be determined reliably", and the answer MUST be a 400.
        guard names.last.map(isChunked) == true else { return .chunkedNotLast }
        return .transferCodingUnknown
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.drop(while: ASCII.isSpace)
        while let last = text.last, ASCII.isSpace(last) { text = text.dropLast() }
        return text
    }
}
