// SPDX-License-Identifier: Apache-2.0

/// A resource path such as `/users/{id}` or `/files/{proxy+}`.
///
/// - Source: API Gateway developer guide, "Set up a proxy resource" and "Resource paths": a variable fills a whole
///   segment, a greedy one is the last segment.
package struct PathTemplate: Sendable, Hashable, CustomStringConvertible {
    package let segments: [Segment]
    /// Whether it is the `$default` of an HTTP API: what no other route takes.
    package let isDefault: Bool

    /// `$default`, which takes what no other route takes.
    package static let `default` = PathTemplate()

    private init() {
        segments = []
        isDefault = true
    }

    package enum Segment: Sendable, Hashable, CustomStringConvertible {
        case literal(String)
        case parameter(String)
        /// `{name+}`: the rest of the path, at least one segment.
        case greedy(String)

        /// The segment as it is written.
        package var description: String {
            switch self {
            case .literal(let text): text
            case .parameter(let name): "{\(name)}"
            case .greedy(let name): "{\(name)+}"
            }
        }
    }

    /// Why a text is no resource path.
    package enum ParseError: Error, Hashable, CustomStringConvertible {
        case doesNotStartWithSlash
        case emptySegment
        case trailingSlash
        case greedyNotLast(String)
        case badVariable(String)
        case badCharacter(Character, segment: String)
        case duplicateVariable(String)

        package var description: String {
            switch self {
            case .doesNotStartWithSlash: "a path starts with \"/\""
            case .emptySegment: "a path has no empty segment (\"//\")"
            case .trailingSlash: "a path does not end with \"/\"; requests match with and without one"
            case .greedyNotLast(let name): "\"{\(name)+}\" takes the rest of the path, so it must come last"
            case .badVariable(let segment):
                "\"\(segment)\" is not a variable; write {name} or {name+}, with letters, digits, \"_\", \"-\", \".\" or \":\""
            case .badCharacter(let character, let segment):
                "\"\(segment)\" contains \"\(character)\"; a segment is letters, digits and any of . _ - ~ : @ ! $ & ' ( ) * + , ; = %"
            case .duplicateVariable(let name): "the variable {\(name)} occurs twice"
            }
        }
    }

    package init(parsing text: String) throws(ParseError) {
        isDefault = false
        guard text.hasPrefix("/") else { throw .doesNotStartWithSlash }
        var segments: [Segment] = []
        var names = Set<String>()
        guard text != "/" else {
            self.segments = []
            return
        }
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            if part.isEmpty {
                throw isLast ? .trailingSlash : .emptySegment
            }
            let segment = try Self.segment(part)
            switch segment {
            case .literal: break
            case .parameter(let name), .greedy(let name):
                guard names.insert(name).inserted else { throw .duplicateVariable(name) }
            }
            if case .greedy(let name) = segment, !isLast {
                throw .greedyNotLast(name)
            }
            segments.append(segment)
        }
        self.segments = segments
    }

    private static func segment(_ part: String) throws(ParseError) -> Segment {
        guard part.contains("{") || part.contains("}") else {
            // Swift compares canonically: the Kelvin sign equals "K". Only ASCII may pass.
            let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-~:@!$&'()*+,;=%")
            if let bad = part.first(where: { !$0.isASCII || !allowed.contains($0) }) {
                throw .badCharacter(bad, segment: part)
            }
            return .literal(part)
        }
        guard part.hasPrefix("{"), part.hasSuffix("}"), part.utf8.count > 2 else { throw .badVariable(part) }
        var name = part.dropFirst().dropLast()
        let isGreedy = name.hasSuffix("+")
        if isGreedy {
            name = name.dropLast()
        }
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:")
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && allowed.contains($0) }) else { throw .badVariable(part) }
        return isGreedy ? .greedy(String(name)) : .parameter(String(name))
    }

    /// Whether the path is the same for every request, so that its method ARN is known at start.
    package var isFixed: Bool {
        !isDefault && segments.allSatisfy { if case .literal = $0 { true } else { false } }
    }

    /// Six small letters and digits that stand for the resource, the same at each start.
    ///
    /// AWS draws them by lot; here they follow from the path (FNV-1a), so that nothing has to be remembered.
    package var resourceId: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let text = String(hash % 2_176_782_336, radix: 36)
        return String(repeating: "0", count: 6 - text.count) + text
    }

    package var description: String {
        if isDefault { return "$default" }
        return segments.isEmpty ? "/" : segments.map { "/\($0)" }.joined()
    }
}
