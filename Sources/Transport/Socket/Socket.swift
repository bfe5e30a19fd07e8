// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// The few socket calls that the rest of the room is made of.
enum Socket {
    /// A listening socket on exactly one address.
    ///
    /// SO_REUSEADDR lets a restarted gateway have its port back at once; without SO_REUSEPORT a second gateway on the
    /// same port is refused instead of silently taking half of the clients.
    static func listen(on address: SocketAddress, backlog: Int32 = 4096) throws(SystemError) -> Descriptor {
        let descriptor = try bound(to: address)
        guard Glibc.listen(descriptor.raw, backlog) == 0 else { throw SystemError(call: "listen") }
        return descriptor
    }

    /// A socket that has an address and takes no clients yet.
    static func bound(to address: SocketAddress) throws(SystemError) -> Descriptor {
        let descriptor = try Descriptor(clinux_stream_socket(address.family), from: "socket")
        try set(descriptor.raw, SOL_SOCKET, SO_REUSEADDR, 1)
        // Accepted sockets inherit it, which spares each of them a call (tcp(7)).
        try set(descriptor.raw, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        if address.family == AF_INET6 {
            try set(descriptor.raw, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1)
        }
        guard address.withSockaddr({ bind(descriptor.raw, $0, $1) }) == 0 else { throw SystemError(call: "bind") }
        return descriptor
    }

    /// The address that a socket is bound to: the way to learn the port after asking for port 0.
    static func localAddress(of descriptor: Int32) throws(SystemError) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0, let address = SocketAddress(storage: storage) else {
            throw SystemError(call: "getsockname")
        }
        return address
    }

    /// A client and where it calls from.
    struct Accepted: ~Copyable {
        let descriptor: Descriptor
        let peer: SocketAddress
    }

    /// Accepts one connection, non-blocking; Nagle's delay is off as on the listening socket.
    static func accept(from listener: Int32) throws(SystemError) -> Accepted {
        var storage = sockaddr_storage()
        var length = UInt32(MemoryLayout<sockaddr_storage>.size)
        let descriptor = try Descriptor(clinux_accept(listener, &storage, &length), from: "accept4")
        let peer = SocketAddress(storage: storage) ?? SocketAddress(host: .v4(0), port: 0)
        return Accepted(descriptor: descriptor, peer: peer)
    }

    /// Begins to connect; the socket becomes writable when that has succeeded or failed.
    static func connect(to address: SocketAddress) throws(SystemError) -> Descriptor {
        let descriptor = try Descriptor(clinux_stream_socket(address.family), from: "socket")
        try set(descriptor.raw, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        let raw = descriptor.raw
        guard address.withSockaddr({ Glibc.connect(raw, $0, $1) }) == 0 || errno == EINPROGRESS else {
            throw SystemError(call: "connect")
        }
        return descriptor
    }

    /// The error that a connecting socket ended with, 0 for none.
    static func pendingError(of descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
    }

    static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) throws(SystemError) {
        var value = value
        guard setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            throw SystemError(call: "setsockopt")
        }
    }

    /// What a transfer brought about.
    enum Transfer {
        case bytes(Int)
        case wouldBlock
        case endOfStream
        case failed(SystemError)
    }

    /// Receives into memory; an interrupted call is made again.
    static func receive(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .endOfStream }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: return .failed(SystemError(call: "recv"))
            }
        }
    }

    /// Sends from memory, perhaps not all of it; a peer that is gone is an error and no signal.
    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Transfer {
        while true {
            let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: return .failed(SystemError(call: "send"))
            }
        }
    }
}
