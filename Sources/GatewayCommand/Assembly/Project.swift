// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayDefinitions
import GatewayFiles
import GatewayModel

/// A definition and the configuration beside it, read and in order.
struct Project {
    let files: ProjectFiles
    /// What is served: one API, or a REST API and an HTTP API beside it.
    let apis: [API]
    /// All of its functions, also those that no route runs.
    let functions: [FunctionDefinition]
    let warnings: [DefinitionProblem]
    /// What does not concern an offline gateway.
    let notices: [String]
    /// What `custom.serverless-offline` says.
    let offline: OfflineSettings
    /// What it is read from.
    let watchedFiles: [String]
    /// Those that the definition names, and that were there.
    let includedFiles: [String]
    /// What the embedded issuer is, if it is needed.
    let tenant: Tenant
    /// What `builtin:auth0` accepts; `nil` stands for the embedded issuer.
    let tokenSettings: TokenSettings?

    /// Everything that is wrong with a project.
    struct Broken: Error {
        /// The files that it is wrong with.
        var files: [String] = []
        var problems: [DefinitionProblem] = []
        /// What was read, those that are in order included: saving one may mend it.
        var watchedFiles: [String] = []

        fileprivate init() {}

        /// What reading alone did not find.
        init(_ files: [String], _ message: String) {
            self.files = files
            problems = [DefinitionProblem(at: nil, message)]
        }

        /// What is wrong in a definition: each problem says in which file, perhaps one that it names.
        fileprivate mutating func add(_ found: DefinitionProblems, in file: String) {
            for place in found.problems.map({ $0.position?.file ?? file }) where !files.contains(place) {
                files.append(place)
            }
            problems += found.problems
            watchedFiles += found.files
        }
    }

    /// Reads everything.
    ///
    /// - Throws: ``Broken``, with all that is wrong in any of the files.
    init(reading files: ProjectFiles) throws(Broken) {
        var broken = Broken()
        var definition: ProjectDefinition?
        var settings: TokenSettings?
        var tenant: (tenant: Tenant, warnings: [DefinitionProblem])?
        do throws(DefinitionProblems) {
            definition = try files.read()
        } catch {
            broken.add(error, in: files.definition)
        }
        do throws(DefinitionProblems) {
            settings = try files.tokenSettings()
        } catch {
            broken.add(error, in: files.configPlace)
        }
        do throws(DefinitionProblems) {
            tenant = try files.tenant()
        } catch {
            broken.add(error, in: files.tenantPlace)
        }
        guard let definition, let tenant, broken.problems.isEmpty else { throw broken }
        self.files = files
        apis = definition.apis
        functions = definition.functions
        notices = definition.notices
        offline = definition.offline
        watchedFiles = files.all(definition.files)
        includedFiles = definition.files.filter { $0 != files.definition && File.exists($0) }
        warnings = definition.warnings + tenant.warnings + Self.unused(files, settings)
        self.tenant = tenant.tenant
        tokenSettings = settings
    }

    /// A tenant's file beside a configuration that names another tenant: somebody believes in one of them in vain.
    private static func unused(_ files: ProjectFiles, _ settings: TokenSettings?) -> [DefinitionProblem] {
        guard let settings, files.hasTenant else { return [] }
        return [
            DefinitionProblem(
                at: nil,
                "\(files.tenantPlace) is not used: \(files.tokenSettingsSource) says that tokens come from \(settings.issuer)"
            )
        ]
    }

    /// Reads everything, and reports everything that is wrong.
    ///
    /// - Throws: The code to leave with; what is wrong was printed.
    init(_ files: ProjectFiles) throws {
        do throws(Broken) {
            try self.init(reading: files)
        } catch {
            throw Self.refusal(error.problems)
        }
    }

    /// Says what is worth a warning, and what is left alone.
    func printWarnings() {
        for notice in notices { Terminal.printError("note: \(notice)") }
        for warning in warnings { Terminal.printError("warning: \(warning)") }
    }

    /// Prints problems, and answers the code to leave with.
    static func refusal(_ problems: [DefinitionProblem]) -> ExitCode {
        for problem in problems { Terminal.printError(problem.description) }
        return Exit.badDefinition
    }

    /// The one that was named first.
    var api: API { apis[0] }

    /// How much there is: `3 routes, 1 authorizer`.
    var size: String {
        let routes = apis.map(\.routes.count).reduce(0, +)
        let authorizers = apis.map(\.authorizers.count).reduce(0, +)
        let size = "\(routes) route\(routes == 1 ? "" : "s"), \(authorizers) authorizer\(authorizers == 1 ? "" : "s")"
        guard files.hasTenant, tokenSettings == nil else { return size }
        let (applications, users) = (tenant.applications.count, tenant.users.count)
        return size + ", \(applications) application\(applications == 1 ? "" : "s")"
            + ", \(users) user\(users == 1 ? "" : "s")"
    }
}
