// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import GatewayLambda
import GatewayModel
import GatewayTime
import GatewayTransport
import Glibc
import Logging
import Synchronization
import TestSupport
import Testing

/// A fleet that a test calls, what it logs, and what is said of its code.
final class TestFleet: Sendable {
    let fleet: FunctionFleet
    let loop: EventLoop
    let log = RecordedLog()
    /// What the fleet is told when it asks for changes.
    let changes = Changes()

    private init(_ loop: EventLoop, _ time: TimeSource, _ settings: FleetSettings, isLogged: Bool) {
        self.loop = loop
        let (changes, log) = (changes, log)
        let sink: FunctionLogSink = { name, line in log.append("\(name): \(String(decoding: line, as: UTF8.self))") }
        fleet = FunctionFleet(
            settings: settings,
            launcher: ScriptLauncher(),
            loop: loop,
            time: time,
            logger: Logger(label: "test") { _ in RecordingLogHandler(log: log) },
            log: isLogged ? sink : nil,
            pendingChanges: { changes.take() }
        )
    }

    /// Runs a body with a fleet, and ends it; that it ends is part of each test.
    static func with(
        _ functions: [FunctionConfiguration],
        time: TimeSource = .system,
        settings: FleetSettings = FleetSettings(),
        isLogged: Bool = true,
        _ body: (TestFleet) async throws -> Void
    ) async throws {
        let group = try EventLoopGroup(count: 1, time: time)
        let test = TestFleet(group.loops[0], time, settings, isLogged: isLogged)
        await test.fleet.deploy(functions)
        do {
            try await body(test)
        } catch {
            await test.fleet.stop()
            group.stop()
            throw error
        }
        await test.fleet.stop()
        group.stop()
    }

    func function(_ name: String = "scripted") throws -> any InvocableFunction {
        try #require(fleet.function(named: name))
    }

    /// Calls a function on the fleet's loop, as a server there does.
    func call(_ event: String, of name: String = "scripted", within limit: Duration? = nil) async throws
        -> InvocationOutcome?
    {
        let function = try function(name)
        let invocation = Invocation(payload: Array(event.utf8), requestId: Self.requestId, traceId: "Root=1-2-3")
        return await withTaskExecutorPreference(loop) { await function.invoke(invocation, within: limit) }
    }

    /// Calls a function, and reads what it returns.
    func value(_ event: String, of name: String = "scripted") async throws -> JSONValue {
        let outcome = try await call(event, of: name)
        guard case .payload(let bytes)? = outcome else {
            throw Unexpected("no payload: \(String(describing: outcome))")
        }
        return try JSONValue(parsing: bytes)
    }

    static let requestId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Names of functions whose code has changed, until they were asked for.
final class Changes: Sendable {
    private let names = Mutex<[String]>([])

    func add(_ name: String) {
        names.withLock { $0.append(name) }
    }

    func take() -> [String] {
        names.withLock { names in
            defer { names = [] }
            return names
        }
    }
}

/// Lines as they came.
final class RecordedLog: Sendable {
    private let recorded = Mutex<[String]>([])

    var lines: [String] { recorded.withLock { $0 } }

    func append(_ line: String) {
        recorded.withLock { $0.append(line) }
    }
}

struct RecordingLogHandler: LogHandler {
    let log: RecordedLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        log.append("\(event.level): \(event.message)")
    }
}

/// Whether a process is there; one that has ended and was not waited for is not.
func isRunning(_ pid: pid_t) -> Bool {
    let file = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = read(file, &bytes, bytes.count)
    guard count > 0 else { return false }
    // `pid (name) state …` (proc(5)).
    let fields = bytes[..<count].split(separator: UInt8(ascii: ")")).last?.split(separator: 0x20)
    return fields?.first != [UInt8(ascii: "Z")] && fields?.first != [UInt8(ascii: "X")]
}
