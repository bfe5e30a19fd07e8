// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import TestSupport
import Testing

/// HTTPS on the port that speaks HTTP.
struct TLSServerTests {
    private let fixture: TLSFixture

    init() throws {
        fixture = try TLSFixture()
    }

    @Test func `one port answers HTTP and HTTPS`() async throws {
        try await withServer(
            settings: .quiet(tls: fixture.server),
            answering: { .text($0.isSecure ? "secure" : "plain") }
        ) { running in
            for (security, expected) in [(ClientStream.Security.plain, "plain"), (try fixture.client(), "secure")] {
                let client = try await running.connect(security: security)
                for _ in 0..<3 {
                    try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await client.response().text == expected)
                }
            }
        }
    }
}
