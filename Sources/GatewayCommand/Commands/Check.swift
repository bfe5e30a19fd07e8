// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayLambda

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is wrong with the definition, all of it, and serve nothing.",
        discussion: """
            Every mistake is printed as file:line:column: what is wrong; what would be right. The exit code is 65 then, and
            69 when nothing is wrong but that a program is missing which runs functions.
            """
    )

    @OptionGroup var definition: DefinitionOptions

    func run() throws {
        let project = try Project(definition.files)
        project.printWarnings()
        try LocalLauncher(project, passedNames: []).checkAll(project.codeFunctions)
        let count = project.warnings.count
        let outcome = count == 0 ? "nothing wrong" : count == 1 ? "one warning" : "\(count) warnings"
        Terminal.printOut("\(project.files.definition): \(project.size), \(outcome)")
    }
}
