// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import TestSupport

extension ServedGateway {
    /// The certificate of the authority that signs for it.
    var authorityFile: String { "\(folder)/.data/ca.pem" }

    /// How a client of a test speaks TLS with this gateway: it trusts its authority.
    func security() throws -> ClientStream.Security {
        .tls(try .client(caFile: authorityFile), host: "localhost")
    }
}

/// Does what blocks on a thread of its own.
func onBlockingThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws -> Result {
    let outcome: Swift.Result<Result, any Error> = await withCheckedContinuation { continuation in
        do {
            try BlockingThread.start { continuation.resume(returning: .success(body())) }
        } catch {
            continuation.resume(returning: .failure(error))
        }
    }
    return try outcome.get()
}
