// SPDX-License-Identifier: Apache-2.0

/// A place in bytes that moves forwards.
struct Cursor {
    let bytes: [UInt8]
    var position: Int
    let end: Int

    init(_ bytes: [UInt8]) {
        self.init(bytes, 0..<bytes.count)
    }

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position >= end }

    /// The byte here, or one further on; zero behind the end, which no caller looks for.
    func peek(_ ahead: Int = 0) -> UInt8 {
        let index = position + ahead
        return index < end ? bytes[index] : 0
    }

    func starts(with word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= end else { return false }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] {
            return false
        }
        return true
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < end, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func skip(_ word: StaticString) -> Bool {
        guard starts(with: word) else { return false }
        position += word.utf8CodeUnitCount
        return true
    }

    mutating func skipWhitespace() {
        while position < end, isWhitespace(bytes[position]) { position += 1 }
    }

    mutating func skipBlanks() {
        while position < end, isBlank(bytes[position]) { position += 1 }
    }

    /// Skips blanks and the line's end behind them, or nothing when something else follows.
    mutating func skipRestOfLine() {
        var ahead = position
        while ahead < end, isBlank(bytes[ahead]) { ahead += 1 }
        guard ahead < end else { return }
        if bytes[ahead] == UInt8(ascii: "\r") {
            position = ahead + 1
            _ = skip(UInt8(ascii: "\n"))
        } else if bytes[ahead] == UInt8(ascii: "\n") {
            position = ahead + 1
        }
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}

func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

func isWhitespace(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
}

func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

func isNameStart(_ byte: UInt8) -> Bool {
    let letter = byte | 0x20
    return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
}

/// Names may hold hyphens, as in Velocity 1.x: `$headers.content-type`.
func isNamePart(_ byte: UInt8) -> Bool {
    isNameStart(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
}
