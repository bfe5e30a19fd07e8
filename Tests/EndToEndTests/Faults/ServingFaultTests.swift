// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Glibc
import TestSupport
import Testing

/// System calls that fail while a gateway serves: the first of each, the second, and so on.
///
/// The errors are those that the manual page of each call names; EINTR: signal(7).
@Suite struct ServingFaultTests {
    /// What becomes of a client.
    enum Effect {
        /// It has all its answers.
        case none
        /// It has a part of them, or none, and then its connection ends.
        case mayLoseConnection
    }

    struct Row: CustomStringConvertible, Sendable {
        let call: String
        let kinds: [Fault.Kind]
        let effect: Effect

        init(_ call: String, _ errors: [Int32], oneByte: Bool = false, _ effect: Effect) {
            self.call = call
            kinds = errors.map { .error($0) } + (oneByte ? [.oneByte] : [])
            self.effect = effect
        }

        var description: String { call }
    }

    static let rows = [
        Row("accept4", [EMFILE, ENFILE, ENOMEM, ENOBUFS, ECONNABORTED, EPROTO, EPERM, EINTR, EAGAIN], .none),
        Row("epoll_ctl", [ENOMEM, ENOSPC], .mayLoseConnection),
        Row("epoll_wait", [EINTR], .none),
        Row("recv", [EINTR, EAGAIN], oneByte: true, .none),
        Row("recv", [ECONNRESET, ETIMEDOUT, ENOMEM, EHOSTUNREACH], .mayLoseConnection),
        Row("send", [EINTR, EAGAIN], oneByte: true, .none),
        Row("send", [EPIPE, ECONNRESET, ENOBUFS, ENOMEM], .mayLoseConnection),
        Row("shutdown", [ENOTCONN], .none),
        Row("write", [EINTR, EAGAIN, EIO, ENOSPC, EPIPE], oneByte: true, .none),
        Row("poll", [EINTR, ENOMEM], .none),
        Row("open", [EMFILE, EIO, EINTR], .none),
        Row("read", [EIO, EINTR], oneByte: true, .none),
        Row("stat", [EIO, ENOMEM], .none),
        Row("close", [EIO, EINTR], .none),
    ]

    @Test(.enabled(if: FaultLayer.mayRun), arguments: rows)
    func `a call that fails harms its own connection at most`(row: Row) async throws {
        let layer = try await FaultLayer()
        try await withGateway(environment: layer.environment) { gateway in
            let client = try await FaultClient(gateway)
            let bystander = try await RawConnection.open(port: gateway.port)
            // So that it is an idle connection, and not one whose first head is late.
            try await client.exchange(bystander, Fault(call: "none", kind: .oneByte))
            for kind in row.kinds {
                for security in [.plain, client.tls] {
                    for first in 1...(FaultLayer.isLong ? 30 : 4) {
                        let fault = Fault(call: row.call, kind: kind, first: first)
                        layer.arm(fault)
                        try await client.check(row.effect, security, fault)
                        let isHit = layer.hits > 0
                        layer.disarm()
                        #expect(isHit || first > 1 || row.effect == .none, "\(fault): there is no such call")
                        try await client.exchange(bystander, fault)
                        if !isHit { break }
                    }
                    // And again and again: a byte at a time, for example.
                    let many = Fault(call: row.call, kind: kind, count: row.effect == .none ? 3 : Fault.everyTime)
                    layer.arm(many)
                    try await client.check(row.effect, security, many)
                    layer.disarm()
                    try await client.check(.none, security, many)
                }
            }
            await bystander.close()
            gateway.process.signal(SIGTERM)
            #expect(await gateway.process.end() == 0)
        }
    }

    @Test(.enabled(if: FaultLayer.mayRun), arguments: ["recv", "send"])
    func `requests and answers may come and go byte by byte`(call: String) async throws {
        let layer = try await FaultLayer()
        try await withGateway(environment: layer.environment) { gateway in
            let client = try await FaultClient(gateway)
            for security in [.plain, client.tls] {
                let fault = Fault(call: call, kind: .oneByte, count: Fault.everyTime)
                layer.arm(fault)
                try await client.check(.none, security, fault)
                #expect(layer.hits > 1000)
                layer.disarm()
            }
        }
    }

    @Test(.enabled(if: FaultLayer.mayRun), arguments: [EMFILE, ENFILE, ENOMEM, ENOBUFS])
    func `without room for clients they wait, and the processor rests`(code: Int32) async throws {
        let layer = try await FaultLayer()
        try await withGateway(environment: layer.environment) { gateway in
            let began = ContinuousClock.now
            layer.arm(Fault(call: "accept4", kind: .error(code), count: Fault.everyTime))
            let waiting = try await RawConnection.open(port: gateway.port)
            try await waiting.send("GET /dev/public HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("it has tried more than once") { layer.hits >= 6 }
            // It tries four times a second; one that spun would have got here at once.
            #expect(ContinuousClock.now - began > .milliseconds(200))
            // Then there is room again, but the way back fails, too.
            layer.arm(Fault(call: "epoll_ctl", kind: .error(ENOMEM), count: Fault.everyTime))
            try await eventually("it has tried to listen more than once") { layer.hits >= 6 }
            layer.disarm()
            #expect(try await waiting.response().status == 200)
            await waiting.close()
            // And it has not filled the log with that.
            let reason = String(cString: strerror(code))
            #expect(
                gateway.process.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }.allSatisfy {
                    $0 == "warning: not accepting until there is room (reason: accept4: \(reason))"
                },
                "\(gateway.process.errors)"
            )
            gateway.process.signal(SIGTERM)
            #expect(await gateway.process.end() == 0)
        }
    }
}

/// A client that knows what it has to be answered.
struct FaultClient {
    let tls: ClientStream.Security
    private let port: UInt16
    private let requests: String
    /// Status and body of each answer.
    private let expected: [Answer]

    private struct Answer: Hashable {
        let status: Int
        let text: String

        init(_ response: RawResponse) {
            status = response.status
            text = response.text
        }
    }

    /// Learns it from a gateway that nothing happens to.
    init(_ gateway: ServedGateway) async throws {
        let token = try await gateway.token()
        func request(_ path: String, _ fields: String = "") -> String {
            "GET /dev/\(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n"
        }
        let round = [
            request("private"), request("public"), request("private", "Authorization: Bearer \(token)\r\n"),
            request("private", "Authorization: Bearer nonsense\r\n"), request("nowhere"),
        ]
        requests = round.joined()
        port = gateway.port
        tls = try gateway.security()
        let connection = try await RawConnection.open(port: port)
        try await connection.send(requests)
        var answers: [Answer] = []
        for _ in round { answers.append(Answer(try await connection.response())) }
        await connection.close()
        expected = answers
        #expect(answers.map(\.status) == [401, 200, 200, 403, 403])
    }

    /// One round on a connection, which is left open.
    func exchange(_ connection: RawConnection, _ fault: Fault) async throws {
        try await connection.send(requests)
        for answer in expected {
            let given = Answer(try await connection.response())
            #expect(given == answer, "\(fault)")
        }
    }

    /// A connection of its own, and what becomes of it.
    func check(_ effect: ServingFaultTests.Effect, _ security: ClientStream.Security, _ fault: Fault) async throws {
        do {
            let connection = try await RawConnection.open(port: port, security: security)
            do {
                for _ in 0..<2 { try await exchange(connection, fault) }
            } catch {
                await connection.close()
                throw error
            }
            await connection.close()
        } catch  where effect == .mayLoseConnection {
            // A test that hangs here would have waited for the client's time limit.
            if case ClientError.timedOut = error { throw error }
        } catch {
            Issue.record(error, "\(fault)")
        }
    }
}
