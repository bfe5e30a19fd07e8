// SPDX-License-Identifier: Apache-2.0

/// Finds a piece of a pattern anywhere in a text, in one pass.
///
/// It is Shift-And (Baeza-Yates and Gonnet, "A new approach to text searching", 1992): bit *i* of the state says that
/// the text that was read ends with the first *i* + 1 elements. Trying the piece at each position in turn would cost the
/// product of both lengths for `*aaaa…b*` against `aaaa…`.
struct WildcardAutomaton: Sendable, Hashable {
    /// How many words of 64 bits a state has.
    private let width: Int
    /// The bit of the last element, in the last word.
    private let last: UInt64
    /// For each byte its class: bytes that the piece does not name share one of two.
    private let classes: [UInt8]
    /// For each class the elements that such a byte fits, `width` words each.
    private let masks: [UInt64]
    /// The elements that are any character: they go on as long as the character does.
    private let anyCharacters: [UInt64]

    init(_ piece: WildcardPiece) {
        width = (piece.bytes.count + 63) / 64
        last = 1 << UInt64((piece.bytes.count - 1) % 64)
        var anyCharacters = [UInt64](repeating: 0, count: width)
        for index in piece.anyCharacters {
            anyCharacters[index / 64] |= 1 << UInt64(index % 64)
        }
        // Class 0 begins a character, class 1 continues one. UTF-8 has no more than 243 bytes, so a class fits a byte.
        var classes = (0...UInt8.max).map { isContinuation($0) ? UInt8(1) : 0 }
        var masks = anyCharacters + [UInt64](repeating: 0, count: width)
        for (index, byte) in piece.bytes.enumerated() where anyCharacters[index / 64] >> UInt64(index % 64) & 1 == 0 {
            if classes[Int(byte)] < 2 {
                masks += masks[(Int(classes[Int(byte)]) * width)...].prefix(width)
                classes[Int(byte)] = UInt8(masks.count / width - 1)
            }
            masks[Int(classes[Int(byte)]) * width + index / 64] |= 1 << UInt64(index % 64)
        }
        self.classes = classes
        self.masks = masks
        self.anyCharacters = anyCharacters
    }

    /// Looks for the piece.
    ///
    /// - Parameters:
    ///   - text: The whole text.
    ///   - start: Where the piece may begin.
    ///   - end: Where it must have ended.
    /// - Returns: The first position at which it can have ended; `nil` when it is not there.
    func firstEnd(in text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: width) { state in
            state.initialize(repeating: 0)
            for position in start..<end {
                let byte = text[position]
                let continues: UInt64 = isContinuation(byte) ? .max : 0
                let mask = Int(classes[Int(byte)]) * width
                // The first element may begin at any position.
                var carry: UInt64 = 1
                for word in 0..<width {
                    let old = state[word]
                    state[word] = (old << 1 | carry) & masks[mask + word] | old & anyCharacters[word] & continues
                    carry = old >> 63
                }
                if state[width - 1] & last != 0 { return position + 1 }
            }
            return nil
        }
    }
}
