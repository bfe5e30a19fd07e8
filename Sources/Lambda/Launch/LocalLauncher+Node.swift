// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `nodejs*`: the installed Node and our bootstrap.
extension LocalLauncher {
    func nodeCommand(_ function: FunctionConfiguration, _ folder: String) throws(LaunchProblem) -> [String] {
        let file = try HandlerFile.ofNode(function, in: folder)
        let node = try node(function, folder)
        let flags = try typeScriptFlags(file, node, folder)
        return [node] + flags + [bootstraps.nodejs]
    }

    func nodeNotices(_ function: FunctionConfiguration, _ folder: String) -> [String] {
        let wanted = function.runtime.identifier.dropFirst("nodejs".count).prefix { $0.isNumber }
        guard
            let node = try? node(function, folder), let installed = askNode(node, folder),
            let major = installed.version.first, wanted != String(major)
        else { return [] }
        return ["\(function.runtime) is run by Node \(installed.versionText) (\(installed.executable))"]
    }

    private func node(_ function: FunctionConfiguration, _ folder: String) throws(LaunchProblem) -> String {
        let wanted = function.runtime.identifier.dropFirst("nodejs".count).prefix { $0.isNumber }
        for name in ["node\(wanted)", "node", "nodejs"] {
            for path in programs.all(name) {
                // A script that chooses a version may have none for this folder, and costs time at each start.
                guard Programs.isScript(path) else { return path }
                if let interpreter = askNode(path, folder) { return interpreter.executable }
            }
        }
        throw LaunchProblem(
            """
            \(describe(function)): \(function.runtime) needs Node, and there is no `node` on PATH; install it \
            (Debian, Ubuntu: apt install nodejs; others: https://nodejs.org/en/download)
            """,
            isMissingProgram: true
        )
    }

    private func askNode(_ path: String, _ folder: String) -> Programs.Interpreter? {
        programs.ask(path, ["-p", #"process.versions.node + "\n" + process.execPath"#], in: folder)
    }

    /// Node strips types from 22.18 and 23.6 on, and from 22.6 on when it is told to.
    ///
    /// - Source: Node.js documentation, "Modules: TypeScript", history.
    private func typeScriptFlags(
        _ file: String?,
        _ node: String,
        _ folder: String
    ) throws(LaunchProblem) -> [String] {
        guard let file, [".ts", ".mts", ".cts"].contains(where: file.hasSuffix) else { return [] }
        guard let installed = askNode(node, folder) else {
            throw LaunchProblem("\(node) does not run: it cannot say which version it is; reinstall Node")
        }
        let version = (installed.version[0], installed.version[1])
        if version >= (23, 6) || version >= (22, 18) && version < (23, 0) { return [] }
        if version >= (22, 6) { return ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"] }
        throw LaunchProblem(
            """
            \(file) is TypeScript, and Node \(installed.versionText) (\(installed.executable)) cannot strip types; \
            install Node 22.18 or newer, or compile it to JavaScript (npx tsc, npx esbuild) beside it
            """
        )
    }
}
