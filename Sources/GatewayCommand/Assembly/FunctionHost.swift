// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayFiles
import GatewayHandlers
import GatewayIssuer
import GatewayLambda
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging
import Synchronization

/// The functions of a project that run code: what is needed to start them, and their processes.
struct FunctionHost {
    let fleet: FunctionFleet
    private let launcher: LocalLauncher
    /// `nil` when nobody is to look at their code again.
    private let watch: LateCodeWatch?

    /// - Parameters:
    ///   - project: Whose functions; its region and account hold as long as this host does.
    ///   - passedNames: What they get of this process's environment beside what every function gets.
    ///   - watchesCode: Whether what is saved of their code is used from then on.
    ///   - loop: On which they live.
    ///   - logger: For what goes wrong.
    ///   - log: Gets their logs; `nil` when nobody reads them.
    init(
        _ project: Project,
        passedNames: [String],
        watchesCode: Bool = true,
        loop: EventLoop,
        logger: Logger,
        log: FunctionLogSink?
    ) {
        let identity = project.api.identity
        launcher = LocalLauncher(project, passedNames: passedNames)
        var settings = FleetSettings()
        settings.region = identity.region
        settings.accountId = identity.accountId
        if let idleEnd = project.offline.terminateIdleLambdaTime { settings.idleEnd = idleEnd }
        let watch = watchesCode ? LateCodeWatch(logger: logger) : nil
        self.watch = watch
        fleet = FunctionFleet(
            settings: settings,
            launcher: launcher,
            loop: loop,
            time: .system,
            logger: logger,
            log: log,
            pendingChanges: { watch?.pendingChanges() ?? [] }
        )
    }

    /// Says why functions of a project cannot be started; looks at files.
    ///
    /// - Throws: ``Refusal``, as ``LocalLauncher/checkAll(_:)`` does.
    func check(_ project: Project) throws { try launcher.checkAll(project.codeFunctions) }

    /// What of another project holds only from the next start on; `nil` for nothing.
    func lag(behind project: Project, since served: Project) -> String? {
        let (now, before) = (project.api.identity, served.api.identity)
        guard now.region != before.region || now.accountId != before.accountId else { return nil }
        return project.codeFunctions.isEmpty ? nil : "functions see the new region and account at the next start only"
    }

    /// Has the functions of a project from now on.
    ///
    /// - Returns: They, by the names that routes and authorizers have for them.
    func deploy(_ project: Project) async -> [String: any RemoteFunction] {
        // First, so that what is saved from now on is seen.
        watch?.watch(project.codeFunctions)
        await fleet.deploy(project.codeFunctions)
        var functions: [String: any RemoteFunction] = [:]
        for definition in project.functions {
            guard case .runs(let configuration) = definition.behaviour else { continue }
            functions[definition.name] = fleet.function(named: configuration.functionName)
        }
        return functions
    }

    /// What is to be known of how functions are started; asks their interpreters.
    func notices(_ project: Project) -> [String] {
        var notices: [String] = []
        for notice in project.codeFunctions.flatMap(launcher.notices) where !notices.contains(notice) {
            notices.append(notice)
        }
        return notices
    }
}

extension LocalLauncher {
    /// What starts the functions of a project.
    init(_ project: Project, passedNames: [String]) {
        let identity = project.api.identity
        let stateDirectory = project.files.stateDirectory
        let state = File.absolute(stateDirectory.path)
        let archives = ArchiveStore(folder: state + "/archives")
        self.init(
            settings: Settings(
                region: identity.region,
                accountId: identity.accountId,
                hostEnvironment: ProcessEnvironment.all,
                passedNames: passedNames + (project.offline.localEnvironment ? ["*"] : []),
                bootstrapFolder: state,
                unpack: { path throws(LaunchProblem) in
                    do throws(FileError) { try stateDirectory.prepare() } catch { throw LaunchProblem("\(error)") }
                    do throws(ArchiveProblem) { return try archives.unpack(path) } catch { throw LaunchProblem(error) }
                }
            )
        )
    }

    /// Says why functions cannot be started; looks at files.
    ///
    /// - Throws: ``Refusal``, for all of them at once: 69 when nothing but programs is missing.
    func checkAll(_ functions: [FunctionConfiguration]) throws {
        var problems: [LaunchProblem] = []
        for function in functions {
            do throws(LaunchProblem) {
                try check(function)
            } catch {
                if !problems.contains(error) { problems.append(error) }
            }
        }
        guard !problems.isEmpty else { return }
        throw Refusal(
            problems.allSatisfy(\.isMissingProgram) ? Exit.unavailable : Exit.badDefinition,
            problems.map(\.description).joined(separator: "\n")
        )
    }
}

/// Watches code from the moment on when there is some: a user has few such watches (`fs.inotify.max_user_instances`).
private final class LateCodeWatch: Sendable {
    private let watch = Mutex<CodeWatch?>(nil)
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    func watch(_ functions: [FunctionConfiguration]) {
        watch.withLock { watch in
            if watch == nil, !functions.isEmpty { watch = begin() }
            watch?.watch(functions)
        }
    }

    func pendingChanges() -> [String] {
        watch.withLock { $0 }?.pendingChanges() ?? []
    }

    /// Without it, what is saved takes effect at the next start only: a reason to say so, and none not to start.
    private func begin() -> CodeWatch? {
        do throws(SystemError) {
            return try CodeWatch(logger: logger)
        } catch {
            logger.warning("saved code takes effect at the next start only", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}

extension Project {
    /// The functions that run code.
    var codeFunctions: [FunctionConfiguration] {
        functions.compactMap { if case .runs(let configuration) = $0.behaviour { configuration } else { nil } }
    }

    /// Whether an authorizer is code that runs in a process of its own.
    func runsCode(_ authorizer: AuthorizerDefinition) -> Bool {
        guard case .function(let name) = authorizer.function,
            case .runs? = functions.first(where: { $0.name == name })?.behaviour
        else { return false }
        return true
    }
}
