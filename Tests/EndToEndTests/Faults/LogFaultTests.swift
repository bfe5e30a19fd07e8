// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// A log whose disk is full, and then not.
@Suite struct LogFaultTests {
    @Test(.enabled(if: FaultLayer.mayRun), arguments: [ENOSPC, EIO])
    func `lines that could not be written are counted where the log goes on`(code: Int32) async throws {
        let layer = try await FaultLayer()
        try await withGateway(environment: layer.environment) { gateway in
            layer.arm(Fault(call: "write", kind: .error(code), count: Fault.everyTime))
            for _ in 0..<3 { _ = try await gateway.get("/dev/public") }
            #expect(layer.hits == 3)
            layer.disarm()
            _ = try await gateway.get("/dev/private")
            let notice = "(3 lines dropped: write: \(String(cString: strerror(code))))"
            try await eventually("the log goes on") { gateway.process.errors.contains(notice) }
            let lines = gateway.process.errors.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first?.hasPrefix("401 GET /dev/private") == true)
            #expect(lines.last == Substring(notice))
        }
    }

    @Test(.enabled(if: FaultLayer.mayRun))
    func `a line that was torn does not tear the next one`() async throws {
        let layer = try await FaultLayer()
        try await withGateway(environment: layer.environment) { gateway in
            // The lines of one round are more than what is written at once: the second part is what fails.
            layer.arm(Fault(call: "write", kind: .error(ENOSPC), first: 2, count: Fault.everyTime))
            let connection = try await RawConnection.open(port: gateway.port)
            let path = "/dev/" + String(repeating: "x", count: 150)
            try await connection.send(
                String(repeating: "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 40)
            )
            for _ in 0..<40 { #expect(try await connection.response().status == 403) }
            await connection.close()
            #expect(layer.hits > 0)
            layer.disarm()
            _ = try await gateway.get("/dev/private")
            try await eventually("the log goes on") { gateway.process.errors.contains(" lines dropped: ") }
            let lines = gateway.process.errors.split(separator: "\n").map(String.init)
            #expect(lines.allSatisfy { $0.count { $0 == "G" } <= 1 }, "\(lines)")
            #expect(lines.dropLast().last?.hasPrefix("401 GET /dev/private") == true, "\(lines)")
            #expect(lines.last?.hasSuffix("lines dropped: write: \(String(cString: strerror(ENOSPC))))") == true)
        }
    }

    @Test(.enabled(if: FaultLayer.mayRun))
    func `a pipe that is full against all promises loses no line`() async throws {
        let layer = try await FaultLayer()
        try await withGateway(environment: layer.environment) { gateway in
            layer.arm(Fault(call: "write", kind: .error(EAGAIN), count: 5))
            for _ in 0..<10 { _ = try await gateway.get("/dev/public") }
            try await eventually("every line") { gateway.process.errors.split(separator: "\n").count == 10 }
            #expect(layer.hits == 5)
            #expect(gateway.process.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("200 GET /dev/public") })
        }
    }
}
