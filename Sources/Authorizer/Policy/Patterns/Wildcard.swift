// SPDX-License-Identifier: Apache-2.0

/// A pattern of IAM: `*` is any run of characters, `/` and `:` included, `?` exactly one; everything else is itself.
///
/// The pattern is matched against the whole text, byte for byte. IAM's guide says of `*` in an ARN only that one at the
/// end of a segment "can expand to match beyond the colon boundaries"; for API Gateway, whose resources stand after the
/// fifth colon, whole texts are what is known to be compared, and `arn:aws:execute-api:*:*:*` and `*` rest on it.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Resource", "Using wildcards in resource ARNs".
package struct Wildcard: Sendable, Hashable {
    /// What must stand at the beginning.
    private let head: WildcardPiece
    /// What must stand in between, in this order: each lies between two `*`.
    private let middle: [WildcardAutomaton]
    /// What must stand at the end; `nil` without a `*`, when the head is all there is.
    private let tail: WildcardPiece?

    /// One element of a pattern, when texts that come from elsewhere are put into it: their `*` is a byte like others.
    enum Element: Sendable, Hashable {
        case byte(UInt8)
        case anyCharacter
        case anyRun
    }

    package init(_ text: String) {
        self.init(text.utf8.lazy.map(Self.element))
    }

    init(_ elements: some Sequence<Element>) {
        var pieces = [WildcardPiece()]
        for element in elements {
            switch element {
            case .byte(let byte): pieces[pieces.count - 1].append(byte)
            case .anyCharacter: pieces[pieces.count - 1].appendAnyCharacter()
            case .anyRun: pieces.append(WildcardPiece())
            }
        }
        head = pieces[0]
        tail = pieces.count > 1 ? pieces[pieces.count - 1] : nil
        middle = pieces.dropFirst().dropLast().filter { !$0.isEmpty }.map(WildcardAutomaton.init)
    }

    /// What a byte of a written pattern stands for.
    static func element(_ byte: UInt8) -> Element {
        switch byte {
        case UInt8(ascii: "*"): .anyRun
        case UInt8(ascii: "?"): .anyCharacter
        default: .byte(byte)
        }
    }

    /// The only text that it matches, when it has neither `*` nor `?`.
    package var literal: [UInt8]? {
        tail == nil ? head.literal : nil
    }

    /// Matches the whole of a text.
    ///
    /// Beginning and end are compared first: for a literal, and for one with a single `*`, that is all. Each piece in
    /// between is placed as early as it can be, which leaves the others the most room. No byte of the text is looked at
    /// twice, and each look costs one operation for 64 elements of the pattern: a pattern of 512 characters cannot make
    /// a long text expensive, however it is written.
    package func matches(_ text: some RandomAccessCollection<UInt8>) -> Bool {
        text.withContiguousStorageIfAvailable { matches($0) } ?? Array(text).withUnsafeBufferPointer { matches($0) }
    }

    /// The same for an array, which is what a method ARN is: without a call through the collection's own table.
    package func matches(_ text: [UInt8]) -> Bool {
        text.withUnsafeBufferPointer { matches($0) }
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard var position = head.end(in: text) else { return false }
        guard let tail else { return position == text.count }
        guard let end = tail.start(in: text, notBefore: position) else { return false }
        for piece in middle {
            guard let next = piece.firstEnd(in: text, from: position, to: end) else { return false }
            position = next
        }
        return true
    }
}
