// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A connected socket as plaintext in both directions, whether TLS lies underneath or not.
///
/// Belongs to one loop. Reading and writing never wait: the owner calls again when the loop says that something changed.
final class ByteChannel {
    private let loop: EventLoop
    private var descriptor: Descriptor?
    private var mode: Mode

    /// What is to be sent, in plaintext; the owner appends to it and calls ``flush()``.
    private(set) var output: [UInt8] = []
    private var sent = 0
    /// With TLS: what the session made of the output, and of its handshake.
    private var ciphertext: [UInt8] = []
    private var ciphertextSent = 0

    /// The kernel tells a change once (edge-triggered), so it is remembered until a call would block.
    private(set) var isReadable = false
    private var isWritable = true
    /// The peer sends no more.
    private(set) var hasEnded = false
    /// Why the connection is of no more use.
    private(set) var failure: (any Error)?

    enum Mode {
        /// A server's, before the first byte, which tells HTTP from TLS: a TLS record of a handshake begins with 0x16
        /// (RFC 8446 §5.1), and no HTTP method does.
        case undecided(LazyTLSContext?)
        case plain
        case tls(TLSSession)
    }

    init(descriptor: consuming Descriptor, loop: EventLoop, mode: Mode) {
        self.descriptor = consume descriptor
        self.loop = loop
        self.mode = mode
    }

    var raw: Int32? { descriptor?.raw }

    var isSecure: Bool {
        if case .tls = mode { true } else { false }
    }

    var isUsable: Bool { failure == nil && descriptor != nil }

    func note(_ readiness: Readiness) {
        if readiness.contains(.writable) { isWritable = true }
        if !readiness.isDisjoint(with: [.readable, .hangUp]) { isReadable = true }
    }

    // MARK: - Bytes in

    /// Reads once from the socket, and appends what it means to the input.
    func receive(into input: inout InputBuffer) {
        switch mode {
        case .plain: input.fill(from: &loop.buffers) { read(into: $0) }
        case .tls(let session): receiveCiphertext(session, into: &input)
        case .undecided(let context):
            input.fill(from: &loop.buffers) { read(into: $0) }
            if !input.isEmpty { decide(context, &input) }
        }
    }

    private func read(into memory: UnsafeMutableRawBufferPointer) -> Int {
        guard let raw else { return 0 }
        switch Socket.receive(raw, into: memory) {
        case .bytes(let count):
            // A read that leaves room has emptied the socket, and news of more will come (epoll(7), question 9).
            if count < memory.count { isReadable = false }
            return count
        case .wouldBlock: isReadable = false
        case .endOfStream:
            isReadable = false
            hasEnded = true
        case .failed(let error): fail(error)
        }
        return 0
    }

    private func decide(_ context: LazyTLSContext?, _ input: inout InputBuffer) {
        guard input.bytes[input.start] == 0x16 else {
            mode = .plain
            return
        }
        do {
            guard let context else { throw TLSError("this port speaks no TLS") }
            let session = try TLSSession(server: context.context())
            mode = .tls(session)
            input.bytes.withUnsafeBytes { bytes in
                session.receive(UnsafeRawBufferPointer(rebasing: bytes[input.start..<input.end]))
            }
            input.consume(input.count)
            readPlaintext(session, into: &input)
        } catch {
            fail(error)
        }
    }

    private func receiveCiphertext(_ session: TLSSession, into input: inout InputBuffer) {
        var memory = loop.buffers.take()
        memory.withUnsafeMutableBytes { memory in
            let count = read(into: memory)
            session.receive(UnsafeRawBufferPointer(rebasing: memory[..<count]))
        }
        loop.buffers.giveBack(memory)
        readPlaintext(session, into: &input)
    }

    private func readPlaintext(_ session: TLSSession, into input: inout InputBuffer) {
        var goesOn = isUsable
        while goesOn {
            goesOn = false
            input.fill(from: &loop.buffers) { memory in
                switch session.read(into: memory) {
                case .bytes(let count):
                    goesOn = true
                    return count
                case .wantsMore: break
                case .closed: hasEnded = true
                case .failed(let error): fail(error, tellingPeer: session)
                }
                return 0
            }
        }
        session.takeCiphertext(into: &ciphertext)
    }

    // MARK: - Bytes out

    var unsentCount: Int { output.count - sent + ciphertext.count - ciphertextSent }

    /// Lends the output to somebody who appends to it.
    func append(_ write: (inout [UInt8]) -> Void) {
        if output.capacity == 0 { output = loop.buffers.takeOutput() }
        write(&output)
    }

    /// Begins a client's handshake.
    func startHandshake() {
        guard case .tls(let session) = mode else { return }
        if case .failed(let error) = session.handshake() { fail(error) }
    }

    /// Sends what the socket takes.
    func flush() {
        guard let raw, failure == nil else { return }
        if case .tls(let session) = mode {
            seal(session)
            sendAll(&ciphertext, &ciphertextSent, raw)
            if ciphertextSent == ciphertext.count { releaseCiphertext() }
        } else {
            sendAll(&output, &sent, raw)
            if sent == output.count { releaseOutput() }
        }
    }

    private func seal(_ session: TLSSession) {
        if sent < output.count {
            do {
                try session.write(output[sent...])
                releaseOutput()
            } catch {
                fail(error)
            }
        }
        session.takeCiphertext(into: &ciphertext)
    }

    private func sendAll(_ bytes: inout [UInt8], _ start: inout Int, _ raw: Int32) {
        while start < bytes.count, isWritable {
            let result = bytes.withUnsafeBytes { Socket.send(raw, UnsafeRawBufferPointer(rebasing: $0[start...])) }
            switch result {
            case .bytes(let count): start += count
            case .wouldBlock: isWritable = false
            case .endOfStream: return
            case .failed(let error): return fail(error)
            }
        }
    }

    private func releaseOutput() {
        sent = 0
        guard output.capacity > 0 else { return }
        let memory = output
        output = []
        loop.buffers.giveBack(output: memory)
    }

    private func releaseCiphertext() {
        ciphertextSent = 0
        ciphertext.removeAll(keepingCapacity: ciphertext.capacity <= BufferPool.bufferSize)
    }

    // MARK: - The end

    /// Says that we send no more. What the peer sends can still be read.
    func finishWriting() {
        guard let raw, failure == nil else { return }
        if case .tls(let session) = mode {
            session.shutdown()
            flush()
        }
        shutdown(raw, Int32(SHUT_WR))
    }

    /// Closes the socket. To be called by the owner, who has registered it with the loop.
    func close() {
        guard let raw else { return }
        if case .tls(let session) = mode, failure == nil {
            // RFC 8446 §6.1: without a close_notify the peer could not tell the end from a truncation.
            session.shutdown()
            flush()
        }
        loop.unregister(raw)
        descriptor = nil
        releaseOutput()
        ciphertext = []
    }

    private func fail(_ error: any Error) {
        failure = failure ?? error
        isReadable = false
    }

    /// Fails, and lets the session's alert out so that the peer learns why.
    private func fail(_ error: TLSError, tellingPeer session: TLSSession) {
        session.takeCiphertext(into: &ciphertext)
        flush()
        fail(error)
    }
}
