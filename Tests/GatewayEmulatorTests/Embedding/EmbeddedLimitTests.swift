// SPDX-License-Identifier: Apache-2.0

// README.md, "Limits": the same limits as in routes.yml, in Swift.

import GatewayEmulator
import TestSupport
import Testing

struct EmbeddedLimitTests {
    private let api = GatewayAPI(stage: "dev", routes: [.public("ANY /x") { _ in .text("") }])

    @Test func `a program's limits hold`() async throws {
        var limits = GatewayLimits()
        limits.bodyBytes = 3
        limits.headerCount = 3
        try await withGateway(api, limits: limits) { (gateway) async throws in
            #expect(try await gateway.ask("POST /dev/x", body: "abc").status == 200)
            #expect(try await gateway.ask("POST /dev/x", body: "abcd").status == 413)
            #expect(try await gateway.ask("GET /dev/x", "A: 1", "B: 2").status == 200)
            #expect(try await gateway.ask("GET /dev/x", "A: 1", "B: 2", "C: 3").status == 431)
        }
    }

    @Test func `limits out of range are refused, all at once`() async throws {
        var limits = GatewayLimits()
        limits.urlBytes = 63
        limits.connections = 0
        limits.idleTimeout = .zero
        await #expect(
            throws: GatewayStartError.badAPI(problems: [
                "urlBytes is 63; it wants 64 to 1048576", "connections is 0; it wants 1 to 100000",
                "idleTimeout is 0.0 seconds; it wants 10 ms to 1 h",
            ])
        ) {
            try await withGateway(api, limits: limits) { _ in }
        }
    }
}
