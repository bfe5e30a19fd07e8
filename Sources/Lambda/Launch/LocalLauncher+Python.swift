// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `python3.*`: the installed Python, the project's own above all, and our bootstrap.
extension LocalLauncher {
    func pythonCommand(_ function: FunctionConfiguration, _ folder: String) throws(LaunchProblem) -> [String] {
        let python = try python(function, folder)
        try HandlerFile.checkPython(function, in: folder) { module in
            // Only Python knows where else it looks; this runs nothing of the module.
            let program = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"
            return Question.output(
                of: python,
                ["-c", program, module],
                environment: settings.hostEnvironment,
                workingDirectory: folder
            ) != nil
        }
        return [python, bootstraps.python]
    }

    func pythonNotices(_ function: FunctionConfiguration, _ folder: String) -> [String] {
        let wanted = function.runtime.identifier.dropFirst("python".count)
        guard let python = try? python(function, folder), let installed = askPython(python, folder) else { return [] }
        guard wanted != installed.version.prefix(2).map(String.init).joined(separator: ".") else { return [] }
        return ["\(function.runtime) is run by Python \(installed.versionText) (\(installed.executable))"]
    }

    private func python(_ function: FunctionConfiguration, _ folder: String) throws(LaunchProblem) -> String {
        // What the project needs is installed in its environment, whichever version that has.
        var environments = ["\(folder)/.venv", "\(folder)/venv"]
        if let active = settings.hostEnvironment["VIRTUAL_ENV"], !active.isEmpty { environments.append(active) }
        for path in environments.map({ $0 + "/bin/python" }) where Programs.isProgram(path) { return path }
        for name in [function.runtime.identifier, "python3", "python"] {
            for path in programs.all(name) {
                // A script that chooses a version may have none for this folder, and costs time at each start.
                if name != "python", !Programs.isScript(path) { return path }
                // `python` may be Python 2.
                if let interpreter = askPython(path, folder), interpreter.version[0] == 3 {
                    return interpreter.executable
                }
            }
        }
        throw LaunchProblem(
            """
            \(describe(function)): \(function.runtime) needs Python, and there is no `python3` on PATH, nor a .venv in \
            \(folder); install it (Debian, Ubuntu: apt install python3; others: https://www.python.org/downloads)
            """,
            isMissingProgram: true
        )
    }

    private func askPython(_ path: String, _ folder: String) -> Programs.Interpreter? {
        let program = #"import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)"#
        return programs.ask(path, ["-c", program], in: folder)
    }
}
