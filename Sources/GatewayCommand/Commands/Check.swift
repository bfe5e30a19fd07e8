// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayModel

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is wrong with the definition, all of it, and serve nothing.",
        discussion: """
            Every mistake is printed as file:line:column: what is wrong; what would be right. The exit code is 65 then.
            """
    )

    @OptionGroup var definition: DefinitionOptions

    func run() throws {
        let project = try Project(definition.files)
        for warning in project.warnings { Terminal.printError("warning: \(warning)") }
        let routes = project.api.routes.count
        let authorizers = project.api.authorizers.count
        Terminal.printOut(
            "\(project.files.definition): \(routes) route\(routes == 1 ? "" : "s"), "
                + "\(authorizers) authorizer\(authorizers == 1 ? "" : "s"), nothing wrong"
        )
    }
}
