// SPDX-License-Identifier: Apache-2.0

/// A YAML file as a tree.
///
/// What is not YAML, or asks for too much, is thrown, and is naturally alone. What is YAML but says two things at
/// once (a key twice) is kept beside the tree, so that a reader can report it together with its own findings.
package struct YAMLDocument: Sendable {
    /// Absent when the file has no document: it is empty, or holds only comments.
    package let root: YAMLNode?
    package let problems: [DefinitionProblem]

    /// Reads a text of one document.
    ///
    /// Aliases are replaced by what they stand for. Tags and merge keys (`<<`) are kept for the format to judge.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, or UTF-16 with a byte order mark.
    ///   - file: The path as the user gave it, for the messages.
    ///   - limits: How large the tree may grow.
    /// - Throws: What is not YAML, or asks for too much.
    package init(
        parsing bytes: [UInt8],
        file: String,
        limits: YAMLLimits = .standard
    ) throws(DefinitionProblems) {
        guard bytes.count <= limits.bytes else {
            throw DefinitionProblems(SourceFile.tooLong(file, limit: limits.bytes))
        }
        var builder = YAMLTreeBuilder(events: try YAMLEventReader(bytes: bytes, file: file), limits: limits)
        root = try builder.document()
        problems = builder.problems
    }
}
