// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// Names to addresses, by the system's resolver, away from the loops because it blocks.
enum Resolver {
    static func addresses(of host: String, port: UInt16) async throws(ClientError) -> [SocketAddress] {
        let result: Result<[SocketAddress], ClientError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(ClientError) in try lookUp(host, port) })
            }
        }
        return try result.get()
    }

    private static func lookUp(_ host: String, _ port: UInt16) throws(ClientError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        defer { if list != nil { freeaddrinfo(list) } }
        guard code == 0 else { throw .unknownHost(host, reason: String(cString: gai_strerror(code))) }

        var addresses: [SocketAddress] = []
        var entry = list
        while let current = entry {
            var storage = sockaddr_storage()
            if let address = current.pointee.ai_addr {
                withUnsafeMutableBytes(of: &storage) { memory in
                    memory.copyMemory(
                        from: UnsafeRawBufferPointer(start: address, count: Int(current.pointee.ai_addrlen)))
                }
                if let parsed = SocketAddress(storage: storage) { addresses.append(parsed) }
            }
            entry = current.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw .unknownHost(host, reason: "it has no address") }
        return addresses
    }
}

extension SocketAddress {
    /// The addresses of a host, as the system's resolver gives them, each with a port.
    package static func resolve(_ host: String, port: UInt16) async throws(ClientError) -> [SocketAddress] {
        try await Resolver.addresses(of: host, port: port)
    }
}
