// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// The limit of open files, a real one (getrlimit(2)).
@Suite struct DescriptorLimitTests {
    private static let request = "GET /dev/public HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func `a gateway that has no descriptor left serves those it has, rests, and then goes on`() async throws {
        let limit = 96
        // A busy machine takes longer than clients may be idle, as a rule.
        let routes = try ServedGateway.demo() + "\nlimits: { idleTimeout: 1h }\n"
        try await withGateway(["routes.yml": routes], openFiles: limit) { gateway in
            // It may have inherited some.
            let used = TemporaryDirectory.names(in: "/proc/\(gateway.process.pid)/fd")?.count ?? 0
            var clients: [RawConnection] = []
            for _ in 0..<limit - used + 20 {
                let client = try await RawConnection.open(port: gateway.port)
                try await client.send(Self.request)
                clients.append(client)
            }
            try await eventually("it says that it has no room") {
                gateway.process.errors.contains(
                    "not accepting until there is room (reason: accept4: Too many open files)"
                )
            }
            // In the order in which they came: the first are served, and go on being served while the last wait.
            for client in clients.prefix(10) {
                #expect(try await client.response().status == 200)
                try await client.send(Self.request)
                #expect(try await client.response().status == 200)
                await client.close()
            }
            for client in clients.dropFirst(10) {
                #expect(try await client.response().status == 200)
                await client.close()
            }
            #expect(try await gateway.get("/dev/public").status == 200)
            gateway.process.signal(SIGTERM)
            #expect(await gateway.process.end() == 0)
        }
    }

    @Test(arguments: ["gateway", "command"])
    func `a server may open as many files as there may be, and the command of run as many as before`(
        _ who: String
    ) async throws {
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            // $PPID of the command is the gateway (proc(5), /proc/PID/limits).
            let process = who == "command" ? "self" : "$PPID"
            let limits = "sed -n 's/^Max open files *//p' /proc/\(process)/limits"
            let result = try await run(
                "/bin/sh",
                ["-c", "ulimit -Sn 300 && ulimit -Hn 900 && exec \"$0\" run -- sh -c \"$1\"", Tool.gateway, limits],
                in: folder
            )
            #expect(result.code == 0, "\(result.errors)")
            let numbers = result.output.split(whereSeparator: \.isWhitespace).prefix(2)
            #expect(numbers == (who == "command" ? ["300", "900"] : ["900", "900"]))
        }
    }
}
