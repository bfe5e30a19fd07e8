// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import GatewayTransport

/// An address that takes no connection and refuses none: its queue is full, and the kernel drops what comes.
final class BlackHole: Sendable {
    let address: SocketAddress
    private let sockets: [Int32]

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isBound = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard isBound == 0, listen(listener, 0) == 0 else { throw SystemError(call: "listen") }
        address = try Socket.localAddress(of: listener)
        // A queue of length 0 holds one.
        let fillers = [
            socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0), socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0),
        ]
        for filler in fillers {
            _ = fcntl(filler, F_SETFL, O_NONBLOCK)
            _ = address.withSockaddr { connect(filler, $0, $1) }
        }
        sockets = [listener] + fillers
    }

    deinit {
        for socket in sockets { close(socket) }
    }
}
