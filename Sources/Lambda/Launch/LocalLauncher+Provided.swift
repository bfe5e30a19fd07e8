// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `provided*`: an executable that speaks the Runtime API itself.
///
/// - Source: Lambda developer guide, "Building a custom runtime": Lambda runs the file `bootstrap` at the top of the code.
extension LocalLauncher {
    func providedProgram(_ function: FunctionConfiguration, _ folder: String) throws(LaunchProblem) -> String {
        let named = function.handler.hasPrefix("/") ? function.handler : "\(folder)/\(function.handler)"
        let top = "\(folder)/bootstrap"
        // A project with several of them names each by its path; on AWS each is packaged alone, at the top.
        let candidates = named.hasSuffix("/bootstrap") ? [named, top] : [top, named, named + "/bootstrap"]
        guard let path = candidates.first(where: Programs.isFile) else {
            throw LaunchProblem(
                """
                \(describe(function)): \(function.runtime) runs an executable, and there is neither \(top) nor \(named); \
                build it, or name its path as handler
                """
            )
        }
        guard Programs.isProgram(path) else {
            throw LaunchProblem(
                "\(describe(function)): \(path) may not be executed; run `chmod +x \(path)`, or name the right file as handler"
            )
        }
        if let reason = ExecutableFile(startingWith: Programs.start(of: path, count: 20)).obstacle {
            throw LaunchProblem("\(describe(function)): \(path) \(reason)")
        }
        return path
    }
}
