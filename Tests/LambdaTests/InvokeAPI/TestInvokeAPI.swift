// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayLambda
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging
import Synchronization
import TestSupport

/// Functions whose behaviour a test writes down, and the calls that they had.
final class FakeService: LambdaService {
    typealias Behaviour = @Sendable (_ call: FunctionCall, _ attempt: Int) async -> InvocationOutcome

    private let state: Mutex<[String: Behaviour]>
    private let received = Mutex<[FunctionCall]>([])

    init(_ functions: [String: Behaviour] = ["echo": { call, _ in .payload(call.payload) }]) {
        state = Mutex(functions)
    }

    var calls: [FunctionCall] { received.withLock { $0 } }

    func remove(_ name: String) {
        state.withLock { $0[name] = nil }
    }

    func function(named functionName: String) -> (any InvocableFunction)? {
        guard let behaviour = state.withLock({ $0[functionName] }), let runtime = Runtime("provided") else {
            return nil
        }
        let configuration = FunctionConfiguration(
            functionName: functionName,
            runtime: runtime,
            handler: "bootstrap",
            code: .folder("/code")
        )
        return FakeFunction(configuration: configuration, service: self, behaviour: behaviour)
    }

    fileprivate func note(_ call: FunctionCall) -> Int {
        received.withLock { calls in
            calls.append(call)
            return calls.count
        }
    }
}

private struct FakeFunction: InvocableFunction {
    let configuration: FunctionConfiguration
    let service: FakeService
    let behaviour: FakeService.Behaviour

    func invoke(_ call: FunctionCall, wantsLog: Bool) async -> FunctionResult {
        let attempt = service.note(call)
        return FunctionResult(
            outcome: await behaviour(call, attempt),
            requestId: call.requestId ?? "none",
            logTail: wantsLog ? Array(repeating: UInt8(ascii: "x"), count: 5000) + Array("END\n".utf8) : []
        )
    }

    func invoke(_ invocation: Invocation, within limit: Duration?) async -> InvocationOutcome? {
        await invoke(FunctionCall(payload: invocation.payload), wantsLog: false).outcome
    }
}

/// What was logged.
struct CollectedLog: LogHandler {
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]
    private let collected = Lines()

    private final class Lines: Sendable {
        let texts = Mutex<[String]>([])
    }

    var lines: [String] { collected.texts.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        collected.texts.withLock { $0.append("\(event.level) \(event.message)") }
    }
}

private let invokeLoops: EventLoopGroup = {
    do {
        return try EventLoopGroup(count: 1, time: .system)
    } catch {
        fatalError("no event loop for the Invoke APIs of the tests: \(error)")
    }
}()

/// An Invoke API on a free port of 127.0.0.1.
struct TestInvokeAPI {
    let api: InvokeAPI
    let service: FakeService
    let clock: ManualTime
    let log: CollectedLog
    let port: UInt16

    static func path(_ function: String) -> String { "/2015-03-31/functions/\(function)/invocations" }

    /// Invokes a function, or sends another request.
    func ask(
        _ path: String = Self.path("echo"),
        _ fields: [String] = [],
        body: [UInt8] = Array("{}".utf8),
        method: String = "POST",
        host: String = "localhost:3002"
    ) async throws -> RawResponse {
        let connection = try await RawConnection.open(port: port)
        let lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)", "Content-Length: \(body.count)"] + fields
        try await connection.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        let response = try await connection.response(isHead: method == "HEAD")
        await connection.close()
        return response
    }

    func ask(_ path: String = Self.path("echo"), _ fields: [String] = [], body: String) async throws -> RawResponse {
        try await ask(path, fields, body: Array(body.utf8))
    }
}

/// Starts an Invoke API, lends it, and stops it.
func withInvokeAPI(
    _ service: FakeService = FakeService(),
    access: InvokeAccess = InvokeAccess(),
    _ body: (TestInvokeAPI) async throws -> Void
) async throws {
    let clock = ManualTime()
    let log = CollectedLog()
    let api = InvokeAPI(
        service: service,
        access: access,
        time: clock.source,
        logger: Logger(label: "lambda") { _ in log }
    )
    var settings = ServerSettings(limits: InvokeAPI.limits, logger: Logger(label: "test"))
    settings.drainGrace = .milliseconds(1)
    // On a machine that is busy with other tests, who has connected may be silent for long.
    settings.limits.headTime = .seconds(3600)
    settings.limits.bodyTime = .seconds(3600)
    settings.limits.writeTime = .seconds(3600)
    let server = Server(group: invokeLoops, handler: api, time: .system, settings: settings)
    let port = try await server.listen(on: [.loopbackV4(port: 0)]).first?.port ?? 0
    do {
        try await body(TestInvokeAPI(api: api, service: service, clock: clock, log: log, port: port))
        api.close()
        await server.drain()
    } catch {
        api.close()
        await server.drain()
        throw error
    }
}
