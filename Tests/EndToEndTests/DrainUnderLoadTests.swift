// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Glibc
import Synchronization
import TestSupport
import Testing

/// SIGTERM while clients send one request after the other.
///
/// - Source: RFC 9112 §9.6: a server that has said `Connection: close` processes no further request of that connection; §9.3.1:
///   a client that pipelines has to expect that a connection closes.
@Suite struct DrainUnderLoadTests {
    /// With each the signal comes a little later.
    @Test(arguments: 0..<10)
    func `each request that was accepted is answered in full, and answers end with a word`(moment: Int) async throws {
        try await withGateway { gateway in
            let security = try gateway.security()
            let tally = Tally()
            var clients: [RawConnection] = []
            for number in 0..<10 {
                let isSecure = number % 3 == 2
                clients.append(try await RawConnection.open(port: gateway.port, security: isSecure ? security : .plain))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, client) in clients.enumerated() {
                    group.addTask {
                        try await Self.hammer(client, atOnce: 1 + number % 4, tally)
                        await client.close()
                    }
                }
                try await eventually("some are served") { tally.answers >= 100 + moment * 61 }
                gateway.process.signal(SIGTERM)
                try await group.waitForAll()
            }
            #expect(await gateway.process.end() == 0)
            try await eventually("the log is read") { gateway.process.isDrained }
            // What was begun was answered: nothing is in the log that nobody got.
            let lines = gateway.process.errors.split(separator: "\n").filter { !$0.hasPrefix("warning:") }
            #expect(lines.count == tally.answers)
        }
    }

    private final class Tally: Sendable {
        private let count = Atomic<Int>(0)
        var answers: Int { count.load(ordering: .acquiring) }
        func add() { count.add(1, ordering: .acquiringAndReleasing) }
    }

    /// Sends requests, several at once, until the server ends the connection.
    private static func hammer(_ client: RawConnection, atOnce: Int, _ tally: Tally) async throws {
        let requests = (0..<atOnce).map { number in
            "GET /dev/\(number % 2 == 0 ? "public" : "private") HTTP/1.1\r\nHost: localhost\r\n\r\n"
        }.joined()
        var (before, began) = (ContinuousClock.now, ContinuousClock.now)
        while true {
            (before, began) = (began, .now)
            var answered = 0
            do {
                try await client.send(requests)
                for number in 0..<atOnce {
                    let response = try await client.response()
                    #expect(response.status == (number % 2 == 0 ? 200 : 401))
                    #expect(response.text.hasPrefix("{\"message\"") || response.text.hasPrefix("{\"Message\""))
                    answered += 1
                    tally.add()
                    guard response["connection"] != "close" else {
                        #expect(try await client.rest().isEmpty, "an answer after the last one")
                        return
                    }
                }
            } catch {
                if case RawConnectionError.ended(let rest) = error { #expect(rest == "", "a part of an answer") }
                #expect(answered == 0, "the connection ended between two answers without a word: \(error)")
                // Without a word only one is ended that was idle for a quarter of a second: a busy machine has kept this
                // client from asking. The server has known no more of it since the last round, which began at `before`.
                #expect(ContinuousClock.now - before >= .milliseconds(100), "\(error)")
                return
            }
        }
    }

    @Test(arguments: 0..<5)
    func `a client that could connect is served, in the last moment too`(moment: Int) async throws {
        try await withGateway { gateway in
            let tally = Tally()
            let port = gateway.port
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        // Once it has ended, the port may be somebody else's.
                        while !gateway.process.hasEnded {
                            let began = ContinuousClock.now
                            let client: RawConnection
                            do {
                                client = try await RawConnection.open(port: port)
                            } catch ClientError.cannotConnect {
                                return  // Refused: it is over.
                            }
                            do {
                                try await client.send("GET /dev/public HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                let status = try await client.response().status
                                #expect(status == 200)
                                tally.add()
                            } catch {
                                // Only one whom a busy machine has kept from asking for a quarter of a second.
                                #expect(ContinuousClock.now - began >= .milliseconds(100), "\(error)")
                            }
                            await client.close()
                        }
                    }
                }
                try await eventually("some are served") { tally.answers >= 100 + moment * 61 }
                gateway.process.signal(SIGTERM)
                try await group.waitForAll()
            }
            #expect(await gateway.process.end() == 0)
        }
    }
}
