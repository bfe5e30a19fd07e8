// SPDX-License-Identifier: Apache-2.0

/// Why a text is not the one base64 text of any bytes.
package enum Base64Error: Error, Hashable, Sendable, CustomStringConvertible {
    /// A byte outside the alphabet: white space and line breaks are such bytes too.
    case invalidByte(UInt8, offset: Int)
    /// A `=` where none may stand, or none where one must.
    case wrongPadding
    /// One character is left over; six bits are no byte.
    case impossibleLength(Int)
    /// The last character has bits that no byte uses. Two texts for the same bytes would make a token changeable
    /// without breaking its signature (RFC 4648 §3.5).
    case unusedBitsSet

    package var description: String {
        switch self {
        case .invalidByte(let byte, let offset):
            byte > 0x20 && byte < 0x7F
                ? "\"\(Character(UnicodeScalar(byte)))\" at byte \(offset) is not in the alphabet"
                : "byte \(byte) at offset \(offset) is not in the alphabet"
        case .wrongPadding: "its padding (\"=\") is wrong"
        case .impossibleLength(let length): "no bytes have a text of \(length) characters"
        case .unusedBitsSet: "its last character has bits set that belong to no byte"
        }
    }
}

/// Base64 for URLs as JOSE has it: `-` and `_`, and no padding (RFC 7515 §2).
package enum Base64URL {
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        encodedText(Array(bytes), alphabet: .url, padded: false)
    }

    /// The bytes of a text, which must be the very one that ``encode(_:)`` makes of them.
    package static func decode(_ text: ArraySlice<UInt8>) throws(Base64Error) -> [UInt8] {
        if text.contains(UInt8(ascii: "=")) {
            throw .wrongPadding
        }
        return try decodedBytes(text, alphabet: .url)
    }

    package static func decode(_ text: String) throws(Base64Error) -> [UInt8] {
        try decode(Array(text.utf8)[...])
    }
}

/// Base64 as PEM and `x5c` have it: `+` and `/`, always padded, no line breaks (RFC 4648 §4).
package enum Base64 {
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        encodedText(Array(bytes), alphabet: .standard, padded: true)
    }

    /// The bytes of a text, which must be the very one that ``encode(_:)`` makes of them.
    package static func decode(_ text: ArraySlice<UInt8>) throws(Base64Error) -> [UInt8] {
        guard text.count % 4 == 0 else { throw .wrongPadding }
        var unpadded = text
        while unpadded.last == UInt8(ascii: "="), text.count - unpadded.count < 2 {
            unpadded.removeLast()
        }
        if unpadded.contains(UInt8(ascii: "=")) {
            throw .wrongPadding
        }
        return try decodedBytes(unpadded, alphabet: .standard)
    }

    package static func decode(_ text: String) throws(Base64Error) -> [UInt8] {
        try decode(Array(text.utf8)[...])
    }
}

private struct Alphabet {
    let character62: UInt8
    let character63: UInt8

    /// What each byte stands for; 0xFF for those outside.
    let sextets: [UInt8]

    private init(character62: UInt8, character63: UInt8) {
        self.character62 = character62
        self.character63 = character63
        var sextets = [UInt8](repeating: 0xFF, count: 256)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8
        for (sextet, character) in (Array(letters) + [character62, character63]).enumerated() {
            sextets[Int(character)] = UInt8(sextet)
        }
        self.sextets = sextets
    }

    static let standard = Alphabet(character62: UInt8(ascii: "+"), character63: UInt8(ascii: "/"))
    static let url = Alphabet(character62: UInt8(ascii: "-"), character63: UInt8(ascii: "_"))

    func character(of sextet: UInt8) -> UInt8 {
        switch sextet & 63 {
        case let value where value < 26: UInt8(ascii: "A") + value
        case let value where value < 52: UInt8(ascii: "a") + (value - 26)
        case let value where value < 62: UInt8(ascii: "0") + (value - 52)
        case 62: character62
        default: character63
        }
    }

    func sextet(of character: UInt8) -> UInt8? {
        sextets[Int(character)] < 64 ? sextets[Int(character)] : nil
    }
}

private func encodedText(_ bytes: [UInt8], alphabet: Alphabet, padded: Bool) -> String {
    String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
        var count = 0
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text[count] = alphabet.character(of: UInt8(truncatingIfNeeded: bits >> bitCount))
                count += 1
            }
        }
        if bitCount > 0 {
            text[count] = alphabet.character(of: UInt8(truncatingIfNeeded: bits << (6 - bitCount)))
            count += 1
        }
        while padded && count % 4 != 0 {
            text[count] = UInt8(ascii: "=")
            count += 1
        }
        return count
    }
}

private func decodedBytes(_ text: ArraySlice<UInt8>, alphabet: Alphabet) throws(Base64Error) -> [UInt8] {
    var fault: Base64Error?
    let bytes = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { bytes, count in
        fault = text.withUnsafeBufferPointer { decode($0, alphabet: alphabet, into: bytes, count: &count) }
    }
    if let fault { throw fault }
    return bytes
}

/// Fills a buffer that has room for three quarters of the text.
private func decode(
    _ text: UnsafeBufferPointer<UInt8>,
    alphabet: Alphabet,
    into bytes: UnsafeMutableBufferPointer<UInt8>,
    count: inout Int
) -> Base64Error? {
    // Four characters at a time, as long as they are all of the alphabet; the rest, and what is not, one by one.
    let sextets = alphabet.sextets
    var quads = 0
    sextets.withUnsafeBufferPointer { sextets in
        while quads + 4 <= text.count {
            let (a, b) = (UInt32(sextets[Int(text[quads])]), UInt32(sextets[Int(text[quads + 1])]))
            let (c, d) = (UInt32(sextets[Int(text[quads + 2])]), UInt32(sextets[Int(text[quads + 3])]))
            guard a | b | c | d < 64 else { break }
            let three = a << 18 | b << 12 | c << 6 | d
            bytes[count] = UInt8(truncatingIfNeeded: three >> 16)
            bytes[count + 1] = UInt8(truncatingIfNeeded: three >> 8)
            bytes[count + 2] = UInt8(truncatingIfNeeded: three)
            count += 3
            quads += 4
        }
    }
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for offset in quads..<text.count {
        let character = text[offset]
        guard let sextet = alphabet.sextet(of: character) else {
            return .invalidByte(character, offset: offset)
        }
        bits = bits << 6 | UInt32(sextet)
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            bytes[count] = UInt8(truncatingIfNeeded: bits >> bitCount)
            count += 1
        }
    }
    if bitCount == 6 {
        return .impossibleLength(text.count)
    }
    return bits & ((1 << bitCount) - 1) == 0 ? nil : .unusedBitsSet
}
