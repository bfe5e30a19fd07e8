// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayDefinitions
import GatewayFiles
import GatewayIssuer
import GatewayModel
import Glibc

/// A definition and the configuration beside it, as the user named them.
struct Project {
    let definitionPath: String
    let api: API
    let warnings: [DefinitionProblem]
    /// What `builtin:auth0` accepts; `nil` stands for the embedded issuer.
    let tokenSettings: TokenSettings?
    /// Where the settings come from, in words.
    let tokenSettingsSource: String

    static let usualDefinition = "routes.yml"

    /// Where keys and the running server's state are.
    var stateDirectory: StateDirectory { StateDirectory(besideFile: definitionPath) }

    /// Reads everything, and reports everything that is wrong.
    ///
    /// - Throws: The code to leave with; what is wrong was printed.
    static func load(definition: String?, config: String?) throws -> Project {
        let path = definition ?? usualDefinition
        var problems: [DefinitionProblem] = []
        var routes: RoutesFile.Result?
        do throws(DefinitionProblems) {
            routes = try RoutesFile.read(path: path)
        } catch {
            problems += error.problems
        }
        var settings: TokenSettings?
        let configPath = config ?? usualConfig(beside: path)
        do throws(DefinitionProblems) {
            settings = try ConfigFile.settings(path: configPath, environment: environment)
        } catch {
            problems += error.problems
        }
        guard let routes, problems.isEmpty else {
            for problem in problems { Terminal.printError(problem.description) }
            throw Exit.badDefinition
        }
        return Project(
            definitionPath: path,
            api: routes.api,
            warnings: routes.warnings,
            tokenSettings: settings,
            tokenSettingsSource: configPath ?? "the environment"
        )
    }

    /// `config.yml` beside the definition, if it is there.
    private static func usualConfig(beside definition: String) -> String? {
        let path: String
        if let slash = definition.utf8.lastIndex(of: UInt8(ascii: "/")) {
            path = definition[..<slash] + "/config.yml"
        } else {
            path = "config.yml"
        }
        return File.exists(path) ? path : nil
    }

    private static var environment: [String: String] {
        var values: [String: String] = [:]
        for name in ["AUTH0_DOMAIN", "AUDIENCE", "JWKS_URI", "TOKEN_ISSUER"] {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        return values
    }
}
