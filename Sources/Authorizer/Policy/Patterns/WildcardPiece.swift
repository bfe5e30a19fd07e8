// SPDX-License-Identifier: Apache-2.0

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
        var position = 0
        var places = anyCharacters[...]
        for (index, byte) in bytes.enumerated() {
            guard position < text.count else { return nil }
            if places.first == index {
                places.removeFirst()
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
        var position = text.count
        var places = anyCharacters[...]
        for (index, byte) in bytes.enumerated().reversed() {
            guard position > lowest else { return nil }
            position -= 1
            if places.last == index {
                places.removeLast()
                while isContinuation(text[position]) {
                    guard position > lowest else { return nil }
                    position -= 1
                }
            } else {
                guard text[position] == byte else { return nil }
            }
        }
        return position
    }
}

/// Whether a byte continues a character that another began (RFC 3629 §3).
func isContinuation(_ byte: UInt8) -> Bool {
    byte & 0xC0 == 0x80
}
