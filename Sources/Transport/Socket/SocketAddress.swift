// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An IPv4 or IPv6 address and a port.
package struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    package let host: Host
    package let port: UInt16

    package enum Host: Sendable, Hashable {
        case v4(UInt32)
        /// The sixteen bytes in network order, in two halves, and the interface for link-local addresses.
        case v6(UInt64, UInt64, scope: UInt32)
    }

    package init(host: Host, port: UInt16) {
        self.host = host
        self.port = port
    }

    package static func loopbackV4(port: UInt16) -> SocketAddress {
        SocketAddress(host: .v4(0x7F00_0001), port: port)
    }

    package static func loopbackV6(port: UInt16) -> SocketAddress {
        SocketAddress(host: .v6(0, 1, scope: 0), port: port)
    }

    package func with(port: UInt16) -> SocketAddress {
        SocketAddress(host: host, port: port)
    }

    /// Reads an address in its usual text form, `127.0.0.1` or `::1`; `nil` for everything else, names above all.
    init?(numericHost text: String, port: UInt16) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(host: .v4(UInt32(bigEndian: v4.s_addr)), port: port)
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self.init(host: Self.host(&v6, scope: 0), port: port)
        } else {
            return nil
        }
    }

    /// Whether a host is an address in its usual text form, and no name.
    package static func isNumeric(_ host: String) -> Bool {
        SocketAddress(numericHost: host, port: 0) != nil
    }

    /// Reads what the kernel wrote; `nil` for a family that is neither IPv4 nor IPv6.
    init?(storage: sockaddr_storage) {
        var storage = storage
        switch Int32(storage.ss_family) {
        case AF_INET:
            let address = withUnsafeBytes(of: &storage) { $0.loadUnaligned(as: sockaddr_in.self) }
            self.init(
                host: .v4(UInt32(bigEndian: address.sin_addr.s_addr)),
                port: UInt16(bigEndian: address.sin_port)
            )
        case AF_INET6:
            var address = withUnsafeBytes(of: &storage) { $0.loadUnaligned(as: sockaddr_in6.self) }
            self.init(
                host: Self.host(&address.sin6_addr, scope: address.sin6_scope_id),
                port: UInt16(bigEndian: address.sin6_port)
            )
        default:
            return nil
        }
    }

    private static func host(_ address: inout in6_addr, scope: UInt32) -> Host {
        withUnsafeBytes(of: &address) { bytes in
            .v6(
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                scope: scope
            )
        }
    }

    var family: Int32 { isIPv6 ? AF_INET6 : AF_INET }

    var isIPv6: Bool {
        switch host {
        case .v4: false
        case .v6: true
        }
    }

    /// Lends the address in the kernel's form.
    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch host {
        case .v4(let bits):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = bits.bigEndian
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        case .v6(let high, let low, let scope):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &address.sin6_addr) { bytes in
                bytes.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
                bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
    }

    /// The address without the port: `127.0.0.1`, `::1`.
    package var hostText: String {
        switch host {
        case .v4(let bits):
            // Every event of a function shows it.
            return "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
        case .v6(let high, let low, _):
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            var address = (high.bigEndian, low.bigEndian)
            inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
            return text.withUnsafeBufferPointer { buffer in
                String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
        }
    }

    package var isLoopback: Bool {
        switch host {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let high, let low, _): high == 0 && (low == 1 || low >> 24 == 0xFFFF_7F)
        }
    }

    /// The address and the port: `127.0.0.1:3000`, `[::1]:3000`.
    package var description: String {
        switch host {
        case .v4: "\(hostText):\(port)"
        case .v6: "[\(hostText)]:\(port)"
        }
    }
}
