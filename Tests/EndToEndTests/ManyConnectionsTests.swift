// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// More clients than threads could serve.
@Suite struct ManyConnectionsTests {
    private static let request = "GET /dev/public HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private static let count = 10_000

    /// Each client is a descriptor of this process, too.
    private static let hasRoom: Bool = {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return false }
        limit.rlim_cur = limit.rlim_max
        return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
            && limit.rlim_max > UInt(count) + 2000
    }()

    @Test(.enabled(if: hasRoom, "the hard limit of open files (ulimit -Hn) is too low for 10,000 clients"))
    func `ten thousand idle clients leave room for another one`() async throws {
        try await withGateway { gateway in
            var idle: [RawConnection] = []
            for _ in 0..<Self.count / 100 {
                // Some at a time, so that both sides are busy.
                try await withThrowingTaskGroup(of: RawConnection.self) { group in
                    for _ in 0..<100 {
                        group.addTask {
                            let client = try await RawConnection.open(port: gateway.port)
                            try await client.send(Self.request)
                            let status = try await client.response().status
                            #expect(status == 200)
                            return client
                        }
                    }
                    for try await client in group { idle.append(client) }
                }
            }
            for _ in 0..<20 { #expect(try await gateway.get("/dev/public").status == 200) }
            #expect(try await gateway.get("/dev/private").status == 401)
            // A debug build; Benchmarks/connections.py measures the other one.
            // A sanitizer keeps what was freed for a while.
            #expect(try Tool.isSanitized || gateway.process.residentMebibytes() < 150)
            // They can go on; the last ones, because on a busy machine the first may have been idle for too long by now.
            for client in idle.suffix(100) {
                try await client.send(Self.request)
                #expect(try await client.response().status == 200)
            }
            gateway.process.signal(SIGTERM)
            for client in idle { await client.close() }
            #expect(await gateway.process.end() == 0)
        }
    }
}
