// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Bytes by the rules of RFC 9110 §5.6.2 and RFC 3986 §2.
///
/// Framing is decided on bytes: Swift's characters and its Unicode equality must have no part in it.
enum ASCII {
    /// `tchar`: what a method or a field name is made of.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        tokenBytes.contains(byte)
    }

    /// Where a token ends that begins at a position: at its end, or at the first byte that is in no token.
    static func tokenEnd(in bytes: [UInt8], from start: Int, to end: Int) -> Int {
        let tokenBytes = tokenBytes
        return bytes.withUnsafeBufferPointer { bytes in
            var position = start
            while position < end, tokenBytes.contains(bytes[position]) { position += 1 }
            return position
        }
    }

    /// What may stand in a field value: visible bytes, space, tab, and obs-text (RFC 9110 §5.5).
    static func isFieldByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 ? byte != 0x7F : byte == 0x09
    }

    /// The first line feed of a part of a buffer: with memchr(3), because heads with tokens in them are long.
    static func firstLineFeed(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
        first(0x0A, in: bytes, from: start, to: end)
    }

    /// The first of a byte in a part of a buffer.
    static func first(_ byte: UInt8, in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, let found = memchr(base + start, Int32(byte), end - start) else {
                return nil
            }
            return UnsafeRawPointer(found) - base
        }
    }

    /// Whether a part of a buffer is a word, letter case and all.
    static func isExactly(_ word: StaticString, _ bytes: [UInt8], from start: Int, to end: Int) -> Bool {
        guard end - start == word.utf8CodeUnitCount else { return false }
        return bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return end == start }
            return memcmp(base + start, word.utf8Start, end - start) == 0
        }
    }

    /// The first byte of a part of a buffer that may not stand in a field value.
    ///
    /// Many at a time: a token has hundreds, and hardly ever a bad one among them.
    static func firstNonFieldByte(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
        bytes.withUnsafeBytes { buffer in
            var position = start
            while position + 32 <= end, isVisible(buffer, at: position) {
                position += 32
            }
            while position + 8 <= end,
                !mayHoldNonFieldByte(buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            {
                position += 8
            }
            while position < end {
                // A tab is allowed and looks like a bad byte above.
                if !isFieldByte(buffer[position]) { return position }
                position += 1
                if position + 8 <= end,
                    !mayHoldNonFieldByte(buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                {
                    position += 8
                }
            }
            return nil
        }
    }

    /// Whether thirty-two bytes are all of visible ASCII or spaces.
    private static func isVisible(_ buffer: UnsafeRawBufferPointer, at position: Int) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var marks: UInt64 = 0
        for offset in 0..<4 {
            let word = buffer.loadUnaligned(fromByteOffset: position + offset * 8, as: UInt64.self)
            // The highest bit of each byte: from 0x80 on, below 0x20, or 0x7F. What one byte borrows from the next or
            // carries to it matters not, as it is marked itself then.
            marks |= word | (word &- ones &* 0x20) | (word &+ ones)
        }
        return marks & (ones &* 0x80) == 0
    }

    /// Whether one of eight bytes is below 0x20 or is 0x7F; exact but for tabs, which are below.
    private static func mayHoldNonFieldByte(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits = ones &* 0x80
        let isBelow20 = (word &- ones &* 0x20) & ~word & highBits
        let from7F = word ^ (ones &* 0x7F)
        let is7F = (from7F &- ones) & ~from7F & highBits
        return isBelow20 | is7F != 0
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    static func hexValue(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte) - 0x61 + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte) - 0x41 + 10
        default: nil
        }
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// Compares with a word in small letters, letter case aside.
    static func equals(_ bytes: some RandomAccessCollection<UInt8>, _ lowercase: StaticString) -> Bool {
        guard bytes.count == lowercase.utf8CodeUnitCount else { return false }
        var pointer = lowercase.utf8Start
        for byte in bytes {
            guard lowercased(byte) == pointer.pointee else { return false }
            pointer += 1
        }
        return true
    }

    /// Whether a part of a buffer, which has that many bytes, is a name in small letters, letter case aside.
    static func equals(_ bytes: [UInt8], from start: Int, _ lowercase: [UInt8]) -> Bool {
        precondition(start + lowercase.count <= bytes.count)
        return bytes.withUnsafeBufferPointer { bytes in
            lowercase.withUnsafeBufferPointer { lowercase in
                for offset in lowercase.indices where lowercased(bytes[start + offset]) != lowercase[offset] {
                    return false
                }
                return true
            }
        }
    }

    private static let tokenBytes = ByteSet(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )

    /// What may stand in `uri-host [ ":" port ]`; `@` is not among it, so a user name is refused.
    static let hostBytes = ByteSet(
        "-._~%!$&'()*+,;=:[]0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )

    /// What names of hosts are made of.
    static let nameBytes = ByteSet("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
}

/// A set of ASCII bytes that is asked with one shift.
struct ByteSet: Sendable {
    private let low: UInt64
    private let high: UInt64

    init(_ members: StaticString) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for index in 0..<members.utf8CodeUnitCount {
            let byte = members.utf8Start[index]
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
        }
        self.low = low
        self.high = high
    }

    func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte - 64) & 1 == 1
    }
}
