// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GatewayTime
import Glibc
import Synchronization

/// Names to addresses, within a time.
struct Resolver: Sendable {
    typealias LookUp = @Sendable (_ host: String, _ port: UInt16) async throws(ClientError) -> [SocketAddress]

    let lookUp: LookUp
    let time: TimeSource

    /// Answers at least one address.
    ///
    /// An address in the host's place is taken as it is.
    ///
    /// - Parameters:
    ///   - host: The name, or an address without brackets.
    ///   - port: The port of the addresses.
    ///   - timeout: How long to wait; the system's resolver itself may take half a minute, and cannot be stopped.
    /// - Returns: The addresses, in the resolver's order.
    /// - Throws: ``ClientError``.
    func addresses(
        of host: String,
        port: UInt16,
        within timeout: Duration
    ) async throws(ClientError) -> [SocketAddress] {
        if let address = SocketAddress(numericHost: host, port: port) { return [address] }
        // RFC 6761 §6.3: this name is loopback, and no resolver need be asked. A machine without /etc/hosts has none.
        if ASCII.equals(Array(host.utf8), "localhost") { return [.loopbackV4(port: port), .loopbackV6(port: port)] }
        let outcome: Outcome = await withCheckedContinuation { continuation in
            let first = FirstOutcome(continuation)
            let timer = Task { [time] in
                do {
                    try await time.sleep(timeout)
                } catch {
                    return  // The resolver was faster.
                }
                first.settle(.failure(.timedOut(after: timeout)))
            }
            Task { [lookUp] in
                do throws(ClientError) {
                    first.settle(.success(try await lookUp(host, port)))
                } catch {
                    first.settle(.failure(error))
                }
                timer.cancel()
            }
        }
        let addresses = try outcome.get()
        guard !addresses.isEmpty else { throw .unknownHost(host, reason: "it has no address") }
        return addresses
    }

    private typealias Outcome = Result<[SocketAddress], ClientError>

    /// Whoever is first decides; what comes later is dropped.
    private final class FirstOutcome: Sendable {
        private let continuation: Mutex<CheckedContinuation<Outcome, Never>?>

        init(_ continuation: CheckedContinuation<Outcome, Never>) {
            self.continuation = Mutex(continuation)
        }

        func settle(_ outcome: Outcome) {
            let waiting = continuation.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            waiting?.resume(returning: outcome)
        }
    }

    // MARK: - The system's resolver

    /// Asks the system, on a thread of Dispatch's because that blocks.
    static let ask: LookUp = { host, port throws(ClientError) in
        let outcome: Outcome = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(ClientError) in try getAddresses(host, port) })
            }
        }
        return try outcome.get()
    }

    private static func getAddresses(_ host: String, _ port: UInt16) throws(ClientError) -> [SocketAddress] {
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
                        from: UnsafeRawBufferPointer(start: address, count: Int(current.pointee.ai_addrlen))
                    )
                }
                if let parsed = SocketAddress(storage: storage) { addresses.append(parsed) }
            }
            entry = current.pointee.ai_next
        }
        return addresses
    }
}

extension SocketAddress {
    /// The addresses of a host, as the system's resolver gives them, each with a port.
    package static func resolve(_ host: String, port: UInt16) async throws(ClientError) -> [SocketAddress] {
        try await Resolver(lookUp: Resolver.ask, time: .system).addresses(of: host, port: port, within: .seconds(5))
    }
}
