// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GatewayHandlers
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging

/// A function: who calls it, and the instances that answer.
///
/// `@unchecked Sendable`: what can change belongs to the thread of the fleet's loop.
final class DeployedFunction: InvocableFunction, @unchecked Sendable {
    let configuration: FunctionConfiguration
    /// In nanoseconds.
    let timeout: UInt64
    private let parts: FleetParts
    private let eventHead: EventHead
    private let concurrency: Int

    /// Counts the changes of its code.
    private(set) var generation = 0
    private(set) var isRetired = false
    private var knownLaunch: Launch?
    private var lastProblem: LaunchProblem?
    private(set) var instances: [Instance] = []
    /// The one that became idle last is the last: so those that are not needed stay idle, and end.
    private var idle: [Instance] = []
    private var line = Line()
    /// Calls that wait or run.
    private var inFlight = 0

    /// - Source: Lambda quotas, "Invocation payload (request and response)": 6 MB each for synchronous requests.
    private static let payloadAtMost = 6_291_456
    /// How often those who wait are looked at.
    private static let lookInterval: UInt64 = 10_000_000

    init(_ configuration: FunctionConfiguration, parts: FleetParts) {
        self.configuration = configuration
        self.parts = parts
        timeout = configuration.timeout.nanosecondsOfUptime
        concurrency = configuration.reservedConcurrency ?? parts.settings.concurrency
        eventHead = EventHead(configuration, parts.settings)
    }

    /// One that is no longer deployed keeps nothing warm.
    var idleEnd: UInt64 { isRetired ? 0 : parts.settings.idleEnd.nanosecondsOfUptime }

    // MARK: - Calls

    package func invoke(_ invocation: Invocation, within limit: Duration?) async -> InvocationOutcome? {
        let call = FunctionCall(
            payload: invocation.payload,
            // An authorizer has no request of its own.
            requestId: invocation.requestId.isEmpty ? nil : invocation.requestId,
            traceId: invocation.traceId.isEmpty ? nil : invocation.traceId
        )
        return await perform(call, wantsLog: false, within: limit)?.outcome
    }

    package func invoke(_ call: FunctionCall, wantsLog: Bool) async -> FunctionResult {
        guard let result = await perform(call, wantsLog: wantsLog, within: nil) else {
            preconditionFailure("a caller without a limit was let go")
        }
        return result
    }

    private func perform(_ call: FunctionCall, wantsLog: Bool, within limit: Duration?) async -> FunctionResult? {
        let now = parts.timekeeper.now
        let ids = CallIDs(call, at: parts.time)
        return await withCheckedContinuation { caller in
            let call = Call(
                call,
                ids: ids,
                wantsLog: wantsLog,
                arrivedAt: now,
                callerGoesAt: limit.map { now + $0.nanosecondsOfUptime },
                caller: caller
            )
            // On the fleet's loop, as most callers are, that is a function call.
            if parts.loop.isCurrent { take(call) } else { parts.loop.execute { self.take(call) } }
        }
    }

    private func take(_ call: Call) {
        parts.loop.preconditionOnThread()
        guard !parts.isStopped else { return call.finish(.invokeError("ServiceException")) }
        guard call.payload.count <= Self.payloadAtMost else {
            return call.finish(.invokeError("RequestTooLargeException"))
        }
        parts.noticeChanges()
        // A request that began before it was replaced: its time-outs are to be looked after.
        if isRetired { parts.adopt(self) }
        guard inFlight < concurrency else { return call.finish(.invokeError("TooManyRequestsException")) }
        inFlight += 1
        if let moment = call.callerGoesAt { parts.timekeeper.wake(by: moment) }
        line.append(call)
        serve()
    }

    func eventResponse(_ call: Call, timeout: UInt64) -> Response {
        eventHead.response(call, deadline: parts.time.now(), after: timeout)
    }

    /// The oldest call that waits, for an instance that asks; `nil` when there is none.
    func nextCall() -> Call? {
        line.isEmpty ? nil : line.takeFirst(at: parts.timekeeper.now)
    }

    /// A call has its outcome.
    ///
    /// - Parameter duration: What it took, in nanoseconds; `nil` for one that never began.
    func callEnded(after duration: UInt64?) {
        inFlight -= 1
        if let duration { line.moved(at: parts.timekeeper.now, after: duration) }
        serve()
    }

    // MARK: - Instances

    /// Gives calls to idle instances, or starts some for those that have waited long enough.
    private func serve() {
        guard !line.isEmpty, !parts.isStopped else { return }
        while let instance = idle.last {
            let active = idle.count == 1 && instances.count == 1 ? 0 : instances.count { $0.isActive }
            let now = parts.timekeeper.now
            if line.prefersWaiting(active: active, cores: parts.settings.startsAtOnce), now < line.idleIsUsedAt {
                return parts.timekeeper.wake(by: line.idleIsUsedAt)
            }
            guard let call = line.takeFirst(at: now) else { return }
            idle.removeLast()
            instance.runWaiting(call)
            if line.isEmpty { return }
        }
        startWhatIsNeeded()
    }

    /// Starts an instance for a call that has waited long enough, or that nobody else will answer.
    private func startWhatIsNeeded() {
        var starting = 0
        var present = 0
        for instance in instances where !instance.isEnding {
            present += 1
            if instance.isStarting { starting += 1 }
        }
        let cores = parts.settings.startsAtOnce
        // Each that starts is for one of those who wait.
        while starting < line.calls.count, starting < cores {
            let moment = line.growsAt(position: starting, isBelowCores: present < cores)
            if present > 0, parts.timekeeper.now < moment { return parts.timekeeper.wake(by: moment) }
            start()
            starting += 1
            present += 1
        }
    }

    private func start() {
        let instance = Instance(of: self, generation: generation, parts: parts)
        instances.append(instance)
        Task.immediate(executorPreference: parts.loop) { await instance.begin() }
    }

    /// How it is started.
    ///
    /// Asked of the launcher off the loop, and remembered until something changes.
    func launch() async throws(LaunchProblem) -> Launch {
        if let knownLaunch { return knownLaunch }
        let (launcher, configuration, asked) = (parts.launcher, configuration, generation)
        let result: Result<Launch, LaunchProblem> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(LaunchProblem) in try launcher.launch(configuration) }
                )
            }
        }
        let launch = try result.get()
        parts.loop.preconditionOnThread()
        lastProblem = nil
        if asked == generation { knownLaunch = launch }
        return launch
    }

    /// An instance has asked for its first call.
    func grew() {
        line.grew(at: parts.timekeeper.now)
    }

    /// Whether an instance may have further calls.
    func keeps(_ instance: Instance) -> Bool {
        instance.generation == generation && !(isRetired && line.isEmpty)
    }

    func becameIdle(_ instance: Instance) {
        noLongerIdle(instance)
        idle.append(instance)
    }

    func noLongerIdle(_ instance: Instance) {
        idle.removeAll { $0 === instance }
    }

    /// An instance failed before it asked for a call: the one that has waited longest hears of it.
    func failed(toStart instance: Instance, _ failure: InstanceFailure) {
        if case .launch(let problem) = failure { report(problem, instance.log) }
        if let call = nextCall() {
            call.finish(failure.outcome(call.requestId))
            callEnded(after: nil)
        }
    }

    /// Says why it cannot be started: once for each cause, however often it is called.
    private func report(_ problem: LaunchProblem, _ log: FunctionLog) {
        guard problem != lastProblem else { return }
        lastProblem = problem
        parts.logger.error("cannot start \(configuration.functionName): \(problem)")
        log.write(Array("cannot start: \(problem)".utf8))
    }

    func left(_ instance: Instance) {
        instances.removeAll { $0 === instance }
        serve()
    }

    var idleCount: Int { idle.count }

    /// Whether nothing is left of it.
    var isGone: Bool { isRetired && instances.isEmpty && line.isEmpty }

    // MARK: - Changes

    /// Its code has changed: the next call gets a process that has read the new one.
    func codeChanged() {
        generation += 1
        knownLaunch = nil
        lastProblem = nil
        for instance in instances {
            switch instance.phase {
            case .idle, .starting: instance.end()
            // They end when they ask for the next call.
            case .busy, .returning, .ending: break
            }
        }
        serve()
    }

    /// It is no longer deployed: who has called it is answered.
    func retire() {
        isRetired = true
        for instance in idle { instance.end() }
    }

    /// Ends everything now.
    func stop() {
        isRetired = true
        for call in line.takeAll() { call.finish(.invokeError("ServiceException")) }
        for instance in instances {
            if case .busy(let invocation) = instance.phase { invocation.call.finish(.invokeError("ServiceException")) }
            instance.end()
        }
    }

    /// Does what is due.
    ///
    /// - Parameter now: Nanoseconds of uptime.
    /// - Returns: When something will be due.
    func lookAtClock(_ now: UInt64) -> UInt64? {
        var earliest: UInt64?
        func note(_ moment: UInt64?) {
            if let moment { earliest = min(earliest ?? .max, moment) }
        }
        for instance in instances { note(instance.lookAtClock(now)) }
        for call in line.calls {
            call.releaseCaller(at: now)
            note(call.callerGoesAt)
        }
        serve()
        // As long as calls wait, whoever starts may make room for the next to start.
        if !line.isEmpty { note(now + Self.lookInterval) }
        return earliest
    }
}
