// SPDX-License-Identifier: Apache-2.0

/// `application/x-www-form-urlencoded`: queries and form bodies.
///
/// - Source: WHATWG URL standard, §5.1 "application/x-www-form-urlencoded parsing".
package enum FormURLEncoded {
    package struct Pair: Sendable, Hashable {
        /// As sent, nothing decoded.
        package let name: ArraySlice<UInt8>
        /// As sent; empty when there is no `=`.
        package let value: ArraySlice<UInt8>
    }

    /// What a form exists of, in its order; empty pieces are none.
    package static func pairs(of text: ArraySlice<UInt8>) -> [Pair] {
        text.split(separator: UInt8(ascii: "&")).map { piece in
            let name = piece.prefix { $0 != UInt8(ascii: "=") }
            return Pair(name: name, value: piece.dropFirst(name.count + 1))
        }
    }

    /// Decodes a name or a value.
    ///
    /// - Returns: `nil` when a percent sign is not followed by two digits.
    package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        decode(text, keepingBadEscapes: false)
    }

    /// Decodes a name or a value, where a percent sign that begins no escape stands for itself, as the standard has it.
    package static func decodeLeniently(_ text: ArraySlice<UInt8>) -> [UInt8] {
        decode(text, keepingBadEscapes: true) ?? []
    }

    private static func decode(_ text: ArraySlice<UInt8>, keepingBadEscapes: Bool) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2).compactMap(ASCII.hexValue)
                if digits.count == 2 {
                    bytes.append(UInt8(digits[0] << 4 | digits[1]))
                    rest = rest.dropFirst(2)
                } else if keepingBadEscapes {
                    bytes.append(byte)
                } else {
                    return nil
                }
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
