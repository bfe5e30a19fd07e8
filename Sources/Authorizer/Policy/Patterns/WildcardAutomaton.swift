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
    /// The bytes that the piece names, ascending.
    private let alphabet: [UInt8]
    /// For each of them the elements that it fits, `width` words each; then the same for any other byte that begins a
    /// character, and for any other that continues one.
    private let masks: [UInt64]
    /// The elements that are any character: they go on as long as the character does.
    private let anyCharacters: [UInt64]

    init(_ piece: WildcardPiece) {
        let width = (piece.bytes.count + 63) / 64
        var anyCharacters = [UInt64](repeating: 0, count: width)
        for index in piece.anyCharacters {
            anyCharacters[index / 64] |= Self.bit(index)
        }
        let named = piece.bytes.indices.filter { anyCharacters[$0 / 64] & Self.bit($0) == 0 }
        let alphabet = Set(named.map { piece.bytes[$0] }).sorted()
        let nothing = [UInt64](repeating: 0, count: width)
        var masks = alphabet.flatMap { isContinuation($0) ? nothing : anyCharacters } + anyCharacters + nothing
        for index in named {
            let place = Self.index(of: piece.bytes[index], in: alphabet)
            masks[place * width + index / 64] |= Self.bit(index)
        }
        self.width = width
        last = Self.bit(piece.bytes.count - 1)
        self.alphabet = alphabet
        self.masks = masks
        self.anyCharacters = anyCharacters
    }

    private static func bit(_ index: Int) -> UInt64 {
        1 << UInt64(index % 64)
    }

    /// Which of the masks is a byte's.
    private static func index(of byte: UInt8, in alphabet: [UInt8]) -> Int {
        var (low, high) = (0, alphabet.count)
        while low < high {
            let middle = (low + high) / 2
            if alphabet[middle] < byte { low = middle + 1 } else { high = middle }
        }
        if low < alphabet.count, alphabet[low] == byte { return low }
        return alphabet.count + (isContinuation(byte) ? 1 : 0)
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
                let mask = Self.index(of: byte, in: alphabet) * width
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
