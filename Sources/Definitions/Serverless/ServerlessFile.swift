// SPDX-License-Identifier: Apache-2.0

package import GatewayModel
import Glibc

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
        let text = try SourceFile.read(path: path, mustBeRegular: mustBeRegular)
        return try read(text: text, file: path, options: options)
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
        let document = try YAMLDocument(parsing: text, file: file)
        guard let root = document.root, !root.isNull else {
            throw DefinitionProblems(
                at: SourcePosition(file: file, line: 1, column: 1),
                "the file is empty",
                "it wants at least \"service\", \"provider: aws\" and \"functions\""
            )
        }
        var problems = ProblemCollector(document.problems)
        problems.refuseTagsAndMergeKeys(in: root)
        problems.refuseVariables(in: root)
        var reader = ServerlessReader(problems: problems, options: options, folder: absoluteFolder(of: file))
        return try reader.result(from: root, files: [file])
    }

    /// The folder of a file, as an absolute path without a slash at its end.
    static func absoluteFolder(of file: String) -> String {
        var parts: [Substring] = []
        var path = SourceFile.folder(of: file)
        if !path.hasPrefix("/"), let start = getcwd(nil, 0) {
            defer { free(start) }
            path = String(cString: start) + "/" + path
        }
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// What such a file is called.
    package static let names = ["serverless.yml", "serverless.yaml", "serverless.json"]

    /// Whether a path is one of a serverless.yml, by its name.
    ///
    /// Another name will do that says so: `serverless.prod.yml`, `my-serverless.yaml`.
    package static func isServerless(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return name.utf8.starts(with: "serverless.".utf8)
            || ["serverless.yml", "serverless.yaml", "serverless.json"].contains { name.hasSuffix($0) }
    }
}
