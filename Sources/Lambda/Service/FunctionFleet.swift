// SPDX-License-Identifier: Apache-2.0

package import GatewayModel
package import GatewayTime
package import GatewayTransport
package import Logging
import Synchronization

/// The functions of a definition, each with its processes, which speak the Lambda Runtime API.
///
/// All of it lives on one loop: a call that arrives there changes no thread and takes no lock.
///
/// `@unchecked Sendable`: the table is under a mutex; all else belongs to the thread of the loop.
package final class FunctionFleet: LambdaService, @unchecked Sendable {
    private let parts: FleetParts
    private let pendingChanges: @Sendable () -> [String]
    private let table = Mutex<[String: DeployedFunction]>([:])
    /// Those that are deployed, and those that still answer.
    private var functions: [DeployedFunction] = []

    /// How long ending may take: a process that the kernel does not let go of holds up nobody.
    private static let endLimit = Duration.seconds(5)

    /// A fleet without functions.
    ///
    /// - Parameters:
    ///   - settings: What it may do.
    ///   - launcher: Who knows how functions are started.
    ///   - loop: Where all of it lives; it does not end before ``stop()``.
    ///   - time: The clock of time-outs.
    ///   - logger: For what goes wrong here.
    ///   - log: Gets the functions' logs; `nil` when nobody reads them.
    ///   - pendingChanges: Asked on the loop whenever a call arrives, so it must not block: the names of functions whose code has
    ///     changed since.
    package init(
        settings: FleetSettings = FleetSettings(),
        launcher: any Launcher,
        loop: EventLoop,
        time: TimeSource,
        logger: Logger,
        log: FunctionLogSink? = nil,
        pendingChanges: @escaping @Sendable () -> [String] = { [] }
    ) {
        parts = FleetParts(
            settings: settings,
            launcher: launcher,
            loop: loop,
            time: time,
            logger: logger,
            sink: log
        )
        self.pendingChanges = pendingChanges
    }

    package func function(named functionName: String) -> (any InvocableFunction)? {
        table.withLock { $0[functionName] }
    }

    // MARK: - Changes

    /// Replaces what is deployed.
    ///
    /// A function whose configuration is the same stays as it is, with its instances. Others answer who has called them,
    /// and end.
    package func deploy(_ configurations: [FunctionConfiguration]) async {
        await parts.loop.call { self.replace(by: configurations) }
    }

    private func replace(by configurations: [FunctionConfiguration]) {
        guard !parts.isStopped else { return }
        setUp()
        let before = table.withLock { $0 }
        var after: [String: DeployedFunction] = [:]
        for configuration in configurations {
            let name = configuration.functionName
            if let same = before[name], same.configuration == configuration {
                after[name] = same
            } else {
                after[name] = DeployedFunction(configuration, parts: parts)
            }
        }
        table.withLock { $0 = after }
        for (name, function) in before where after[name] !== function { function.retire() }
        functions = functions.filter { $0.isRetired && !$0.isGone } + after.values
        if !configurations.isEmpty { startKeeper() }
    }

    private func setUp() {
        parts.noticeChanges = { [weak self] in self?.notice() }
        parts.adopt = { [weak self] function in self?.adopt(function) }
        parts.timekeeper.whatIsDue = { [weak self] now in self?.lookAtClock(now) }
    }

    /// Before anybody waits for it, and as long as this process is small: it is a copy.
    private func startKeeper() {
        do {
            try parts.keeper.start()
        } catch {
            // Whoever needs a process tries again, and hears why there is none.
            parts.logger.warning("no process for functions yet", metadata: ["reason": "\(error)"])
        }
    }

    private func notice() {
        let names = pendingChanges()
        if !names.isEmpty { changed(names) }
    }

    private func changed(_ names: [String]) {
        let table = table.withLock { $0 }
        for name in Set(names) { table[name]?.codeChanged() }
    }

    /// Says that the code of some functions has changed: their next calls use it.
    package func codeChanged(of functionNames: [String]) async {
        await parts.loop.call { self.changed(functionNames) }
    }

    /// Says that something has changed at these paths, each a file or a folder.
    package func codeChanged(under paths: [String]) async {
        let names = table.withLock { table in
            table.values.map(\.configuration).filter { function in
                paths.contains { Self.overlap($0, function.code.path) }
            }
        }
        await codeChanged(of: names.map(\.functionName))
    }

    /// Whether one of two paths is the other, or leads to it.
    private static func overlap(_ one: String, _ other: String) -> Bool {
        let (one, other) = (one.split(separator: "/"), other.split(separator: "/"))
        return one.starts(with: other) || other.starts(with: one)
    }

    private func adopt(_ function: DeployedFunction) {
        if !functions.contains(where: { $0 === function }) { functions.append(function) }
    }

    private func lookAtClock(_ now: UInt64) -> UInt64? {
        let earliest = functions.compactMap { $0.lookAtClock(now) }.min()
        functions.removeAll(where: \.isGone)
        return earliest
    }

    // MARK: - The end

    /// Ends every process and waits for that; who has called gets `ServiceException`.
    package func stop() async {
        let limit = Task { [parts] in
            do {
                try await parts.time.sleep(Self.endLimit)
            } catch {
                return  // All have gone in time.
            }
            parts.loop.execute { parts.keeper.abandon() }
        }
        await Task(executorPreference: parts.loop) { await self.end() }.value
        limit.cancel()
    }

    private func end() async {
        parts.isStopped = true
        parts.timekeeper.stop()
        parts.noticeChanges = {}
        parts.adopt = { _ in }
        for function in functions { function.stop() }
        functions = []
        await parts.keeper.end()
        await parts.untilNobodyIsPresent()
    }
}
