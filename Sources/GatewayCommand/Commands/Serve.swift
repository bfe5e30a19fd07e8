// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve an API, and the issuer of its tokens.",
        discussion: """
            Each port speaks HTTP and HTTPS. The log of requests goes to standard error. An interrupt (Ctrl-C) lets
            requests in flight finish; a second one does not.
            """
    )

    @OptionGroup var definition: DefinitionOptions

    @Option(help: "Where to listen. localhost is 127.0.0.1 and ::1; anything else may be seen from outside.")
    var host = "localhost"

    @Option(help: "The port of the API; 0 takes a free one.")
    var port: UInt16 = 3000

    @Option(help: "The port of the embedded issuer; 0 takes a free one.")
    var issuerPort: UInt16 = 3443

    @Option(help: "A file that is written when everything is ready: JSON with every port and URL.", completion: .file())
    var readyFile: String?

    @Option(help: "PEM certificates to trust, beside the system's, when keys are fetched.", completion: .file())
    var caFile: String?

    @Option(help: "The form of the log: a line per request, or each request's whole trace as JSON.")
    var logFormat = LogFormat.text

    func run() async throws {
        let project = try Project(definition.files)
        for warning in project.warnings { Terminal.printError("warning: \(warning)") }
        try await Service(project: project, options: self).run()
    }
}
