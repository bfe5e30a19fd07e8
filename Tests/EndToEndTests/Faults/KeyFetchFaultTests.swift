// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Glibc
import TestSupport
import Testing

/// System calls that fail while the gateway fetches a tenant's keys.
@Suite struct KeyFetchFaultTests {
    static let rows: [(String, Fault.Kind)] = [
        ("socket", .error(EMFILE)), ("setsockopt", .error(ENOMEM)), ("connect", .error(ENETUNREACH)),
        ("epoll_ctl", .error(ENOMEM)), ("send", .error(EPIPE)), ("send", .oneByte), ("send", .error(EAGAIN)),
        ("recv", .error(ECONNRESET)), ("recv", .oneByte), ("recv", .error(EAGAIN)),
    ]

    @Test(.enabled(if: FaultLayer.mayRun), arguments: rows)
    func `without keys nobody passes, and with them again those who may`(call: String, kind: Fault.Kind) async throws {
        let layer = try await FaultLayer()
        let good = try TenantTokens.signed()
        let forged = TenantTokens.withOtherSignature(good)
        for first in 1...3 {
            try await KeyServer.run(.publishes([TenantKeys.first])) { server in
                let files = [
                    "routes.yml": try ServedGateway.demoWithoutCache(),
                    "config.yml": TenantTokens.config(keys: server.url),
                ]
                try await withGateway(files, environment: layer.environment) { gateway in
                    let connection = try await RawConnection.open(port: gateway.port)
                    func status(_ token: String?, on connection: RawConnection) async throws -> Int {
                        let field = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
                        let path = token == nil ? "public" : "private"
                        try await connection.send("GET /dev/\(path) HTTP/1.1\r\nHost: localhost\r\n\(field)\r\n")
                        return try await connection.response().status
                    }
                    #expect(try await status(nil, on: connection) == 200)
                    layer.arm(Fault(call: call, kind: kind, first: first))
                    do {
                        let given = try await status(forged, on: connection)
                        #expect([403, 500].contains(given), "\(call) \(first)")
                    } catch ClientError.connectionLost, RawConnectionError.ended {
                        // It was this client's own call that failed.
                    }
                    layer.disarm()
                    await connection.close()
                    // After one that failed, keys are fetched again a moment later.
                    try await eventually("the keys are there; \(gateway.process.errors)") {
                        try await gateway.get("/dev/private", token: good).status == 200
                    }
                    #expect(try await gateway.get("/dev/private", token: forged).status == 403)
                }
            }
        }
    }
}
