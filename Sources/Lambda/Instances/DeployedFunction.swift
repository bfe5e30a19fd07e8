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
    /// The oldest is the first.
    private var waiting: [Call] = []
    /// Calls that wait or run.
    private var inFlight = 0

    /// When a call was last given to an instance, or answered.
    private var movedAt: UInt64 = 0
    /// When an instance was last ready for its first call.
    private var grewAt: UInt64 = 0

    /// How long a call waits while nothing moves, before another instance is started for it: most functions answer within it, and a
    /// process takes longer to start.
    private static let patience: UInt64 = 10_000_000
    /// How long it waits while its turn comes nearer: more processes than cores answer short calls later, not sooner.
    ///
    /// Counted from when there was an instance more, because that one may be enough.
    private static let patienceInLine: UInt64 = 50_000_000
    /// - Source: Lambda quotas, "Invocation payload (request and response)": 6 MB each for synchronous requests.
    private static let payloadAtMost = 6_291_456

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
        guard inFlight < concurrency else { return call.finish(.invokeError("TooManyRequestsException")) }
        inFlight += 1
        if let moment = call.callerGoesAt { parts.timekeeper.wake(by: moment) }
        if let instance = idle.popLast() {
            instance.runWaiting(call)
        } else {
            waiting.append(call)
            startWhatIsNeeded()
        }
    }

    func eventResponse(_ call: Call, timeout: UInt64) -> Response {
        eventHead.response(call, deadline: parts.time.now(), after: timeout)
    }

    /// The oldest call that waits, for an instance that asks; `nil` when there is none.
    func nextCall() -> Call? {
        guard !waiting.isEmpty else { return nil }
        movedAt = parts.timekeeper.now
        return waiting.removeFirst()
    }

    /// A call has its outcome.
    func callEnded() {
        inFlight -= 1
        movedAt = parts.timekeeper.now
        startWhatIsNeeded()
    }

    // MARK: - Instances

    /// Starts an instance for a call that has waited long enough, or that nobody else will answer.
    private func startWhatIsNeeded() {
        var starting = 0
        var isAnyoneThere = false
        guard !waiting.isEmpty, !parts.isStopped else { return }
        for instance in instances where !instance.isEnding {
            isAnyoneThere = true
            if instance.isStarting { starting += 1 }
        }
        // Each that starts is for one of those who wait.
        while starting < waiting.count, starting < parts.settings.startsAtOnce {
            let arrivedAt = waiting[starting].arrivedAt
            let moment = min(max(arrivedAt, movedAt) + Self.patience, max(arrivedAt, grewAt) + Self.patienceInLine)
            if isAnyoneThere, parts.timekeeper.now < moment { return parts.timekeeper.wake(by: moment) }
            start()
            starting += 1
            isAnyoneThere = true
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
        grewAt = parts.timekeeper.now
    }

    /// Whether an instance may have further calls.
    func keeps(_ instance: Instance) -> Bool {
        instance.generation == generation && !(isRetired && waiting.isEmpty)
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
            callEnded()
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
        startWhatIsNeeded()
    }

    var idleCount: Int { idle.count }

    /// Whether nothing is left of it.
    var isGone: Bool { isRetired && instances.isEmpty && waiting.isEmpty }

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
        startWhatIsNeeded()
    }

    /// It is no longer deployed: who has called it is answered.
    func retire() {
        isRetired = true
        for instance in idle { instance.end() }
    }

    /// Ends everything now.
    func stop() {
        isRetired = true
        let calls = waiting
        waiting = []
        for call in calls { call.finish(.invokeError("ServiceException")) }
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
        for call in waiting {
            call.releaseCaller(at: now)
            note(call.callerGoesAt)
        }
        startWhatIsNeeded()
        // As long as calls wait, whoever starts may make room for the next to start.
        if !waiting.isEmpty { note(now + Self.patience) }
        return earliest
    }
}
