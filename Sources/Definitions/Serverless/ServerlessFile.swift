// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// The reader of serverless.yml, as the Serverless Framework has it: functions, and the APIs that its events make.
package enum ServerlessFile {
    package struct Result: Sendable, Hashable {
        /// At most one REST API and one HTTP API, in this order; none for a project of functions alone.
        package let apis: [API]
        /// Where each API's routes are declared, in the order of ``apis`` and of their routes.
        package let routePositions: [[SourcePosition]]
        /// All functions, those without events included, and those that stand in for others.
        package let functions: [FunctionDefinition]
        package let offline: OfflineSettings
        /// What is allowed but hardly meant, and what is left out although it was asked for.
        package let warnings: [DefinitionProblem]
        /// What does not concern an offline gateway, one line each.
        package let notices: [String]
        /// What it was read from: when one of them changes, it is read again.
        package let files: [String]
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: Which file.
    ///   - options: What the command line and the environment say.
    ///   - mustBeRegular: Whether a pipe is refused: for whoever cannot wait.
    /// - Returns: What it says.
    /// - Throws: Everything that is wrong with it.
    package static func read(
        path: String,
        options: ServerlessOptions,
        mustBeRegular: Bool = false
    ) throws(DefinitionProblems) -> Result {
        let document = try ServerlessDocument.read(path: path, options: options, mustBeRegular: mustBeRegular)
        return try read(document, file: path, options: options)
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: The bytes of the file.
    ///   - file: Its path as the user gave it, for the messages; the service's folder is where it is.
    ///   - options: What the command line and the environment say.
    /// - Returns: What it says.
    /// - Throws: Everything that is wrong with it.
    package static func read(
        text: [UInt8],
        file: String,
        options: ServerlessOptions
    ) throws(DefinitionProblems) -> Result {
        let document = try ServerlessDocument.read(text: text, file: file, options: options)
        return try read(document, file: file, options: options)
    }

    private static func read(
        _ document: ServerlessDocument,
        file: String,
        options: ServerlessOptions
    ) throws(DefinitionProblems) -> Result {
        var reader = ServerlessReader(document: document, options: options, folder: SourceFile.absoluteFolder(of: file))
        do throws(DefinitionProblems) {
            return try reader.result(from: document.root, files: document.files)
        } catch {
            var problems = error
            problems.files = document.files
            throw problems
        }
    }

    /// What such a file is called.
    package static let names = ["serverless.yml", "serverless.yaml", "serverless.json"]

    /// What one that is a program is called; such a one is not read.
    package static let programNames = ["serverless.ts", "serverless.js", "serverless.mjs", "serverless.cjs"]

    /// Whether a path is one of a serverless.yml, by its name.
    ///
    /// Another name will do that says so: `serverless.prod.yml`, `my-serverless.yaml`.
    package static func isServerless(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return name.utf8.starts(with: "serverless.".utf8)
            || names.contains { name.hasSuffix($0) }
    }
}
