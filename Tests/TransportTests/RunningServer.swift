// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GatewayTime
import GatewayTransport
import Logging
import TestSupport

/// A server that a test talks to over real sockets.
struct RunningServer: Sendable {
    let server: Server
    let group: EventLoopGroup
    let addresses: [SocketAddress]

    var port: UInt16 { addresses.first?.port ?? 0 }

    func connect(security: ClientStream.Security = .plain) async throws -> RawConnection {
        try await RawConnection.open(port: port, security: security)
    }

    /// Waits until every loop has looked at its sockets since: what was sent before has been read then.
    ///
    /// A loop empties its queue sixteen times at most before it looks at them again.
    func settle() async {
        for loop in group.loops {
            for _ in 0..<40 { await loop.call {} }
        }
    }

    /// Waits until the server has let go of every connection.
    func untilNobodyIsConnected() async throws {
        try await eventually("the server has no connection") { server.connectionCount == 0 }
    }
}

/// Answers with what a closure makes of a request, and tells a malformed one its reason.
struct ClosureHandler: RequestHandler {
    let answer: @Sendable (Request) async -> Response

    func respond(to request: Request) -> Eventually<Response> {
        .later { await answer(request) }
    }

    func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        Response(status: error.status, contentType: Array("text/plain".utf8), body: Array("\(error)".utf8))
    }
}

/// Answers at once, with what a closure makes of a request.
struct PromptHandler: RequestHandler {
    let answer: @Sendable (Request) -> Response

    func respond(to request: Request) -> Eventually<Response> {
        .now(answer(request))
    }

    func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        Response(status: error.status, contentType: Array("text/plain".utf8), body: Array("\(error)".utf8))
    }
}

extension Response {
    static func text(_ text: String, status: UInt16 = 200) -> Response {
        Response(status: status, contentType: Array("text/plain".utf8), body: Array(text.utf8))
    }
}

extension Request {
    /// `GET /path 12`: the method, the target and the size of the body.
    var summary: String {
        "\(String(decoding: head.method, as: UTF8.self)) \(targetText) \(body.count)"
    }

    var targetText: String { String(decoding: head.target, as: UTF8.self) }
}

/// So many bytes, in which nothing can be missing or twice unnoticed: the pattern's length divides no size of a buffer.
func patterned(_ count: Int) -> [UInt8] {
    let block = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + block.count)
    while bytes.count < count { bytes += block }
    bytes.removeLast(bytes.count - count)
    return bytes
}

extension ServerSettings {
    /// Settings that log nothing.
    static func quiet(
        limits: HTTPLimits = HTTPLimits(),
        tls: LazyTLSContext? = nil,
        _ change: (inout ServerSettings) -> Void = { _ in }
    ) -> ServerSettings {
        var settings = ServerSettings(
            limits: limits,
            tls: tls,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        change(&settings)
        return settings
    }
}

/// Starts a server, lends it to a test, and stops it.
///
/// That it can be stopped is part of each test: a connection that the server never lets go of would keep it here. Its
/// clock stands still unless the test gives it one, so that a slow machine changes nothing.
func withServer(
    loops: Int = 2,
    time: TimeSource = ManualTime().source,
    settings: ServerSettings = .quiet(),
    on addresses: [SocketAddress] = [.loopbackV4(port: 0)],
    answering answer: @escaping @Sendable (Request) async -> Response = { .text($0.summary) },
    _ body: (RunningServer) async throws -> Void
) async throws {
    try await withServer(
        loops: loops,
        time: time,
        settings: settings,
        on: addresses,
        handler: { _ in ClosureHandler(answer: answer) },
        body
    )
}

/// The same with a handler of another kind, which may know the loops.
func withServer(
    loops: Int = 2,
    time: TimeSource = ManualTime().source,
    settings: ServerSettings = .quiet(),
    on addresses: [SocketAddress] = [.loopbackV4(port: 0)],
    handler: (EventLoopGroup) -> any RequestHandler,
    _ body: (RunningServer) async throws -> Void
) async throws {
    let group = try EventLoopGroup(count: loops, time: time)
    let server = Server(group: group, handler: handler(group), time: time, settings: settings)
    let running = RunningServer(server: server, group: group, addresses: try await server.listen(on: addresses))
    do {
        try await body(running)
    } catch {
        try await stop(running)
        throw error
    }
    try await stop(running)
}

private func stop(_ running: RunningServer) async throws {
    let draining = Task { await running.server.drain() }
    try await eventually("every connection is cut") {
        await running.server.cut()
        return running.server.connectionCount == 0
    }
    await draining.value
    running.group.stop()
}

/// Keeps a loop from looking at its sockets while a closure runs.
func whileBusy(_ loop: EventLoop, _ body: () async throws -> Void) async throws {
    let hasBegun = Gate()
    let mayGoOn = DispatchSemaphore(value: 0)
    loop.execute {
        hasBegun.open()
        mayGoOn.wait()
    }
    defer { mayGoOn.signal() }
    await hasBegun.pass()
    try await body()
}
