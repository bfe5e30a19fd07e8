// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A small HTTP/1.1 client for the few requests that the gateway itself has to make: one connection each, bounded in
/// time and size, TLS verified by OpenSSL.
package final class HTTPClient: Sendable {
    private let group: EventLoopGroup
    private let caFile: String?
    private let lookUp: Resolver.LookUp
    private let tls = Mutex<Result<TLSContext, TLSError>?>(nil)

    /// - Parameters:
    ///   - group: The loops that connections live on.
    ///   - caFile: The path of a PEM file with certificates to trust beside the system's.
    package convenience init(group: EventLoopGroup, caFile: String? = nil) {
        self.init(group: group, caFile: caFile, lookUp: Resolver.ask)
    }

    init(group: EventLoopGroup, caFile: String?, lookUp: @escaping Resolver.LookUp) {
        self.group = group
        self.caFile = caFile
        self.lookUp = lookUp
    }

    /// Fetches a URL.
    ///
    /// Redirects are answers like any other: they are not followed.
    ///
    /// - Parameters:
    ///   - url: What to fetch.
    ///   - timeout: How long everything together may take, names and handshakes included.
    ///   - bodyLimit: How many bytes the body may have.
    /// - Returns: The answer, whatever its status.
    /// - Throws: ``ClientError``.
    package func get(
        _ url: HTTPURL,
        timeout: Duration = .seconds(5),
        bodyLimit: Int = 1024 * 1024
    ) async throws(ClientError) -> ClientResponse {
        try await send(
            "GET \(url.target) HTTP/1.1\r\nHost: \(url.hostField)\r\nAccept: application/json\r\nConnection: close\r\n\r\n",
            to: url,
            timeout: timeout,
            bodyLimit: bodyLimit
        )
    }

    private func send(
        _ request: String,
        to url: HTTPURL,
        timeout: Duration,
        bodyLimit: Int
    ) async throws(ClientError) -> ClientResponse {
        let loop = group.next()
        let security = try security(for: url)
        let result: Result<ClientResponse, ClientError> = await withTaskExecutorPreference(loop) {
            do throws(ClientError) {
                let deadline = loop.now &+ timeout.nanoseconds
                let resolver = Resolver(lookUp: lookUp, time: loop.time)
                let addresses = try await resolver.addresses(of: url.host, port: url.port, within: timeout)
                let stream = try await Self.connect(to: addresses, security, loop, deadline)
                defer { stream.close() }
                return .success(try await Self.exchange(request, over: stream, bodyLimit: bodyLimit))
            } catch {
                return .failure(error)
            }
        }
        do {
            return try result.get()
        } catch .timedOut {
            // What was left of the time for the last step would tell nobody anything.
            throw .timedOut(after: timeout)
        }
    }

    /// Tries a name's addresses in turn, each with its share of the time that is left.
    ///
    /// `localhost` is often two addresses with a server on one of them, and an IPv6 address that leads nowhere must not
    /// use up what the IPv4 one needs.
    private static func connect(
        to addresses: [SocketAddress],
        _ security: ClientStream.Security,
        _ loop: EventLoop,
        _ deadline: UInt64
    ) async throws(ClientError) -> ClientStream {
        var failure: ClientError?
        for (index, address) in addresses.enumerated() where loop.now < deadline {
            let share = Duration.nanoseconds((deadline - loop.now) / UInt64(addresses.count - index))
            do throws(ClientError) {
                let stream = try await ClientStream.connect(to: address, security: security, on: loop, timeout: share)
                stream.endsIn(.nanoseconds(deadline - min(loop.now, deadline)))
                return stream
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? .timedOut(after: .zero)
    }

    private static func exchange(
        _ request: String,
        over stream: ClientStream,
        bodyLimit: Int
    ) async throws(ClientError) -> ClientResponse {
        try await stream.write(Array(request.utf8))
        var decoder = ResponseDecoder(bodyLimit: bodyLimit)
        while true {
            if let response = try decoder.decode(try await stream.read()) { return response }
        }
    }

    /// Reads the certificates to trust now and not when they are first needed.
    ///
    /// - Throws: ``ClientError/tls(_:)`` that names what cannot be read.
    package func loadTrust() throws(ClientError) {
        _ = try trust()
    }

    private func security(for url: HTTPURL) throws(ClientError) -> ClientStream.Security {
        url.isSecure ? .tls(try trust(), host: url.host) : .plain
    }

    /// The certificates to trust, read once.
    private func trust() throws(ClientError) -> TLSContext {
        let context = tls.withLock { made in
            let result = made ?? Result { () throws(TLSError) in try TLSContext.client(caFile: caFile) }
            made = result
            return result
        }
        do throws(TLSError) {
            return try context.get()
        } catch {
            throw .tls(error.description)
        }
    }
}
