// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging
import Synchronization
import TestSupport

/// A gateway on a free port of 127.0.0.1, with a clock that the test moves and traces that it can read.
final class TestGateway: Sendable {
    let gateway: Gateway
    let clock: ManualTime
    let traces: TraceCollector

    fileprivate init(gateway: Gateway, clock: ManualTime, traces: TraceCollector) {
        self.gateway = gateway
        self.clock = clock
        self.traces = traces
    }

    func connect() async throws -> RawConnection {
        try await RawConnection.open(port: gateway.port)
    }

    /// Sends one request on a connection of its own.
    ///
    /// - Parameters:
    ///   - requestLine: Method and target: `GET /dev/public`.
    ///   - fields: Header lines.
    ///   - body: What follows the head.
    /// - Returns: The answer.
    /// - Throws: When the connection fails.
    func ask(_ requestLine: String, _ fields: String..., body: String = "") async throws -> RawResponse {
        let connection = try await connect()
        var head = "\(requestLine) HTTP/1.1\r\nHost: localhost\r\n"
        for field in fields { head += field + "\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
        try await connection.send(head + "\r\n" + body)
        let response = try await connection.response(isHead: requestLine.hasPrefix("HEAD "))
        await connection.close()
        return response
    }

    /// The line of the last request.
    var line: String { traces.lines.last ?? "" }
}

/// Keeps what the gateway says of each request.
final class TraceCollector: TraceListener {
    private let traces = Mutex<[Trace]>([])

    func record(_ trace: Trace, loopIndex: Int) {
        traces.withLock { $0.append(trace) }
    }

    var all: [Trace] { traces.withLock { $0 } }

    /// Each as a line, without the line's end.
    var lines: [String] {
        all.map { trace in
            var bytes: [UInt8] = []
            trace.appendLine(to: &bytes)
            return String(decoding: bytes.dropLast(bytes.last == 0x0A ? 1 : 0), as: UTF8.self)
        }
    }
}

/// The loops that all gateways of this process share.
private let gatewayLoops: EventLoopGroup = {
    do {
        return try EventLoopGroup(count: 2, time: .system)
    } catch {
        fatalError("no event loop for the gateways of the tests: \(error)")
    }
}()

/// Starts a gateway, lends it, and stops it.
func withGateway<Result>(
    _ api: API,
    andThen others: [API] = [],
    _ parts: GatewayParts = parts(),
    clock: ManualTime = ManualTime(),
    limits: HTTPLimits = HTTPLimits(),
    beside: Beside? = nil,
    _ body: (TestGateway) async throws -> Result
) async throws -> Result {
    var settings = ServerSettings(limits: limits, logger: Logger(label: "test"))
    settings.drainGrace = .milliseconds(1)
    // On a machine that is busy with other tests, who has connected may be silent for long.
    settings.limits.headTime = .seconds(3600)
    let traces = TraceCollector()
    let gateway = try await Gateway.start(
        [api] + others,
        parts: parts,
        on: [.loopbackV4(port: 0)],
        group: gatewayLoops,
        settings: settings,
        listener: traces,
        beside: beside,
        time: clock.source
    )
    do {
        let result = try await body(TestGateway(gateway: gateway, clock: clock, traces: traces))
        await gateway.stop()
        return result
    } catch {
        await gateway.stop()
        throw error
    }
}
