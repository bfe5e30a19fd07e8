// SPDX-License-Identifier: Apache-2.0

/// A pattern of IAM: `*` is any run of characters, `/` included, `?` exactly one; everything else is itself.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Resource", "Wildcards".
package struct Wildcard: Sendable, Hashable {
    private let pattern: [UInt8]

    package init(_ text: String) {
        pattern = Array(text.utf8)
    }

    /// Matches the whole of a text, byte for byte.
    ///
    /// Only the last `*` is ever tried again, so the work is bounded by the two lengths multiplied, and is one pass for
    /// the patterns that people write.
    package func matches(_ text: some RandomAccessCollection<UInt8>) -> Bool {
        text.withContiguousStorageIfAvailable(matches) ?? Array(text).withUnsafeBufferPointer(matches)
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        pattern.withUnsafeBufferPointer { pattern in
            var position = 0
            var index = 0
            var star: (index: Int, position: Int)?
            while position < text.count {
                if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                    star = (index, position)
                    index += 1
                } else if index < pattern.count, let width = Self.width(pattern[index], text, position) {
                    index += 1
                    position += width
                } else if let last = star {
                    index = last.index + 1
                    position = last.position + 1
                    star = (last.index, position)
                } else {
                    return false
                }
            }
            while index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                index += 1
            }
            return index == pattern.count
        }
    }

    /// How many bytes of the text one element of the pattern takes; `nil` when it does not match.
    private static func width(_ element: UInt8, _ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int? {
        guard element == UInt8(ascii: "?") else { return element == text[position] ? 1 : nil }
        // `?` is one character, not one byte of a longer one.
        var width = 1
        while position + width < text.count, text[position + width] & 0xC0 == 0x80 {
            width += 1
        }
        return width
    }
}
