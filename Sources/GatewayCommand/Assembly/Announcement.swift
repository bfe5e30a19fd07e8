// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayFiles
import GatewayTime

/// What other commands and scripts are told about a server, for as long as it runs.
struct Announcement: Sendable {
    private let gateway: Gateway
    private let demo: Demo?
    private let authority: LocalAuthority
    private let options: Serve
    private let startedAt = TimeSource.system.now()
    private let publication: RunningServer.Publication

    /// Tells commands, scripts and the user that everything is ready.
    init(
        _ served: Served,
        gateway: Gateway,
        demo: Demo?,
        authority: LocalAuthority,
        options: Serve
    ) throws(FileError) {
        self.gateway = gateway
        self.demo = demo
        self.authority = authority
        self.options = options
        let running = RunningServer(served.tokens, startedAt: startedAt)
        publication = try running.publish(in: served.project.files.stateDirectory)
        let ready = ReadyReport(
            served,
            gateway: gateway,
            demo: demo?.current,
            authority: authority,
            options: options
        )
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
        try ReadyReport(
            served,
            gateway: gateway,
            demo: demo?.current,
            authority: authority,
            options: options
        ).writeFile()
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
