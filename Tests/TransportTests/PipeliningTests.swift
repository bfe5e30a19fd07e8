// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import TestSupport
import Testing

/// Several requests on one connection before the first is answered.
struct PipeliningTests {
    @Test func `answers beyond the limit of unsent bytes are all sent`() async throws {
        var limits = HTTPLimits()
        limits.unsentBytes = 1000
        try await withServer(settings: .quiet(limits: limits), answering: { _ in .text(String(repeating: "x", count: 700)) }) {
            running in
            let client = try await running.connect()
            try await client.send(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 50))
            for _ in 0..<50 {
                #expect(try await client.response().body.count == 700)
            }
        }
    }
}
