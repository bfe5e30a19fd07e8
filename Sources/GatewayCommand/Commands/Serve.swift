// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayFiles
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve an API, and the issuer of its tokens.",
        discussion: """
            Each port speaks HTTP and HTTPS. The log of requests goes to standard error. An interrupt (Ctrl-C) lets
            requests in flight finish; a second one does not.

            Saving the definition or the configuration takes effect at once, and a broken one leaves everything as it is.
            """
    )

    @OptionGroup var definition: DefinitionOptions

    @Option(help: "Where to listen. localhost is 127.0.0.1 and ::1; anything else may be seen from outside.")
    var host: String?

    @Option(
        name: [.long, .customLong("httpPort")],
        help: "The port of the APIs; 0 takes a free one. (default: 3000)"
    )
    var port: UInt16?

    @Option(help: "The port of the embedded issuer; 0 takes a free one.")
    var issuerPort: UInt16 = 3443

    @Flag(help: "Let callers beyond this machine log in and get tokens, where --host lets them connect.")
    var issuerForOthers = false

    @Option(help: "A file that is written when everything is ready: JSON with every port and URL.", completion: .file())
    var readyFile: String?

    @Option(help: "PEM certificates to trust, beside the system's, when keys are fetched.", completion: .file())
    var caFile: String?

    @Option(help: "The form of the log: a line per request, or each request's whole trace as JSON.")
    var logFormat = LogFormat.text

    @Option(help: "The second port of the demo, for calls from another origin; 0 takes a free one. (default: 3003)")
    var demoPort: UInt16?

    @Option(
        name: [.long, .customLong("lambdaPort")],
        help: "The port of Lambda's Invoke API, for functions that run code; 0 takes a free one. (default: 3002)"
    )
    var lambdaPort: UInt16?

    // Accepted, so that scripts need not change: WebSocket APIs are not emulated, and a definition that has one is refused.
    @Option(name: [.customLong("websocket-port"), .customLong("websocketPort")], help: .hidden)
    var websocketPort: UInt16?

    @OptionGroup var functions: FunctionOptions

    @Flag(inversion: .prefixedNo, help: "Whether to serve the demo front end, if the definition wants it.")
    var demo = true

    @Flag(inversion: .prefixedNo, help: "Whether to serve what is saved in the files while it runs.")
    var watch = true

    func run() async throws {
        let files = definition.files
        // Before they are read, so that what is saved from then on is seen.
        var watch = watch ? FileWatch(files.all([])) : nil
        let project = try Project(files)
        watch?.add(project.watchedFiles)
        project.printWarnings()
        do {
            try await Service(project: project, options: self, watch: watch).run()
        } catch let error as FileError {
            throw failure(Exit.systemRefused, "\(error)")
        }
    }
}
