// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayFiles

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve an API on free ports while a command runs, and end with its exit code.",
        discussion: """
            The command starts when everything is ready, and has in its environment:
              GATEWAY_URL          http://localhost:PORT, to which the stage is added
              GATEWAY_ISSUER       the issuer of its tokens: their iss
              GATEWAY_TOKEN        an access token; not set when a tenant is configured,
                                   because only that can sign one
              GATEWAY_AUDIENCE     the API that tokens are for: their aud
              GATEWAY_ISSUER_HTTP  the embedded issuer without TLS
              GATEWAY_CA_FILE      the certificate authority to trust for HTTPS
              GATEWAY_LAMBDA_URL   where its functions can be invoked directly, if it has any

            EXAMPLES:
              gateway run -- npm test
              gateway run api/routes.yml -- pytest -x
              gateway run -- sh -c 'curl "$GATEWAY_URL/dev/public"'

            EXIT CODES: the command's own, or else
              126     it cannot be executed
              127     there is no such command
              128+N   signal N ended it
            and those of `gateway --help`, when the command does not even start.

            SIGINT and SIGTERM are passed on to the command, and it is waited for.
            """
    )

    @OptionGroup var definition: DefinitionOptions

    @Option(help: "PEM certificates to trust, beside the system's, when keys are fetched.", completion: .file())
    var caFile: String?

    // Off by itself: standard error is the command's, and what tests print there is read by people and programs.
    @Option(help: "Log requests on standard error: text or json.")
    var log: LogFormat?

    @OptionGroup var functions: FunctionOptions

    @Argument(parsing: .postTerminator, help: "What to run, after two dashes.", completion: .shellCommand("compgen -c"))
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("no command; write it after two dashes: gateway run -- npm test")
        }
    }

    func run() async throws {
        let project = try Project(definition.files)
        project.printWarnings()
        var settings = ServiceSettings()
        settings.caFile = caFile
        settings.logFormat = log ?? .text
        settings.logsRequests = log != nil
        settings.passedNames = functions.passEnv
        do {
            try await CommandRun(project: project, settings: settings, command: command).run()
        } catch let error as FileError {
            throw failure(Exit.systemRefused, "\(error)")
        }
    }
}
