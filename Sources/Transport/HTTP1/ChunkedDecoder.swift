// SPDX-License-Identifier: Apache-2.0

/// Reads a body in the chunked coding (RFC 9112 §7.1), strictly, from bytes that may arrive one by one.
struct ChunkedDecoder {
    private let limits: HTTPLimits
    private var state = State.size(digits: 0, value: 0)
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var trailerName: [UInt8] = []
    /// The trailer fields as they came, each with its line end.
    private(set) var trailers: [UInt8] = []
    private var bodyBytes = 0

    private enum State {
        case size(digits: Int, value: Int)
        case chunkExtension(ChunkExtension, value: Int)
        case sizeLineFeed(value: Int)
        case data(remaining: Int)
        case dataCarriageReturn
        case dataLineFeed
        case trailerStart
        case trailerName
        case trailerValue
        case trailerLineFeed
        case lastLineFeed
    }

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Goes on reading.
    ///
    /// - Parameters:
    ///   - bytes: The bytes that have arrived; those before `position` were read already.
    ///   - position: Where to go on; afterwards the first byte that was not used.
    ///   - end: The end of what has arrived.
    ///   - body: Gets the chunks' data appended.
    /// - Returns: Whether the body is complete.
    /// - Throws: ``RequestError``.
    mutating func decode(
        _ bytes: [UInt8],
        position: inout Int,
        end: Int,
        into body: inout [UInt8]
    ) throws(RequestError) -> Bool {
        while position < end {
            if case .data(let remaining) = state {
                let count = min(remaining, end - position)
                body.append(contentsOf: bytes[position..<position + count])
                position += count
                state = count == remaining ? .dataCarriageReturn : .data(remaining: remaining - count)
                continue
            }
            let byte = bytes[position]
            position += 1
            if try advance(byte) { return true }
        }
        return false
    }

    /// Takes one byte outside the data.
    ///
    /// Answers whether it was the body's last.
    private mutating func advance(_ byte: UInt8) throws(RequestError) -> Bool {
        switch state {
        case .size(let digits, let value): try advanceSize(byte, digits: digits, value: value)
        case .chunkExtension(let chunkExtension, let value):
            try advanceExtension(byte, chunkExtension, value: value)
        case .sizeLineFeed(let value):
            guard byte == 0x0A else { throw .bareCarriageReturn }
            state = value == 0 ? .trailerStart : .data(remaining: value)
        case .dataCarriageReturn:
            guard byte == 0x0D else { throw .chunkDataNotTerminated }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == 0x0A else { throw .chunkDataNotTerminated }
            state = .size(digits: 0, value: 0)
        case .lastLineFeed:
            guard byte == 0x0A else { throw .bareCarriageReturn }
            return true
        case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed:
            try advanceTrailer(byte)
        case .data:
            break
        }
        return false
    }

    private mutating func advanceSize(_ byte: UInt8, digits: Int, value: Int) throws(RequestError) {
        if let digit = ASCII.hexValue(byte) {
            // Leading zeros are allowed by the grammar; sixteen digits are more than any honest size has.
            guard digits < 16 else { throw .chunkSizeOverflow }
            let room = limits.bodyBytes - bodyBytes
            guard value <= room >> 4 else { throw .bodyTooLarge }
            let grown = value << 4 | digit
            guard grown <= room else { throw .bodyTooLarge }
            state = .size(digits: digits + 1, value: grown)
            return
        }
        guard digits > 0 else { throw Self.sizeFault(byte, isEmpty: true) }
        bodyBytes += value
        switch byte {
        case 0x0D: state = .sizeLineFeed(value: value)
        case UInt8(ascii: ";"): state = .chunkExtension(ChunkExtension(), value: value)
        default: throw Self.sizeFault(byte, isEmpty: false)
        }
    }

    /// What is wrong where a size should be, or end.
    private static func sizeFault(_ byte: UInt8, isEmpty: Bool) -> RequestError {
        switch byte {
        case 0x0D, UInt8(ascii: ";"): .chunkSizeMissing
        case 0x0A: .bareLineFeed
        case 0x00: .nullByte
        case UInt8(ascii: "+"), UInt8(ascii: "-"): isEmpty ? .chunkSizeSigned : .chunkSizeMalformed
        // RFC 9112 §7.1.1 has "bad" white space before a semicolon; nobody sends it but who tries out readers.
        case 0x20, 0x09: .chunkSizeWhitespace
        default: .chunkSizeMalformed
        }
    }

    private mutating func advanceExtension(
        _ byte: UInt8,
        _ chunkExtension: ChunkExtension,
        value: Int
    ) throws(RequestError) {
        if byte == 0x0D {
            guard chunkExtension.mayEnd else { throw .chunkExtensionMalformed }
            state = .sizeLineFeed(value: value)
            return
        }
        extensionBytes += 1
        guard extensionBytes <= limits.chunkExtensionBytes else { throw .chunkExtensionTooLong }
        var chunkExtension = chunkExtension
        try chunkExtension.advance(byte)
        state = .chunkExtension(chunkExtension, value: value)
    }

    /// RFC 9110 §6.5.1: what frames or routes a message must not be sent behind it.
    ///
    /// A reader that merges trailers into the
    /// head would take the message for another one than who does not.
    private func isForbidden(_ name: [UInt8]) -> Bool {
        ASCII.equals(name, "content-length") || ASCII.equals(name, "transfer-encoding") || ASCII.equals(name, "host")
    }

    /// Trailer fields are checked like header fields and kept apart from them: nothing in them may change a decision.
    private mutating func advanceTrailer(_ byte: UInt8) throws(RequestError) {
        trailerBytes += 1
        guard trailerBytes <= limits.trailerBytes else { throw .trailersTooLarge }
        if case .trailerStart = state, byte == 0x0D {
            state = .lastLineFeed
            return
        }
        trailers.append(byte)
        switch state {
        case .trailerStart:
            guard ASCII.isTokenByte(byte) else { throw FieldFault.name(next: byte, isEmpty: true) }
            trailerName = [byte]
            state = .trailerName
        case .trailerName where byte == UInt8(ascii: ":"):
            guard !isForbidden(trailerName) else { throw .trailerForbidden }
            state = .trailerValue
        case .trailerName:
            guard ASCII.isTokenByte(byte) else {
                throw byte == 0x0D ? .colonMissing : FieldFault.name(next: byte, isEmpty: false)
            }
            trailerName.append(byte)
        case .trailerValue where byte == 0x0D: state = .trailerLineFeed
        case .trailerValue:
            guard ASCII.isFieldByte(byte) else { throw FieldFault.value(byte) }
        default:
            guard byte == 0x0A else { throw .bareCarriageReturn }
            state = .trailerStart
        }
    }
}
