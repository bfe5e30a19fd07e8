// SPDX-License-Identifier: Apache-2.0

/// Looks for bytes in bytes, in a time that grows with both together (Knuth, Morris and Pratt).
///
/// To try each place would be the product of both lengths for a text that was made for it.
struct ByteSearch {
    private let wanted: [UInt8]
    /// For each place, how many bytes of the beginning end there.
    private let borders: [Int]

    init(_ wanted: [UInt8]) {
        self.wanted = wanted
        var borders = Array(repeating: 0, count: wanted.count)
        var length = 0
        for index in wanted.indices.dropFirst() {
            while length > 0, wanted[index] != wanted[length] { length = borders[length - 1] }
            if wanted[index] == wanted[length] { length += 1 }
            borders[index] = length
        }
        self.borders = borders
    }

    /// Where the bytes occur first.
    func first(in text: [UInt8], from start: Int = 0) -> Int? {
        guard !wanted.isEmpty else { return start <= text.count ? start : nil }
        guard start < text.count else { return nil }
        return text.withUnsafeBufferPointer { text in
            wanted.withUnsafeBufferPointer { wanted in
                var length = 0
                for index in start..<text.count {
                    while length > 0, text[index] != wanted[length] { length = borders[length - 1] }
                    if text[index] == wanted[length] { length += 1 }
                    if length == wanted.count { return index + 1 - length }
                }
                return nil
            }
        }
    }

    /// Where a text occurs in another, in UTF-16 units, as Java counts.
    static func firstUnit(of wanted: String, in text: String, from start: Int = 0) -> Int? {
        let utf16 = text.utf16
        guard let begin = utf16.index(utf16.startIndex, offsetBy: max(0, start), limitedBy: utf16.endIndex) else {
            return wanted.isEmpty ? utf16.count : nil
        }
        let offset = text.utf8.distance(from: text.startIndex, to: begin)
        return ByteSearch(Array(wanted.utf8)).first(in: Array(text.utf8), from: offset).map {
            units(in: text, upTo: $0)
        }
    }

    static func lastUnit(of wanted: String, in text: String) -> Int? {
        let found = ByteSearch(wanted.utf8.reversed()).first(in: text.utf8.reversed())
        return found.map { units(in: text, upTo: text.utf8.count - $0 - wanted.utf8.count) }
    }

    private static func units(in text: String, upTo offset: Int) -> Int {
        let utf8 = text.utf8
        return text.utf16.distance(from: text.startIndex, to: utf8.index(utf8.startIndex, offsetBy: offset))
    }
}
