// SPDX-License-Identifier: Apache-2.0

/// A chunk's extensions, which are read by their grammar and then ignored (RFC 9112 §7.1.1).
///
/// By the grammar, because a reader who lets a quoted text run over the line's end sees other chunks than one who does not.
struct ChunkExtension {
    private var state = State.beforeName

    private enum State {
        case beforeName, name, afterName, beforeValue, value, quoted, escaped, afterQuote, afterValue
    }

    /// Whether the line may end here.
    var mayEnd: Bool {
        switch state {
        case .name, .value, .afterQuote: true
        case .beforeName, .afterName, .beforeValue, .quoted, .escaped, .afterValue: false
        }
    }

    /// Takes one byte behind the first semicolon.
    mutating func advance(_ byte: UInt8) throws(RequestError) {
        guard let next = next(byte) else {
            throw byte == 0x00 || byte == 0x0A ? FieldFault.value(byte) : .chunkExtensionMalformed
        }
        state = next
    }

    private func next(_ byte: UInt8) -> State? {
        let isToken = ASCII.isTokenByte(byte)
        let isSpace = ASCII.isSpace(byte)
        let (semicolon, equals) = (byte == UInt8(ascii: ";"), byte == UInt8(ascii: "="))
        switch state {
        case .beforeName: return isToken ? .name : isSpace ? .beforeName : nil
        case .name:
            return isToken ? .name : isSpace ? .afterName : semicolon ? .beforeName : equals ? .beforeValue : nil
        case .afterName: return isSpace ? .afterName : semicolon ? .beforeName : equals ? .beforeValue : nil
        case .beforeValue:
            return isToken ? .value : isSpace ? .beforeValue : byte == UInt8(ascii: "\"") ? .quoted : nil
        case .value: return isToken ? .value : isSpace ? .afterValue : semicolon ? .beforeName : nil
        case .quoted:
            if byte == UInt8(ascii: "\"") { return .afterQuote }
            if byte == UInt8(ascii: "\\") { return .escaped }
            return ASCII.isFieldByte(byte) ? .quoted : nil
        case .escaped: return ASCII.isFieldByte(byte) ? .quoted : nil
        case .afterQuote, .afterValue: return isSpace ? .afterValue : semicolon ? .beforeName : nil
        }
    }
}
