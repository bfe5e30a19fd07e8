// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct Routes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the table of routes: method, path, who may call it, what it runs."
    )

    @OptionGroup var definition: DefinitionOptions

    func run() throws {
        let project = try Project(definition.files)
        project.printWarnings()
        for line in RouteListing(apis: project.apis, base: "").lines {
            Terminal.printOut(line)
        }
    }
}
