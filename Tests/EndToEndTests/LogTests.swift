// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// The log on a pipe whose reader does what readers do.
@Suite struct LogTests {
    /// Requests whose log lines are more than a pipe holds (64 KiB).
    private static let rounds = 20
    private static let perRound = 50

    private func flood(_ gateway: ServedGateway) async throws {
        let connection = try await RawConnection.open(port: gateway.port)
        let path = "/dev/" + String(repeating: "x", count: 150)
        let request = "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for _ in 0..<Self.rounds {
            try await connection.send(String(repeating: request, count: Self.perRound))
            for _ in 0..<Self.perRound {
                let status = try await connection.response().status
                #expect(status == 403)
            }
        }
        await connection.close()
    }

    @Test func `a log that nobody reads stops no request, and one who reads late gets every line`() async throws {
        try await withGateway(readsErrors: false) { gateway in
            try await flood(gateway)
            gateway.process.signal(SIGTERM)
            try gateway.process.readErrors()
            #expect(await gateway.process.end() == 0)
            try await eventually("the log is read") { gateway.process.isDrained }
            #expect(gateway.process.errors.split(separator: "\n").count == Self.rounds * Self.perRound)
        }
    }

    @Test func `a server whose log is never read ends all the same`() async throws {
        try await withGateway(readsErrors: false) { gateway in
            try await flood(gateway)
            gateway.process.signal(SIGTERM)
            #expect(await gateway.process.end() == 0)
        }
    }

    @Test func `lines of several loops do not tear one another`() async throws {
        try await withGateway(arguments: ["--log-format", "json"], readsErrors: false) { gateway in
            // Nobody reads at first, so that lines have to wait and are written in pieces.
            try await withThrowingTaskGroup { group in
                for _ in 0..<6 {
                    group.addTask { try await flood(gateway) }
                }
                try gateway.process.readErrors()
                try await group.waitForAll()
            }
            let wanted = 6 * Self.rounds * Self.perRound
            try await eventually("every line") {
                gateway.process.errors.utf8.count { $0 == 0x0A } == wanted
            }
            for line in gateway.process.errors.split(separator: "\n") {
                #expect(throws: Never.self) { try JSONValue(parsing: String(line)) }
            }
        }
    }
}
