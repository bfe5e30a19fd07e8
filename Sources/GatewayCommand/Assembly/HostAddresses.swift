// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayDefinitions
import GatewayTransport

/// What `--host` means.
enum HostAddresses {
    /// - Returns: Both loopback addresses for `localhost`, whatever the resolver says of that name; else what it says.
    static func resolve(_ host: String) async throws -> [SocketAddress] {
        if host == "localhost" { return [.loopbackV4(port: 0), .loopbackV6(port: 0)] }
        do throws(ClientError) {
            return try await SocketAddress.resolve(host, port: 0)
        } catch {
            throw failure(Exit.systemRefused, "--host \(host): \(error)")
        }
    }

    /// Says what it means to listen where others are, and refuses where that would give everything away.
    ///
    /// - Parameters:
    ///   - host: As the user named it.
    ///   - addresses: What it is.
    ///   - project: What is to be served.
    /// - Throws: ``Refusal``.
    static func warn(of host: String, _ addresses: [SocketAddress], serving project: Project) throws(Refusal) {
        guard !addresses.allSatisfy(\.isLoopback) else { return }
        if let reason = project.reasonToStayOnLoopback {
            throw Refusal(Exit.usage, "the host \(host) is no loopback address: \(reason)")
        }
        Terminal.printError(
            "warning: listening on \(host), where others may reach it; the embedded issuer gives tokens to anyone"
        )
    }
}

extension Project {
    /// Why it is not served where others may reach it; `nil` where it may be.
    ///
    /// It does not matter whether a JWT authorizer is there yet: the next one that is saved would be open.
    var reasonToStayOnLoopback: String? {
        if offline.ignoreJWTSignature {
            return "with ignoreJWTSignature whoever reaches it passes as anybody; leave out one of the two"
        }
        // Who says it for this run means this host, too; what a file says may be older than that.
        if offline.noAuth, !files.serverless.noAuth {
            return "with noAuth of \(files.definition) whoever reaches it passes; say --no-auth if that is meant"
        }
        return nil
    }
}
