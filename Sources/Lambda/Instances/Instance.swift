// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel
import GatewayTime
import GatewayTransport
import Glibc

/// One process of a function, and the port where it asks for events: what Lambda calls an execution environment.
///
/// `@unchecked Sendable`: all of it belongs to the thread of the fleet's loop.
final class Instance: @unchecked Sendable {
    let function: DeployedFunction
    /// Of the function's code; that of an instance never changes.
    let generation: Int
    let log: FunctionLog
    let parts: FleetParts
    let beganAt: UInt64
    var phase: Phase
    /// What it waits for is somewhere between two steps of ``begin()``.
    var isBeginning = true
    var isDisposed = false
    var initDuration: UInt64?
    var server: Server?
    var reader: LineReader?
    var program: UInt32?
    private var pid: pid_t?
    private var memory = ProcessMemory()

    enum Phase {
        /// It has not asked for an event yet.
        case starting(deadline: UInt64)
        case idle(since: UInt64, next: CheckedContinuation<Response, Never>)
        case busy(Invocation)
        /// It has answered, and has not asked for the next event.
        case returning(deadline: UInt64)
        /// It was told to end, or has ended.
        case ending
    }

    struct Invocation {
        let call: Call
        let beganAt: UInt64
        let deadline: UInt64
    }

    /// - Source: Lambda developer guide, "Understanding the Lambda execution environment lifecycle": the init phase is limited
    ///   to 10 seconds; then Lambda runs it again, within the function's time-out.
    init(of function: DeployedFunction, generation: Int, parts: FleetParts) {
        self.function = function
        self.generation = generation
        self.parts = parts
        log = FunctionLog(functionName: function.configuration.functionName, sink: parts.sink)
        beganAt = parts.timekeeper.now
        let limit = parts.settings.initLimit + function.configuration.timeout
        let deadline = beganAt + limit.nanosecondsOfUptime
        phase = .starting(deadline: deadline)
        parts.instanceCame()
        parts.timekeeper.wake(by: deadline)
    }

    // MARK: - Beginning

    /// Starts the process; what fails is the function's to know.
    func begin() async {
        do {
            let launch = try await function.launch()
            if isStarting {
                let port = try await listen()
                // It may have been told to end meanwhile.
                if isStarting { try start(launch, port: port) }
            }
            isBeginning = false
            if program == nil { dispose() }
        } catch {
            isBeginning = false
            fail(.launch(error as? LaunchProblem ?? LaunchProblem("there can be no process for it: \(error)")))
        }
    }

    var isStarting: Bool {
        if case .starting = phase { true } else { false }
    }

    /// Whether it has a call, or has just answered one.
    var isActive: Bool {
        switch phase {
        case .busy, .returning: true
        case .starting, .idle, .ending: false
        }
    }

    var isEnding: Bool {
        if case .ending = phase { true } else { false }
    }

    private func listen() async throws -> UInt16 {
        let server = RuntimeAPI.server(for: self, parts)
        self.server = server
        let addresses = try await server.listen(on: [.loopbackV4(port: 0)])
        return addresses.first?.port ?? 0
    }

    private func start(_ launch: Launch, port: UInt16) throws {
        var environment = launch.environment
        environment["AWS_LAMBDA_RUNTIME_API"] = "127.0.0.1:\(port)"
        environment["AWS_LAMBDA_LOG_STREAM_NAME"] = LogStream.newName(at: parts.time.now())
        guard
            let program = Program(
                executable: launch.executable,
                workingDirectory: launch.workingDirectory,
                arguments: launch.arguments,
                environment: environment
            )
        else {
            throw LaunchProblem("its environment or its command holds a NUL character, which no program can be given")
        }
        let log = self.log
        let (reader, output) = try LineReader.opened(memory: parts.readMemory, loop: parts.loop) {
            log.write(Array($0))
        }
        self.reader = reader
        self.program = try parts.keeper.launch(program, output: output) { [self] news in
            switch news {
            case .started(let pid): self.pid = pid
            case .failed(let failure):
                self.program = nil
                fail(
                    .start(failure, executable: launch.executable, workingDirectory: launch.workingDirectory)
                )
            case .ended(let ending): processEnded(ending)
            }
        }
    }

    // MARK: - Events

    /// Gives it a call, in answer to its request for the next event.
    func run(_ call: Call) -> Response {
        let now = parts.timekeeper.now
        var timeout = function.timeout
        if case .starting = phase {
            let duration = now - beganAt
            initDuration = duration
            function.grew()
            // What an init takes beyond its own limit counts as the invocation's (see init).
            let limit = parts.settings.initLimit.nanosecondsOfUptime
            if duration > limit { timeout -= min(timeout, duration - limit) }
        }
        let deadline = now + timeout
        phase = .busy(Invocation(call: call, beganAt: now, deadline: deadline))
        parts.timekeeper.wake(by: deadline)
        if call.wantsLog { log.beginTail() }
        if log.isRead { log.write(PlatformLine.start(call.requestId)) }
        return function.eventResponse(call, timeout: timeout)
    }

    /// Gives a call to an instance that waits for one.
    func runWaiting(_ call: Call) {
        guard case .idle(_, let next) = phase else { preconditionFailure("only an idle instance takes a call") }
        next.resume(returning: run(call))
    }

    /// Waits for an event, as an answer to its request.
    func waitForEvent() async -> Response {
        await withCheckedContinuation { next in
            switch phase {
            case .ending: return next.resume(returning: RuntimeAPI.ended)
            case .busy: return next.resume(returning: RuntimeAPI.invalidState)
            case .starting:
                initDuration = parts.timekeeper.now - beganAt
                function.grew()
            // Its earlier connection is gone, or it asks twice: one process gets one event at a time.
            case .idle(_, let earlier): earlier.resume(returning: RuntimeAPI.invalidState)
            case .returning: break
            }
            let now = parts.timekeeper.now
            phase = .idle(since: now, next: next)
            function.becameIdle(self)
            parts.timekeeper.wake(by: now + function.idleEnd)
        }
    }

    /// Whether it works on the call with this id.
    func isWorking(on requestId: ArraySlice<UInt8>) -> Bool {
        guard case .busy(let invocation) = phase else { return false }
        return requestId.elementsEqual(invocation.call.requestId.utf8)
    }

    /// It has answered.
    func finish(_ outcome: InvocationOutcome, _ failure: PlatformLine.Failure? = nil) {
        guard case .busy(let invocation) = phase else { preconditionFailure("only a busy instance answers") }
        phase = .returning(deadline: invocation.deadline)
        conclude(invocation, outcome, failure)
    }

    /// Writes what is to be written of an invocation, and hands its outcome on.
    func conclude(_ invocation: Invocation, _ outcome: InvocationOutcome, _ failure: PlatformLine.Failure?) {
        reader?.finishLines()
        let call = invocation.call
        let now = parts.timekeeper.now
        if log.isRead {
            if failure == .timeout {
                log.write(
                    PlatformLine.timedOut(call.requestId, after: function.configuration.timeout, at: parts.time.now())
                )
            }
            log.write(PlatformLine.end(call.requestId))
            log.write(
                PlatformLine.report(
                    PlatformLine.Report(
                        requestId: call.requestId,
                        duration: now - invocation.beganAt,
                        memorySize: function.configuration.memorySize,
                        usedMemory: pid.map { memory.peak(of: $0, now: now) } ?? 0,
                        initDuration: takeInitDuration(),
                        failure: failure
                    )
                )
            )
        }
        call.finish(outcome, logTail: call.wantsLog ? log.takeTail() : [])
        function.callEnded(after: now - invocation.beganAt)
    }

    /// It is told with the first invocation alone.
    private func takeInitDuration() -> UInt64? {
        defer { initDuration = nil }
        return initDuration
    }
}
