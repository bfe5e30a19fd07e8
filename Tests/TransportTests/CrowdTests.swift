// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import TestSupport
import Testing

/// Many slow clients at once.
struct CrowdTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a thousand heads that come byte by byte keep nobody waiting, and each has its thirty seconds`()
        async throws
    {
        let time = ManualTime()
        try await withServer(time: time.source) { running in
            var slow: [RawConnection] = []
            for _ in 0..<1000 { slow.append(try await running.connect()) }
            let quick = try await running.connect()
            for byte in "GET /".utf8 {
                for client in slow { try await client.send([byte]) }
                try await quick.send(Self.request)
                #expect(try await quick.response().status == 200)
                await running.settle()
                time.advance(by: .seconds(1))
            }
            // The first byte of each came at the beginning, and 5 seconds have passed.
            #expect(running.server.connectionCount == 1001)
            time.advance(by: .seconds(25))
            for client in slow {
                let response = try await client.response()
                #expect(response.status == 408)
                #expect(response["connection"] == "close")
                await client.close()
            }
            try await quick.send(Self.request)
            #expect(try await quick.response().status == 200)
        }
    }
}
