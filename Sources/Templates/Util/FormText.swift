// SPDX-License-Identifier: Apache-2.0

/// A text in `application/x-www-form-urlencoded`, as java.net.URLEncoder writes it: letters, digits and `.-*_` stay, a
/// space is `+`, and every other byte is `%XX`.
func formEncoded(_ text: String) -> String {
    let hexadecimal = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
        if isNamePart(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "*") {
            bytes.append(byte)
        } else if byte == UInt8(ascii: " ") {
            bytes.append(UInt8(ascii: "+"))
        } else {
            bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// The text of such an encoding, as java.net.URLDecoder reads it.
///
/// - Parameter text: The encoded text.
/// - Returns: Nothing for a `%` without two digits behind it, for which Java throws.
func formDecoded(_ text: String) -> String? {
    var cursor = Cursor(Array(text.utf8))
    var bytes: [UInt8] = []
    while !cursor.isAtEnd {
        let byte = cursor.peek()
        cursor.position += 1
        switch byte {
        case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
        case UInt8(ascii: "%"):
            guard let high = hexadecimalDigit(cursor.peek()), let low = hexadecimalDigit(cursor.peek(1)) else {
                return nil
            }
            bytes.append(high << 4 | low)
            cursor.position += 2
        default: bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

private func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
