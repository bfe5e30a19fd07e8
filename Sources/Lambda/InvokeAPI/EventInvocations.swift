// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayTime
import Logging
import Synchronization

/// The queue of asynchronous invocations: who sent one has had an answer, and what becomes of it stands in the log.
///
/// - Source: Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation".
final class EventInvocations: Sendable {
    private let service: any LambdaService
    private let time: TimeSource
    private let logger: Logger
    private let limits: Limits
    private let state = Mutex(State())

    /// How much may wait at a time: memory is all that this queue has.
    struct Limits: Sendable {
        var count = 1000
        var bytes = 64 * 1_048_576
    }

    private struct State {
        var count = 0
        var bytes = 0
        var isClosed = false
        var tasks: [String: Task<Void, Never>] = [:]
    }

    /// - Source: "Maximum age of event: … up to 6 hours", "Retry attempts: … 0 to 2", with their usual values.
    private static let maximumAge = Duration.seconds(6 * 3600)
    /// Before the second try, and before the third.
    private static let waits = [Duration.seconds(60), .seconds(120)]
    /// - Source: "The retry interval increases exponentially from 1 second after the first attempt to a maximum of 5 minutes."
    private static let throttledWaits = (first: Duration.seconds(1), longest: Duration.seconds(300))

    init(service: any LambdaService, time: TimeSource, logger: Logger, limits: Limits = Limits()) {
        self.service = service
        self.time = time
        self.logger = logger
        self.limits = limits
    }

    /// Takes an invocation, to be run as soon as the function can.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - requestId: Its id, which it keeps however often it is tried.
    ///   - functionName: The function's name as deployed.
    /// - Returns: Whether there was room for it.
    func enqueue(_ call: FunctionCall, requestId: String, for functionName: String) -> Bool {
        let size = call.payload.count
        return state.withLock { state in
            guard !state.isClosed, state.count < limits.count, state.bytes + size <= limits.bytes else { return false }
            state.count += 1
            state.bytes += size
            state.tasks[requestId] = Task {
                await self.run(Event(call: call, requestId: requestId, functionName: functionName))
                self.state.withLock { state in
                    state.count -= 1
                    state.bytes -= size
                    state.tasks[requestId] = nil
                }
            }
            return true
        }
    }

    /// How many have neither succeeded nor been given up.
    var count: Int { state.withLock { $0.count } }

    /// Takes no more, and gives up what waits for a retry.
    func close() {
        let tasks = state.withLock { state in
            state.isClosed = true
            return Array(state.tasks.values)
        }
        for task in tasks { task.cancel() }
    }

    private struct Event {
        let call: FunctionCall
        let requestId: String
        let functionName: String
        var failures = 0
        var throttles = 0
    }

    private func run(_ event: Event) async {
        var event = event
        let start = time.uptime()
        while true {
            guard let next = await attempt(&event) else { return }
            let age = Duration.nanoseconds(Int64(clamping: time.uptime() &- start))
            guard age + next.wait <= Self.maximumAge else {
                note(event, .error, "\(next.failure); given up, because it is 6 hours old")
                return
            }
            note(event, .warning, "\(next.failure); tried again in \(next.wait.components.seconds) s")
            do {
                try await time.sleep(next.wait)
            } catch {
                note(event, .error, "given up: the gateway ends before its next try")
                return
            }
        }
    }

    /// Runs it once.
    ///
    /// - Returns: What went wrong and how long to wait before the next try; `nil` when there is to be none.
    private func attempt(_ event: inout Event) async -> (failure: String, wait: Duration)? {
        // Looked for each time: a definition that was saved meanwhile may have another one, or none.
        guard let function = service.function(named: event.functionName) else {
            note(event, .error, "given up: the function is no longer there")
            return nil
        }
        switch await function.invoke(event.call, wantsLog: false).outcome {
        case .payload:
            note(event, .notice, "succeeded")
            return nil
        case .functionError(let message, _):
            let failure = "failed: \(message)"
            guard event.failures < Self.waits.count else {
                note(event, .error, "\(failure); given up after \(Self.waits.count) retries")
                return nil
            }
            defer { event.failures += 1 }
            return (failure, Self.waits[event.failures])
        case .invokeError(let type):
            let wait = Self.throttledWaits.first * (1 << min(event.throttles, 16))
            event.throttles += 1
            return ("was not run: \(type)", min(wait, Self.throttledWaits.longest))
        }
    }

    private func note(_ event: Event, _ level: Logger.Level, _ what: String) {
        // What a function throws must not begin lines of its own.
        let line = what.split(whereSeparator: \.isNewline).joined(separator: " ")
        logger.log(level: level, "lambda: event \(event.requestId) of \(event.functionName) \(line)")
    }
}
