// SPDX-License-Identifier: Apache-2.0

/// The media types whose bodies a REST API takes for bytes.
///
/// - Source: recorded: a wildcard stands for the subtype only (`image/*`), and only in the definition. That `*/*` stands for
///   every type is documented; whether also for a request that says none is an open question.
struct BinaryMediaTypes: Sendable {
    private let exact: Set<String>
    /// Of `image/*` its beginning, with the slash.
    private let prefixes: [String]
    private let hasAll: Bool

    init(_ types: [String]) {
        let types = types.map(mediaType)
        hasAll = types.contains("*/*")
        exact = Set(types)
        prefixes = types.filter { $0.hasSuffix("/*") && $0 != "*/*" }.map { String($0.dropLast()) }
    }

    /// Whether bodies of a media type are bytes.
    ///
    /// - Parameter type: As a message says it, without parameters; `nil` when it says none.
    /// - Returns: Whether the definition has it among the binary ones.
    func contains(_ type: String?) -> Bool {
        if hasAll { return true }
        guard let type else { return false }
        return exact.contains(type) || prefixes.contains { type.hasPrefix($0) }
    }

    var isEmpty: Bool { exact.isEmpty }
}
