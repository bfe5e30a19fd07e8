// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A stretch of a pattern without `*`: bytes, and places for one character each.
///
/// A character is a byte that begins one in UTF-8, with all continuation bytes that follow it. Reading forwards and
/// reading backwards agree on that even in bytes that are not UTF-8.
struct WildcardPiece: Sendable, Hashable {
    private(set) var bytes: [UInt8] = []
    /// Where in `bytes` any character may stand, ascending; the byte there means nothing.
    private(set) var anyCharacters: [Int] = []

    var isEmpty: Bool { bytes.isEmpty }

    /// The bytes, when it is nothing else.
    var literal: [UInt8]? { anyCharacters.isEmpty ? bytes : nil }

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func appendAnyCharacter() {
        anyCharacters.append(bytes.count)
        bytes.append(0)
    }

    /// Matches the beginning of a text.
    ///
    /// - Parameter text: The whole text.
    /// - Returns: Where the piece ends; `nil` when the text does not begin with it.
    func end(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        if anyCharacters.isEmpty { return isEqual(to: text.prefix(bytes.count)) ? bytes.count : nil }
        var position = 0
        var place = 0
        for (index, byte) in bytes.enumerated() {
            guard position < text.count else { return nil }
            if place < anyCharacters.count, anyCharacters[place] == index {
                place += 1
                guard !isContinuation(text[position]) else { return nil }
                position += 1
                while position < text.count, isContinuation(text[position]) {
                    position += 1
                }
            } else {
                guard text[position] == byte else { return nil }
                position += 1
            }
        }
        return position
    }

    /// Matches the end of a text.
    ///
    /// - Parameters:
    ///   - text: The whole text.
    ///   - lowest: Where it may begin at the earliest.
    /// - Returns: Where the piece begins; `nil` when the text does not end with it.
    func start(in text: UnsafeBufferPointer<UInt8>, notBefore lowest: Int) -> Int? {
        if anyCharacters.isEmpty {
            guard text.count - lowest >= bytes.count else { return nil }
            return isEqual(to: text.suffix(bytes.count)) ? text.count - bytes.count : nil
        }
        var position = text.count
        var place = anyCharacters.count
        for index in bytes.indices.reversed() {
            guard position > lowest else { return nil }
            position -= 1
            if place > 0, anyCharacters[place - 1] == index {
                place -= 1
                while isContinuation(text[position]) {
                    guard position > lowest else { return nil }
                    position -= 1
                }
            } else {
                guard text[position] == bytes[index] else { return nil }
            }
        }
        return position
    }
}

extension WildcardPiece {
    /// Compared as memory: most pieces are nothing but bytes.
    private func isEqual(to part: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard part.count == bytes.count else { return false }
        let part = UnsafeBufferPointer(rebasing: part)
        return bytes.withUnsafeBufferPointer { bytes in
            guard let mine = bytes.baseAddress, let theirs = part.baseAddress else { return bytes.isEmpty }
            return memcmp(mine, theirs, bytes.count) == 0
        }
    }
}

/// Whether a byte continues a character that another began (RFC 3629 §3).
func isContinuation(_ byte: UInt8) -> Bool {
    byte & 0xC0 == 0x80
}
