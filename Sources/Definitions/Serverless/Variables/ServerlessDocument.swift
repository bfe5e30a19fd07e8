// SPDX-License-Identifier: Apache-2.0

/// A serverless.yml with everything in it resolved: merge keys, CloudFormation's tags, variables.
package struct ServerlessDocument: Sendable {
    /// Each value knows where it was written, be it in another file.
    ///
    /// What only the cloud knows stays a node that ``YAMLNode/unresolved`` tells.
    package let root: YAMLNode
    package let stage: String
    package let region: String
    /// The process's environment, with what .env files add.
    package let environment: [String: String]
    /// Every file that was read, or would have been if it were there.
    package let files: [String]
    /// What is allowed but hardly meant.
    package let warnings: [DefinitionProblem]

    /// Reads a file and those that it names.
    ///
    /// - Parameters:
    ///   - path: Which file: YAML or JSON.
    ///   - options: What the command line and the environment say.
    ///   - mustBeRegular: Whether a pipe is refused: for whoever cannot wait.
    /// - Returns: What is left when everything is resolved.
    /// - Throws: Everything that is wrong with it.
    package static func read(
        path: String,
        options: ServerlessOptions,
        mustBeRegular: Bool = false
    ) throws(DefinitionProblems) -> ServerlessDocument {
        if let ending = programEndings.first(where: { path.hasSuffix($0) }) {
            throw DefinitionProblems(
                DefinitionProblem(
                    at: nil,
                    "\(path): a definition that is a program (\(ending)) is not run",
                    suggestion: "\"serverless print --format json\" writes it as JSON: save that as serverless.json"
                )
            )
        }
        return try read(
            text: try SourceFile.read(path: path, mustBeRegular: mustBeRegular),
            file: path,
            options: options
        )
    }

    /// Reads a text, and the files that it names.
    ///
    /// - Parameters:
    ///   - text: The bytes of the file.
    ///   - file: Its path as the user gave it; the service's folder is where it is.
    ///   - options: What the command line and the environment say.
    /// - Returns: What is left when everything is resolved.
    /// - Throws: Everything that is wrong with it, and with those.
    package static func read(
        text: [UInt8],
        file: String,
        options: ServerlessOptions
    ) throws(DefinitionProblems) -> ServerlessDocument {
        let document = try YAMLDocument(parsing: text, file: file)
        guard let written = document.root, !written.isNull else {
            throw DefinitionProblems(
                at: SourcePosition(file: file, line: 1, column: 1),
                "the file is empty",
                "it wants at least \"service\", \"provider: aws\" and \"functions\""
            )
        }
        var normalizer = YAMLNormalizer()
        let root = normalizer.normalized(written)
        var resolver = VariableResolver(root: root, file: file, options: options)
        resolver.note(document.problems + normalizer.problems.problems)
        let stage = resolver.currentStage()
        if let stage { resolver.loadDotenv(stage: stage) }
        let region = resolver.currentRegion()
        let resolved = resolver.subtree(resolver.root).node
        if var problems = DefinitionProblems(resolver.problems.problems) {
            problems.files = resolver.files
            throw problems
        }
        guard let stage else { preconditionFailure("a stage that is not known is a problem") }
        return ServerlessDocument(
            root: resolved,
            stage: stage,
            region: region,
            environment: resolver.environment,
            files: resolver.files,
            warnings: DefinitionProblems.ordered(resolver.warnings.problems)
        )
    }

    private static let programEndings = [".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"]
}
