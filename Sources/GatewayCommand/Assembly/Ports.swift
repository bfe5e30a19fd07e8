// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Glibc

/// The ports of one host, each on all of its addresses.
struct Ports: Sendable {
    let host: String
    let addresses: [SocketAddress]

    /// By which name clients on this machine call it: an address of all interfaces is no address to call.
    var nameToCall: String { Self.nameToCall(host) }

    static func nameToCall(_ host: String) -> String {
        switch host {
        case "0.0.0.0", "::": "localhost"
        case let host where host.contains(":"): "[\(host)]"
        case let host: host
        }
    }

    /// Learns whether a port can be had, without keeping it.
    ///
    /// - Throws: ``Refusal``.
    func probe(_ port: UInt16, option: String) async throws {
        try await bind(port, option: option) { addresses in
            try Server.probe(addresses)
            return addresses
        }
    }

    /// Binds one port, and explains when it cannot be had.
    ///
    /// - Parameters:
    ///   - port: Which one; 0 takes a free one.
    ///   - option: By which option the user chooses it.
    ///   - listen: Binds, and answers the addresses that it has then.
    /// - Returns: The port.
    /// - Throws: ``Refusal``, and what else `listen` throws.
    @discardableResult
    func bind(
        _ port: UInt16,
        option: String,
        _ listen: ([SocketAddress]) async throws -> [SocketAddress]
    ) async throws -> UInt16 {
        let addresses = addresses.map { $0.with(port: port) }
        do {
            do {
                return try await listen(addresses).first?.port ?? port
            } catch let error as SystemError
                where addresses.count > 1 && [EADDRNOTAVAIL, EAFNOSUPPORT].contains(error.code)
            {
                // A machine without IPv6 has no ::1.
                return try await listen([addresses[0]]).first?.port ?? port
            }
        } catch let error as SystemError {
            throw refusal(error, port: port, option: option)
        }
    }

    private func refusal(_ error: SystemError, port: UInt16, option: String) -> Refusal {
        let advice = "try \(option) \(port == .max ? port - 1 : port + 1)"
        let reason: String
        switch (error.code, port) {
        case (EADDRINUSE, 0): reason = "\(host) has no free port; end a program that holds some"
        case (EADDRINUSE, 3000): reason = "port 3000 is taken (a React dev server often has it); \(advice)"
        case (EADDRINUSE, 3443): reason = "port 3443 is taken (perhaps by another gateway); \(advice)"
        case (EADDRINUSE, _): reason = "port \(port) is taken; \(advice)"
        case (EACCES, _): reason = "port \(port) needs privileges; use one from 1024 on, for example \(option) 3000"
        default: reason = "cannot listen on port \(port) of \(host): \(error)"
        }
        return Refusal(Exit.systemRefused, reason)
    }
}
