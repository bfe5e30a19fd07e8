// SPDX-License-Identifier: Apache-2.0

import GatewayFiles

/// `gateway serve`: what is served, what is saved meanwhile, and the end of it all.
struct Service {
    let project: Project
    let options: Serve
    /// `nil` when nobody is to look at the files again.
    let watch: FileWatch?

    func run() async throws {
        try Announcement.removeReadyFile(options)
        let service = try await RunningService.start(
            project,
            ServiceSettings(
                host: options.host,
                port: options.port,
                issuerPort: options.issuerPort,
                issuesForOthers: options.issuerForOthers,
                caFile: options.caFile,
                logFormat: options.logFormat,
                demoPort: options.demo ? demoPort : nil
            )
        )
        let announcement = try Announcement(
            service.served,
            gateway: service.gateway,
            demo: service.demo,
            authority: service.authority,
            options: options
        )
        let reloader = Reloader(
            service.served,
            gateway: service.gateway,
            demo: service.demo,
            origins: service.origins,
            announcement: announcement,
            report: ReloadReport(output: service.output)
        )
        let reloading = watch.map(reloader.follow)

        await Interrupts.first()
        reloading?.cancel()
        await reloading?.value
        await service.stop()
        try announcement.end()
    }

    /// Who has the API on a free port wants no fixed one beside it.
    private var demoPort: Demo.Port {
        Demo.Port(
            number: options.demoPort ?? (options.port == 0 ? 0 : Demo.Port.usual),
            isNamed: options.demoPort != nil
        )
    }
}
