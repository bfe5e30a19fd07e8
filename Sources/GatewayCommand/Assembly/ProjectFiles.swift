// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayFiles
import GatewayIssuer
import GatewayModel
import Glibc

/// Where a project's files are.
struct ProjectFiles {
    let definition: String
    /// Where the configuration is, if there is one.
    let configPlace: String
    /// Whether the user named it: then it has to be there.
    private let isConfigNamed: Bool
    /// Where the embedded issuer's tenant is written, if it is.
    let tenantPlace: String
    private let isTenantNamed: Bool
    /// Whether a pipe is refused.
    ///
    /// At the start it is read to its end, and that once: `gateway serve <(generate)`. While a server runs nobody can wait
    /// for one.
    var mustBeRegular = false

    /// Whether the definition was named, or one was found.
    private let isFound: Bool

    /// What the command line says of a serverless.yml.
    let serverless: ServerlessOptions

    private static let usualDefinition = "routes.yml"
    /// The first of them that is in this folder is served.
    static let usualDefinitions = [usualDefinition] + ServerlessFile.names
    private static let usualConfig = "config.yml"
    private static let usualTenant = "tenant.yml"

    /// - Parameters:
    ///   - definition: As the user named it; `nil` for the usual one of this folder.
    ///   - config: As the user named it; `nil` for the usual one beside the definition, if it is there.
    ///   - tenant: The same.
    ///   - serverless: What the command line says of a serverless.yml.
    init(definition: String?, config: String?, tenant: String?, serverless: ServerlessOptions = ServerlessOptions()) {
        let found = definition ?? Self.usualDefinitions.first { File.exists($0) }
        self.definition = found ?? Self.usualDefinition
        isFound = found != nil
        self.serverless = serverless
        configPlace = config ?? Self.folder(of: self.definition) + Self.usualConfig
        isConfigNamed = config != nil
        tenantPlace = tenant ?? Self.folder(of: self.definition) + Self.usualTenant
        isTenantNamed = tenant != nil
    }

    /// The configuration; `nil` when there is none at this moment.
    ///
    /// A config.yml beside a serverless.yml is the project's own, as a rule: it has to be named to be ours.
    var config: String? { isConfigNamed || !isServerless && File.exists(configPlace) ? configPlace : nil }

    private var isServerless: Bool { ServerlessFile.isServerless(definition) }

    /// All that a project is read from, or would be if it were there.
    ///
    /// - Parameter read: What the definition was read from.
    /// - Returns: Their paths, each once.
    func all(_ read: [String]) -> [String] {
        let files = [definition] + (isServerless && !isConfigNamed ? [] : [configPlace]) + [tenantPlace]
        return files + read.filter { !files.contains($0) }
    }

    /// Keys, and the running server's state: beside the definition, or in this folder when that comes out of a pipe.
    var stateDirectory: StateDirectory {
        StateDirectory(besideFile: File.isPipe(definition) ? Self.usualDefinition : definition)
    }

    /// Where the tenant's settings come from, in words.
    var tokenSettingsSource: String { config ?? "the environment" }

    func read() throws(DefinitionProblems) -> ProjectDefinition {
        guard isFound || File.exists(definition) else { throw Self.nothingFound() }
        if isServerless {
            return ProjectDefinition(
                try ServerlessFile.read(path: definition, options: serverless, mustBeRegular: mustBeRegular)
            )
        }
        if let option = serverless.ownOptions.first {
            throw DefinitionProblems(
                DefinitionProblem(
                    at: nil,
                    "\(option) is for a serverless.yml, and \(definition) is none",
                    suggestion: "leave it out, or name the serverless.yml"
                )
            )
        }
        let routes = try RoutesFile.read(path: definition, mustBeRegular: mustBeRegular)
        let definition = ProjectDefinition(routes, file: definition)
        return serverless.noAuth ? definition.withoutAuthorizers() : definition
    }

    /// What `builtin:auth0` is told to accept; `nil` stands for the embedded issuer.
    func tokenSettings() throws(DefinitionProblems) -> TokenSettings? {
        try ConfigFile.settings(path: config, environment: Self.environment, mustBeRegular: mustBeRegular)
    }

    /// Whether there is a file that says what the embedded issuer is.
    var hasTenant: Bool { isTenantNamed || File.exists(tenantPlace) }

    /// What the embedded issuer is: what the file says, or what one has without writing any.
    func tenant() throws(DefinitionProblems) -> (tenant: Tenant, warnings: [DefinitionProblem]) {
        guard hasTenant else { return (.usual, []) }
        let result = try TenantFile.read(path: tenantPlace, mustBeRegular: mustBeRegular)
        return (result.tenant, result.warnings)
    }

    /// Nobody named a definition, and this folder has none that is read.
    private static func nothingFound() -> DefinitionProblems {
        let program = ServerlessFile.programNames.first { File.exists($0) }
        return DefinitionProblems(
            DefinitionProblem(
                at: nil,
                "\(usualDefinition): no such file, and none of \(ServerlessFile.names.joined(separator: ", ")) in this folder",
                suggestion: program.map {
                    "\($0) is a program, which is not run: \"serverless print --format json > serverless.json\" writes what "
                        + "it says"
                } ?? "name one: gateway serve FILE"
            )
        )
    }

    /// With the slash at its end, and empty for this one.
    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[...slash])
    }

    private static var environment: [String: String] {
        var values: [String: String] = [:]
        for name in ["AUTH0_DOMAIN", "AUDIENCE", "JWKS_URI", "TOKEN_ISSUER"] {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        return values
    }
}
