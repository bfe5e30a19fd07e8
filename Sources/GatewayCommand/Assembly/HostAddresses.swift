// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayTransport

/// What `--host` means.
enum HostAddresses {
    /// - Returns: Both loopback addresses for `localhost`, whatever the resolver says of that name; else what it says.
    static func resolve(_ host: String) async throws -> [SocketAddress] {
        if host == "localhost" { return [.loopbackV4(port: 0), .loopbackV6(port: 0)] }
        do throws(ClientError) {
            let addresses = try await SocketAddress.resolve(host, port: 0)
            if !addresses.allSatisfy(\.isLoopback) {
                Terminal.printError(
                    "warning: listening on \(host), where others may reach it; the embedded issuer gives tokens to anyone"
                )
            }
            return addresses
        } catch {
            throw failure(Exit.systemRefused, "--host \(host): \(error)")
        }
    }
}
