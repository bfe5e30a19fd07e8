// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// The reader of routes.yml, the gateway's own format: which URLs are public, which are private, and who guards them.
package enum RoutesFile {
    package struct Result: Sendable, Hashable {
        package let api: API
        /// What is allowed but hardly meant, such as an authorizer that guards nothing.
        package let warnings: [DefinitionProblem]
        /// Where each of the API's routes is declared, in the same order.
        package let routePositions: [SourcePosition]
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: Which file.
    ///   - mustBeRegular: Whether a pipe is refused: for whoever cannot wait.
    ///   - functions: What `function:NAME` may name beside the file's own: functions of whoever embeds the gateway.
    /// - Returns: The API with what is worth a warning.
    /// - Throws: Everything that is wrong with it.
    package static func read(
        path: String,
        mustBeRegular: Bool = false,
        functions: Set<String> = []
    ) throws(DefinitionProblems) -> Result {
        try read(
            text: try SourceFile.read(path: path, mustBeRegular: mustBeRegular),
            file: path,
            functions: functions
        )
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: The bytes of the file.
    ///   - file: Its path as the user gave it, for the messages.
    ///   - functions: What `function:NAME` may name beside the file's own.
    /// - Returns: The API with what is worth a warning.
    /// - Throws: Everything that is wrong with it.
    package static func read(
        text: [UInt8],
        file: String,
        functions: Set<String> = []
    ) throws(DefinitionProblems) -> Result {
        let document = try YAMLDocument(parsing: text, file: file)
        guard let root = document.root, !root.isNull else {
            throw DefinitionProblems(
                at: SourcePosition(file: file, line: 1, column: 1),
                "the file is empty",
                "it wants at least \"api: rest\", \"stage: dev\" and a route under \"public:\" or \"private:\""
            )
        }
        var reader = RoutesReader(problems: ProblemCollector(document.problems), functions: functions)
        return try reader.result(from: root)
    }
}
