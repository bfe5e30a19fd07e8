// SPDX-License-Identifier: Apache-2.0

/// What is in a code folder and is no code: it changes without anybody having saved anything, or there is too much of it.
enum IgnoredNames {
    private static let folders: Set<String> = [
        ".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".gateway", ".serverless", ".aws-sam",
        ".build",
        ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".nyc_output", ".idea", ".vscode", ".cache",
    ]

    /// What editors and interpreters put beside a file, and what functions log.
    private static let endings = ["~", ".swp", ".swo", ".swx", ".pyc", ".log"]

    static func containsFolder(_ name: some StringProtocol) -> Bool {
        folders.contains(String(name))
    }

    /// Whether a path below a code folder is ignored.
    static func contain(_ relativePath: some StringProtocol) -> Bool {
        // Vim tries with this name whether it may write.
        let names = relativePath.split(separator: "/")
        guard let last = names.last else { return false }
        return names.contains { containsFolder($0) } || last == "4913" || endings.contains { last.hasSuffix($0) }
    }
}
