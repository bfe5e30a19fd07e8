// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayDefinitions
import GatewayModel

/// A definition and the configuration beside it, read and in order.
struct Project {
    let files: ProjectFiles
    let api: API
    let warnings: [DefinitionProblem]
    /// What `builtin:auth0` accepts; `nil` stands for the embedded issuer.
    let tokenSettings: TokenSettings?

    /// Reads everything, and reports everything that is wrong.
    ///
    /// - Throws: The code to leave with; what is wrong was printed.
    init(_ files: ProjectFiles) throws {
        var problems: [DefinitionProblem] = []
        var routes: RoutesFile.Result?
        var settings: TokenSettings?
        do throws(DefinitionProblems) {
            routes = try files.routes()
        } catch {
            problems += error.problems
        }
        do throws(DefinitionProblems) {
            settings = try files.tokenSettings()
        } catch {
            problems += error.problems
        }
        guard let routes, problems.isEmpty else { throw Self.refusal(problems) }
        self.files = files
        api = routes.api
        warnings = routes.warnings
        tokenSettings = settings
    }

    /// Prints problems, and answers the code to leave with.
    static func refusal(_ problems: [DefinitionProblem]) -> ExitCode {
        for problem in problems { Terminal.printError(problem.description) }
        return Exit.badDefinition
    }
}
