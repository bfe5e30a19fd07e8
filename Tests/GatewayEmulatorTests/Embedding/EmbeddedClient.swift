// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import TestSupport

extension EmbeddedGateway {
    /// Sends one request on a connection of its own.
    func ask(_ requestLine: String, _ fields: String..., body: String = "") async throws -> RawResponse {
        let connection = try await RawConnection.open(port: port)
        var head = "\(requestLine) HTTP/1.1\r\nHost: localhost\r\n"
        for field in fields { head += field + "\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
        try await connection.send(head + "\r\n" + body)
        let response = try await connection.response()
        await connection.close()
        return response
    }
}

/// An API of one private route that says whom it serves.
func embedded(_ authorizer: CustomAuthorizer) -> GatewayAPI {
    GatewayAPI(
        stage: "dev",
        routes: [
            .private("GET /private/{id}", authorizer: authorizer) { event in
                let context = event.context.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                return .text("\(event.principalId ?? "nobody") \(context.joined(separator: ","))")
            }
        ]
    )
}
