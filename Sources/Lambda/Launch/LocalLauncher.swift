// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
package import GatewayModel

/// Starts functions with what is installed on this machine.
package struct LocalLauncher: Launcher {
    package struct Settings: Sendable {
        /// What functions are told of where they run.
        package var region: String
        package var accountId: String
        /// The environment of whoever started us.
        package var hostEnvironment: [String: String]
        /// What functions are given of it beside ``FunctionEnvironment/passedAlways``; `*` stands for everything.
        package var passedNames: [String]
        /// Where our bootstraps are written: a folder that nobody else may write into; its path is absolute.
        package var bootstrapFolder: String
        /// Unpacks a zip file, by its path; answers the folder with its content.
        package var unpack: @Sendable (String) throws(LaunchProblem) -> String

        package init(
            region: String = "us-east-1",
            accountId: String = "123456789012",
            hostEnvironment: [String: String],
            passedNames: [String] = [],
            bootstrapFolder: String,
            unpack: @escaping @Sendable (String) throws(LaunchProblem) -> String
        ) {
            self.region = region
            self.accountId = accountId
            self.hostEnvironment = hostEnvironment
            self.passedNames = passedNames
            self.bootstrapFolder = bootstrapFolder
            self.unpack = unpack
        }
    }

    let settings: Settings
    let programs: Programs
    let bootstraps: BootstrapFiles

    package init(settings: Settings) {
        self.settings = settings
        programs = Programs(environment: settings.hostEnvironment)
        bootstraps = BootstrapFiles(in: settings.bootstrapFolder)
    }

    package func launch(_ function: FunctionConfiguration) throws(LaunchProblem) -> Launch {
        let launch = try plan(function)
        do { try bootstraps.write() } catch {
            throw LaunchProblem("functions cannot be started: their bootstrap cannot be written: \(error)")
        }
        return launch
    }

    /// Says whether a function could be launched, in the same words, without leaving a bootstrap behind.
    ///
    /// An archive is unpacked, because what is wanted stands in it.
    package func check(_ function: FunctionConfiguration) throws(LaunchProblem) {
        _ = try plan(function)
    }

    /// What is to be known of how a function is started: that another version than that of Lambda's runtime runs it.
    ///
    /// Asks the interpreter, once; a function that cannot be launched has none.
    package func notices(_ function: FunctionConfiguration) -> [String] {
        guard let folder = try? folder(of: function) else { return [] }
        switch function.runtime.family {
        case .nodejs: return nodeNotices(function, folder)
        case .python: return pythonNotices(function, folder)
        case .provided: return []
        }
    }

    private func plan(_ function: FunctionConfiguration) throws(LaunchProblem) -> Launch {
        let folder = try folder(of: function)
        let environment = try FunctionEnvironment(settings: settings, runtimeFolder: bootstraps.folder)
            .variables(of: function, in: folder)
        let command: [String] =
            switch function.runtime.family {
            case .nodejs: try nodeCommand(function, folder)
            case .python: try pythonCommand(function, folder)
            case .provided: [try providedProgram(function, folder)]
            }
        return Launch(
            executable: command[0],
            arguments: command,
            environment: environment,
            workingDirectory: folder
        )
    }

    /// Where the code of a function is, unpacked if need be.
    private func folder(of function: FunctionConfiguration) throws(LaunchProblem) -> String {
        switch function.code {
        case .folder(let path):
            guard Programs.isFolder(path) else {
                throw LaunchProblem("\(describe(function)): there is no folder \(path) with its code")
            }
            return path
        case .archive(let path):
            return try settings.unpack(path)
        }
    }

    func describe(_ function: FunctionConfiguration) -> String { "function \(function.functionName)" }
}
