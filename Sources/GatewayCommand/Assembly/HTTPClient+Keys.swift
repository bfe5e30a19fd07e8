// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

extension HTTPClient {
    /// The client that fetches keys.
    ///
    /// - Parameters:
    ///   - group: The loops that it works on.
    ///   - caFile: Certificates to trust beside the system's: `--ca-file`.
    /// - Returns: A client.
    /// - Throws: ``Refusal`` when the certificates cannot be read: now, not with the first token.
    static func forKeys(_ group: EventLoopGroup, caFile: String?) throws -> HTTPClient {
        let client = HTTPClient(group: group, caFile: caFile)
        guard caFile != nil else { return client }
        do throws(ClientError) {
            try client.loadTrust()
        } catch {
            throw Refusal(Exit.systemRefused, "--ca-file: \(error)")
        }
        return client
    }
}
