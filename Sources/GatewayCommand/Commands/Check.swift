// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

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
        project.printWarnings()
        Terminal.printOut("\(project.files.definition): \(project.size), nothing wrong")
    }
}
