// SPDX-License-Identifier: Apache-2.0

/// A text of a policy that may hold variables: `arn:aws:…/${aws:username}`.
///
/// - Source: IAM user guide, "IAM policy elements: Variables and tags".
struct PolicyText: Sendable, Hashable {
    /// As it was written, for a reader.
    let written: String
    private let segments: [Segment]

    private enum Segment: Sendable, Hashable {
        /// A byte as written: `*` and `?` are wildcards where wildcards are allowed.
        case byte(UInt8)
        /// `${*}`, `${?}`, `${$}`: the character itself, wherever it stands.
        case character(UInt8)
        case variable(PolicyVariable)
    }

    /// Why a text cannot be read, as the end of a sentence.
    struct Mistake: Error {
        let reason: String
    }

    /// A text in a policy of our own making, without variables.
    init(literally text: String) {
        self.init(written: text, segments: text.utf8.map(Segment.byte))
    }

    private init(written: String, segments: [Segment]) {
        self.written = written
        self.segments = segments
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - version: The policy's version: before 2012 `${…}` is nothing special.
    /// - Throws: ``Mistake`` for a `${` that begins no variable. IAM would refuse it, too, and whoever wrote it wanted
    ///   something else.
    init(_ text: String, version: PolicyVersion) throws(Mistake) {
        guard version == .v2012 else {
            self.init(literally: text)
            return
        }
        var segments: [Segment] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$"), rest.first == UInt8(ascii: "{") else {
                segments.append(.byte(byte))
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
                throw Mistake(reason: "has a \"${\" without \"}\"; a \"$\" before a brace is written \"${$}\"")
            }
            let name = rest[(rest.startIndex + 1)..<end]
            if let character = name.first, name.count == 1, "*?$".utf8.contains(character) {
                segments.append(.character(character))
            } else {
                segments.append(.variable(try PolicyVariable(name)))
            }
            rest = rest[(end + 1)...]
        }
        self.init(written: text, segments: segments)
    }

    var variableCount: Int {
        segments.count { if case .variable = $0 { true } else { false } }
    }

    /// The parts between the first colons that stand before a variable and cannot be spanned by a `*`.
    ///
    /// - Returns: How many colons there are at least before the first variable, `nil` when it has none or when a `*`
    ///   stands before it.
    var colonsBeforeVariable: Int? {
        var colons = 0
        for segment in segments {
            switch segment {
            case .byte(UInt8(ascii: "*")): return nil
            case .byte(UInt8(ascii: ":")): colons += 1
            case .variable: return colons
            case .byte, .character: break
            }
        }
        return nil
    }

    // MARK: - With the values of a request

    /// A text in which the variables have become values.
    enum Resolution<Value> {
        case value(Value)
        /// The request has no value for a variable, and the policy no default: IAM's "effectively null".
        case noValue(PolicyVariable)
        /// The request has several values for a variable. IAM allows no multivalued key as a variable, and says
        /// nothing about what comes of one.
        case severalValues(PolicyVariable)

        func map<Other>(_ transform: (Value) -> Other) -> Resolution<Other> {
            switch self {
            case .value(let value): .value(transform(value))
            case .noValue(let variable): .noValue(variable)
            case .severalValues(let variable): .severalValues(variable)
            }
        }
    }

    /// The text as a pattern.
    ///
    /// What comes from the request is taken literally: a client that sends `*` as its user agent must not open what
    /// `${aws:UserAgent}` guards.
    func pattern(in context: some PolicyContext) -> Resolution<[Wildcard.Element]> {
        resolve(in: context, byte: Wildcard.element, character: Wildcard.Element.byte)
    }

    /// The text as a text, in which `*` and `?` are nothing special.
    func bytes(in context: some PolicyContext) -> Resolution<[UInt8]> {
        resolve(in: context, byte: { $0 }, character: { $0 })
    }

    private func resolve<Element>(
        in context: some PolicyContext,
        byte: (UInt8) -> Element,
        character: (UInt8) -> Element
    ) -> Resolution<[Element]> {
        var elements: [Element] = []
        elements.reserveCapacity(segments.count)
        for segment in segments {
            switch segment {
            case .byte(let written): elements.append(byte(written))
            case .character(let written): elements.append(character(written))
            case .variable(let variable):
                switch variable.value(in: context) {
                case .value(let value): elements += value.utf8.map(character)
                case .noValue(let variable): return .noValue(variable)
                case .severalValues(let variable): return .severalValues(variable)
                }
            }
        }
        return .value(elements)
    }
}

/// The language of a policy.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Version": without the element it is the older.
enum PolicyVersion: String, Sendable, Hashable, CaseIterable {
    case v2008 = "2008-10-17"
    case v2012 = "2012-10-17"
}
