// SPDX-License-Identifier: Apache-2.0

/// A text of a policy that may hold variables: `arn:aws:…/${aws:username}`.
///
/// - Source: IAM user guide, "IAM policy elements: Variables and tags".
struct PolicyText: Sendable, Hashable {
    /// As it was written, for a reader.
    let written: String
    private let segments: [Segment]

    private enum Segment: Sendable, Hashable {
        /// Bytes as written: `*` and `?` are wildcards where wildcards are allowed.
        case text([UInt8])
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
        self.init(written: text, segments: [.text(Array(text.utf8))])
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
        while let start = Self.variableStart(in: rest) {
            guard let end = rest[start...].firstIndex(of: UInt8(ascii: "}")) else {
                throw Mistake(reason: "has a \"${\" without \"}\"; a \"$\" before a brace is written \"${$}\"")
            }
            segments.append(.text(Array(rest[..<start])))
            let name = rest[(start + 2)..<end]
            if let character = name.first, name.count == 1, "*?$".utf8.contains(character) {
                segments.append(.character(character))
            } else {
                segments.append(.variable(try PolicyVariable(name)))
            }
            rest = rest[(end + 1)...]
        }
        segments.append(.text(Array(rest)))
        self.init(written: text, segments: segments)
    }

    /// Where the next `${` is.
    private static func variableStart(in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.indices.first { index in
            bytes[index] == UInt8(ascii: "$") && index + 1 < bytes.endIndex && bytes[index + 1] == UInt8(ascii: "{")
        }
    }

    var variableCount: Int {
        segments.count { if case .variable = $0 { true } else { false } }
    }

    /// How many colons stand before the first variable; `nil` when it has none, or when a `*` stands before it, which
    /// may span any number of them.
    var colonsBeforeVariable: Int? {
        var colons = 0
        for segment in segments {
            switch segment {
            case .text(let bytes):
                guard !bytes.contains(UInt8(ascii: "*")) else { return nil }
                colons += bytes.count { $0 == UInt8(ascii: ":") }
            case .variable: return colons
            case .character: break
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
        for segment in segments {
            switch segment {
            case .text(let bytes): elements += bytes.map(byte)
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
