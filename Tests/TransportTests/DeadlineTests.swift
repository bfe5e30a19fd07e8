// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import TestSupport
import Testing

/// Time-outs, on a clock that the tests move.
struct DeadlineTests {
    private let time = ManualTime()

    @Test func `a connection that is used is not closed as idle`() async throws {
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            for _ in 0..<5 {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 200)
                time.advance(by: .seconds(50))
            }
        }
    }

    @Test func `each head has its full time, also when pieces of the next one come along with it`() async throws {
        try await withServer(time: time.source) { running in
            let client = try await running.connect()
            try await client.send("GET /")
            for _ in 0..<5 {
                try await client.send(" HTTP/1.1\r\nHost: a\r\n\r\nGET /")
                #expect(try await client.response().status == 200)
                time.advance(by: .seconds(20))
            }
        }
    }
}
