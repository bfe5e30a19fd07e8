// SPDX-License-Identifier: Apache-2.0

import GatewayFiles

/// `.env` files, which stand beside the definition.
///
/// - Source: Serverless Framework documentation, "Serverless.yml Reference", `useDotenv`: `.env.<stage>` and `.env` are
///   loaded unless it is `false`, and a path or a list names more; what is set already stays.
extension VariableResolver {
    mutating func loadDotenv(stage: String) {
        guard let additional = dotenvPaths() else { return }
        for path in [folder + ".env.\(stage)", folder + ".env"] { loadDotenv(path) }
        for (name, position) in additional {
            let path = path(of: name)
            guard File.exists(path) else {
                if !files.contains(path) { files.append(path) }
                problems.note(
                    "\"useDotenv\" names the file \(quoted(path)), which is not there",
                    at: position,
                    suggestion: "make it, or remove it here"
                )
                continue
            }
            loadDotenv(path)
        }
    }

    /// Beside the usual ones; `nil` when none is wanted.
    private mutating func dotenvPaths() -> [(String, SourcePosition)]? {
        guard case .value(let id, _) = walk("useDotenv", from: root) else { return [] }
        let node = arena[id].node
        if node.isNull { return [] }
        if let isWanted = node.scalar?.bool { return isWanted ? [] : nil }
        let nodes = node.mapping == nil ? subtree(id).node : node
        return problems.texts(nodes, for: "useDotenv").map { ($0.text, $0.node.position) }
    }

    private mutating func loadDotenv(_ path: String) {
        guard !files.contains(path) else { return }
        files.append(path)
        guard File.exists(path) else { return }
        do throws(DefinitionProblems) {
            let bytes = try SourceFile.read(path: path, limit: limits.tree.bytes, mustBeRegular: true)
            let file = try DotenvFile(parsing: bytes, file: path)
            for warning in file.warnings {
                warnings.note(warning.message, at: warning.position, suggestion: warning.suggestion)
            }
            var expansion = DotenvExpansion(file, environment: environment)
            guard let additions = expansion.additions() else {
                let start = SourcePosition(file: path, line: 1, column: 1)
                return problems.note("what its names stand for is too long", at: start, suggestion: "make it simpler")
            }
            environment.merge(additions) { known, _ in known }
        } catch {
            note(error.problems)
        }
    }
}
