// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayTime

/// What other commands and scripts are told about a server, for as long as it runs.
struct Announcement: Sendable {
    private let service: RunningService
    private let options: Serve
    private let startedAt = TimeSource.system.now()
    private let publication: RunningServer.Publication

    /// Tells commands, scripts and the user that everything is ready.
    init(_ service: RunningService, options: Serve) throws(FileError) {
        self.service = service
        self.options = options
        let running = RunningServer(service.served.tokens, startedAt: startedAt)
        publication = try running.publish(in: service.served.project.files.stateDirectory)
        let ready = ReadyReport(service.served, of: service, options: options)
        do throws(FileError) {
            try ready.writeFile()
        } catch {
            try publication.end()
            throw error
        }
        ready.print()
    }

    /// Tells commands and scripts what is served now.
    func update(_ served: Served) throws(FileError) {
        try publication.update(RunningServer(served.tokens, startedAt: startedAt))
        try ReadyReport(served, of: service, options: options).writeFile()
    }

    /// One of an earlier run would send a script to ports where nobody is.
    static func removeReadyFile(_ options: Serve) throws(FileError) {
        guard let path = options.readyFile else { return }
        try File.remove(path)
    }

    func end() throws(FileError) {
        try Self.removeReadyFile(options)
        try publication.end()
    }
}
