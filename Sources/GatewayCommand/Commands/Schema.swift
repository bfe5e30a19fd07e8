// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayDefinitions

struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the JSON Schema of routes.yml, by which editors complete and check it.",
        discussion: """
            Editors with a YAML server find it by a first line in routes.yml:

              gateway schema > routes.schema.json
              # yaml-language-server: $schema=./routes.schema.json
            """
    )

    func run() {
        Terminal.printOut(RoutesSchema.text)
    }
}
