// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A connection that we open: bytes out and bytes in, awaited by tasks that run on the stream's loop, one that writes and
/// one that reads at most.
///
/// `@unchecked Sendable`: everything belongs to the thread of `loop`; each entry checks that.
package final class ClientStream: EventHandler, @unchecked Sendable {
    private let loop: EventLoop
    private let channel: ByteChannel
    private var input = InputBuffer()
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let timeout: Duration?
    private var hasTimedOut = false

    /// What is spoken underneath.
    package enum Security: Sendable {
        case plain
        /// TLS to a server that must prove to be `host`, a name or an address.
        case tls(TLSContext, host: String)
    }

    private init(loop: EventLoop, channel: ByteChannel, timeout: Duration?) {
        self.loop = loop
        self.channel = channel
        self.timeout = timeout
    }

    // MARK: - Beginning

    /// Connects.
    ///
    /// - Parameters:
    ///   - address: Whereto.
    ///   - security: Whether TLS is spoken, and to whom.
    ///   - loop: The loop that the calling task runs on.
    ///   - timeout: How long the stream may live; afterwards every wait fails. `nil`: as long as it likes.
    /// - Returns: The stream, with a handshake begun if it is TLS.
    /// - Throws: ``ClientError``.
    package static func connect(
        to address: SocketAddress,
        security: Security,
        on loop: EventLoop,
        timeout: Duration?
    ) async throws(ClientError) -> ClientStream {
        loop.preconditionOnThread()
        let mode = try mode(security)
        let stream: ClientStream
        do throws(SystemError) {
            stream = try begin(address, mode, loop, timeout)
        } catch {
            throw .cannotConnect(address.description, reason: error.description)
        }
        try await stream.untilConnected(to: address)
        stream.channel.startHandshake()
        return stream
    }

    private static func mode(_ security: Security) throws(ClientError) -> ByteChannel.Mode {
        switch security {
        case .plain: return .plain
        case .tls(let context, let host):
            let isAddress = SocketAddress(numericHost: host, port: 0) != nil
            do throws(TLSError) {
                return .tls(try TLSSession(client: context, host: host, isAddress: isAddress))
            } catch {
                throw .tls(error.description)
            }
        }
    }

    private static func begin(
        _ address: SocketAddress,
        _ mode: ByteChannel.Mode,
        _ loop: EventLoop,
        _ timeout: Duration?
    ) throws(SystemError) -> ClientStream {
        let descriptor = try Socket.connect(to: address)
        let raw = descriptor.raw
        let channel = ByteChannel(descriptor: descriptor, loop: loop, mode: mode)
        let stream = ClientStream(loop: loop, channel: channel, timeout: timeout)
        try loop.register(stream, for: raw)
        loop.setDeadline(timeout.map { loop.now &+ $0.nanoseconds }, for: raw)
        return stream
    }

    private func untilConnected(to address: SocketAddress) async throws(ClientError) {
        await changed()
        guard let raw = channel.raw, !hasTimedOut else {
            close()
            throw .cannotConnect(address.description, reason: "no answer in time")
        }
        let code = Socket.pendingError(of: raw)
        guard code == 0 else {
            close()
            throw .cannotConnect(address.description, reason: SystemError(call: "connect", code: code).description)
        }
    }

    /// Gives the stream another time to live, from now on.
    func endsIn(_ timeout: Duration) {
        loop.preconditionOnThread()
        guard let raw = channel.raw else { return }
        loop.setDeadline(loop.now &+ timeout.nanoseconds, for: raw)
    }

    // MARK: - Bytes

    /// Sends everything, or throws.
    ///
    /// Reads nothing but a handshake: what else comes waits in the kernel for ``read()``.
    package func write(_ bytes: [UInt8]) async throws(ClientError) {
        loop.preconditionOnThread()
        channel.append { $0.append(contentsOf: bytes) }
        while true {
            channel.flush()
            try check()
            if channel.unsentCount == 0 { return }
            // A handshake that the peer has ended would be waited for in vain.
            guard !channel.wasCutShort else { throw .closedEarly }
            // A handshake needs the peer's bytes before ours can leave.
            if channel.isHandshaking, channel.isReadable {
                channel.receive(into: &input)
            } else {
                await changed()
            }
        }
    }

    /// Receives what is there, at least one byte; `nil` once the peer has ended.
    ///
    /// - Throws: ``ClientError/closedEarly`` when TLS lies underneath and the peer did not say that this is the end: then
    ///   somebody else may have cut the connection (RFC 8446 §6.1).
    package func read() async throws(ClientError) -> [UInt8]? {
        loop.preconditionOnThread()
        while true {
            if !input.isEmpty {
                let bytes = Array(input.bytes[input.start..<input.end])
                input.consume(input.count)
                return bytes
            }
            if channel.hasEnded {
                guard !channel.wasCutShort else { throw .closedEarly }
                return nil
            }
            channel.flush()
            try check()
            if channel.isReadable {
                channel.receive(into: &input)
                channel.flush()
                if input.isEmpty, !channel.hasEnded { try check() }
            } else {
                await changed()
            }
        }
    }

    /// Says that we send no more; reading goes on.
    package func finishWriting() {
        loop.preconditionOnThread()
        channel.finishWriting()
    }

    package func close() {
        loop.preconditionOnThread()
        channel.close()
        input.consume(input.count)
        input.release(to: &loop.buffers)
        resume()
    }

    private func check() throws(ClientError) {
        if hasTimedOut, let timeout { throw .timedOut(after: timeout) }
        switch channel.failure {
        case nil: break
        case let error as TLSError: throw .tls(error.description)
        case let error?: throw .connectionLost("\(error)")
        }
        guard channel.isUsable else { throw .connectionLost("it was closed here") }
    }

    // MARK: - Waiting

    private func changed() async {
        if hasTimedOut || channel.raw == nil { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func resume() {
        let continuations = waiting
        waiting = []
        for continuation in continuations { continuation.resume() }
    }

    package func ready(_ readiness: Readiness) {
        channel.note(readiness)
        resume()
    }

    package func deadlinePassed() {
        hasTimedOut = true
        resume()
    }
}
