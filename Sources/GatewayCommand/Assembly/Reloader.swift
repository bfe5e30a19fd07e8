// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayEmulator
import GatewayFiles
import GatewayIssuer
import GatewayTime
import GatewayTransport

/// A project that is being served.
struct Served {
    let project: Project
    let tokens: AcceptedTokens
    let since: Timestamp
}

/// Serves what was saved if that is in order, and else goes on with what is served; says which, and why.
struct Reloader {
    let gateway: Gateway
    let demo: Demo?
    let functions: FunctionHost
    let invokePort: InvokePort
    let origins: TokenOrigins
    let announcement: Announcement
    let report: ReloadReport
    private var served: Served
    /// What is wrong with the files as they are.
    private var broken: Project.Broken?

    init(_ service: RunningService, announcement: Announcement, report: ReloadReport) {
        served = service.served
        gateway = service.gateway
        demo = service.demo
        functions = service.functions
        invokePort = service.invokePort
        origins = service.origins
        self.announcement = announcement
        self.report = report
    }

    /// Reloads at each change, until the task that is answered is cancelled.
    func follow(_ watch: FileWatch) -> Task<Void, Never> {
        Task(executorPreference: BlockingWork.shared) {
            var (reloader, watch) = (self, watch)
            while true {
                let files: [String]
                do {
                    files = try await watch.change(sleep: TimeSource.system.sleep)
                } catch {
                    return  // The end of the server.
                }
                watch.add(await reloader.reload(files))
            }
        }
    }

    /// Serves what the files say now, if that is in order.
    ///
    /// - Parameter files: Those that changed.
    /// - Returns: What was read: other files than before, perhaps.
    private mutating func reload(_ files: [String]) async -> [String] {
        do throws(Project.Broken) {
            let next = try await deploy(files)
            let demoTrouble = await followWithDemo(next)
            report.changed(
                files: broken?.files ?? files,
                isMended: broken != nil,
                from: served,
                to: next,
                troubles: [
                    demoTrouble, await followWithInvokePort(next), announce(next),
                    functions.lag(behind: next.project, since: served.project),
                ].compactMap(\.self)
            )
            (served, broken) = (next, nil)
            return next.project.watchedFiles
        } catch {
            report.broken(error, served: served)
            broken = error
            return error.watchedFiles
        }
    }

    /// Serves what the files say now.
    ///
    /// - Parameter files: Those that changed.
    /// - Returns: What is served then.
    /// - Throws: ``Project/Broken``; nothing has changed then.
    private func deploy(_ files: [String]) async throws(Project.Broken) -> Served {
        var sources = served.project.files
        sources.mustBeRegular = true
        let project = try Project(reading: sources)
        do throws(Project.Broken) {
            return try await deploy(project, after: files)
        } catch {
            var broken = error
            broken.watchedFiles = project.watchedFiles
            throw broken
        }
    }

    private func deploy(_ project: Project, after files: [String]) async throws(Project.Broken) -> Served {
        let sources = project.files
        // The embedded issuer signs for everybody who asks: a file that is moved for a moment must not open the doors.
        guard served.project.tokenSettings == nil || project.tokenSettings != nil else {
            throw Project.Broken(
                [sources.configPlace],
                "\(sources.configPlace): it named the tenant whose tokens are accepted, and no longer does; "
                    + "put that back, or start again to accept the embedded issuer's tokens"
            )
        }
        // Nor may one that a variable names, which has a fallback: it could be nobody.
        let isGone = { (file: String) in project.watchedFiles.contains(file) && !project.includedFiles.contains(file) }
        if let gone = served.project.includedFiles.first(where: isGone) {
            throw Project.Broken(
                [gone],
                "\(gone): it was there, and \(sources.definition) still names it; put it back, or start again to do without"
            )
        }
        if let reason = project.reasonToStayOnLoopback, !gateway.addresses.allSatisfy(\.isLoopback) {
            throw Project.Broken(
                [sources.definition],
                "\(sources.definition): the host is no loopback address: \(reason)"
            )
        }
        do {
            try functions.check(project)
            var tokens = try await origins.accepted(by: project)
            tokens.parts.remoteFunctions = await functions.deploy(project)
            do throws(DeploymentError) {
                try gateway.reload(project.apis, parts: tokens.parts)
            } catch {
                // What is served goes on, by functions of its own again.
                var parts = served.tokens.parts
                parts.remoteFunctions = await functions.deploy(served.project)
                try gateway.reload(served.project.apis, parts: parts)
                throw error
            }
            tokens.issuer?.use(project.tenant)
            return Served(project: project, tokens: tokens, since: TimeSource.system.now())
        } catch let error as DeploymentError {
            throw Project.Broken([project.files.definition], "\(project.files.definition): \(error)")
        } catch let refusal as Refusal {
            throw Project.Broken(files, refusal.reason)
        } catch {
            throw Project.Broken(files, "\(error)")
        }
    }

    /// Lets the demo come or go.
    ///
    /// - Returns: What it lacks: that is no reason not to serve the API.
    private func followWithDemo(_ served: Served) async -> String? {
        do {
            return try await demo?.follow(served, gateway)
        } catch {
            return "the demo is not served: \((error as? Refusal)?.reason ?? "\(error)")"
        }
    }

    /// Lets functions be invoked directly, if there are any now.
    ///
    /// - Returns: Why they cannot be.
    private func followWithInvokePort(_ served: Served) async -> String? {
        do {
            return try await invokePort.follow(served.project)
        } catch {
            return "functions cannot be invoked directly: \((error as? Refusal)?.reason ?? "\(error)")"
        }
    }

    /// Tells other commands and scripts.
    ///
    /// - Returns: Why they could not be told.
    private func announce(_ served: Served) -> String? {
        do throws(FileError) {
            try announcement.update(served)
            return nil
        } catch {
            return "other commands could not be told: \(error)"
        }
    }
}
