// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayDefinitions

/// What every command is told about a serverless.yml; routes.yml takes `--no-auth` of it.
///
/// Options have the names of the Serverless Framework and of serverless-offline beside our own.
struct ServerlessArguments: ParsableArguments {
    @Option(name: [.long, .customShort("s")], help: "serverless.yml: the stage. (default: what the file says, or dev)")
    var stage: String?

    @Option(name: [.long, .customShort("r")], help: "serverless.yml: the region.")
    var region: String?

    @Option(help: ArgumentHelp("serverless.yml: what ${param:NAME} stands for.", valueName: "name=value"))
    var param: [Assignment] = []

    @Option(help: ArgumentHelp("serverless.yml: what ${opt:NAME} stands for.", valueName: "name=value"))
    var opt: [Assignment] = []

    @Option(
        help: ArgumentHelp(
            "serverless.yml: what a variable of the cloud stands for, such as 'ssm:/db/host=localhost'.",
            valueName: "variable=value"
        )
    )
    var variable: [Assignment] = []

    @Option(
        help: ArgumentHelp(
            "serverless.yml: who stands in for an authorizer: builtin:auth0, builtin:allow, or a .js or .py file.",
            valueName: "name=who"
        )
    )
    var authorizerOverride: [Assignment] = []

    @Flag(help: "serverless.yml: leave out what is not supported, and say so.")
    var skipUnsupported = false

    @Flag(
        name: [.customLong("no-auth"), .customLong("noAuth")],
        help: "Open every route: nobody is asked for a token."
    )
    var noAuth = false

    @Flag(
        name: [.customLong("ignore-jwt-signature"), .customLong("ignoreJWTSignature")],
        help: "serverless.yml: JWT authorizers believe a token whoever signed it. Not beyond loopback."
    )
    var ignoreJWTSignature = false

    @Option(help: "serverless.yml: what stands before the stage in URLs.")
    var prefix: String?

    @Flag(
        name: [.customLong("no-prepend-stage-in-url"), .customLong("noPrependStageInUrl")],
        help: "serverless.yml: URLs of REST APIs begin without the stage."
    )
    var noPrependStageInUrl = false

    /// `NAME=VALUE`.
    struct Assignment: ExpressibleByArgument {
        let name: String
        let value: String

        init?(argument: String) {
            guard let mark = argument.firstIndex(of: "="), mark > argument.startIndex else { return nil }
            name = String(argument[..<mark])
            value = String(argument[argument.index(after: mark)...])
        }
    }

    var options: ServerlessOptions {
        func table(_ assignments: [Assignment]) -> [String: String] {
            Dictionary(assignments.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        }
        var options = ServerlessOptions()
        options.stage = stage
        options.region = region
        options.params = table(param)
        options.options = table(opt)
        if let stage { options.options["stage"] = stage }
        if let region { options.options["region"] = region }
        options.environment = ProcessEnvironment.all
        options.variables = table(variable)
        options.authorizerOverrides = table(authorizerOverride)
        options.skipsUnsupported = skipUnsupported
        options.noAuth = noAuth
        options.ignoresJWTSignature = ignoreJWTSignature
        options.prefix = prefix
        options.noPrependStageInUrl = noPrependStageInUrl ? true : nil
        return options
    }
}
