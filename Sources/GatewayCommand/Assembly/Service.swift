// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
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
                host: host,
                port: port,
                issuerPort: options.issuerPort,
                issuesForOthers: options.issuerForOthers,
                caFile: options.caFile,
                logFormat: options.logFormat,
                demoPort: options.demo ? demoPort : nil,
                lambdaPort: lambdaPort,
                passedNames: options.functions.passEnv,
                watchesCode: watch != nil
            )
        )
        let announcement = try Announcement(service, options: options)
        let reloader = Reloader(
            service,
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

    private var host: String { options.host ?? project.offline.host ?? "localhost" }

    private var port: UInt16 { options.port ?? project.offline.httpPort.flatMap(UInt16.init(exactly:)) ?? 3000 }

    private var lambdaPort: InvokePort.Port {
        InvokePort.Port(
            number: options.lambdaPort ?? project.offline.lambdaPort.flatMap(UInt16.init(exactly:))
                ?? (port == 0 ? 0 : InvokePort.Port.usual),
            isNamed: options.lambdaPort != nil || project.offline.lambdaPort != nil
        )
    }

    /// Who has the API on a free port wants no fixed one beside it.
    private var demoPort: Demo.Port {
        Demo.Port(
            number: options.demoPort ?? (port == 0 ? 0 : Demo.Port.usual),
            isNamed: options.demoPort != nil
        )
    }
}
