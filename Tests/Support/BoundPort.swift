// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A port of this machine that nobody else gets, and where nobody listens until somebody says so.
package final class BoundPort: Sendable {
    package let descriptor: Int32
    package let port: UInt16

    package init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = self.descriptor
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard result == 0 else { throw NoPort(code: errno) }
        port = UInt16(bigEndian: address.sin_port)
    }

    package struct NoPort: Error {
        package let code: Int32
    }

    deinit {
        close(descriptor)
    }
}
