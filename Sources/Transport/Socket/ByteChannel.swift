// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A connected socket as plaintext in both directions, whether TLS lies underneath or not.
///
/// Belongs to one loop. Reading and writing never wait: the owner calls again when the loop says that something changed.
final class ByteChannel {
    private var loop: EventLoop
    private var descriptor: Descriptor?
    private var mode: Mode

    /// What is to be sent, in plaintext; the owner appends to it and calls ``flush()``.
    private(set) var output: [UInt8] = []
    private var sent = 0
    /// With TLS: what the session made of a part of the output, and of its handshake.
    private var ciphertext: [UInt8] = []
    private var ciphertextSent = 0

    /// The kernel tells a change once (edge-triggered), so it is remembered until a call would block.
    private(set) var isReadable = false
    private var isWritable = true
    /// The kernel has told the peer's end, and will not tell it again: only a read that finds it counts.
    private var endIsComing = false
    /// The peer sends no more.
    private(set) var hasEnded = false
    /// With TLS: the connection ended without a `close_notify`, so what came may not be all (RFC 8446 §6.1).
    private(set) var wasCutShort = false
    private var writingEnd = WritingEnd.open
    /// Why the connection is of no more use.
    private(set) var failure: (any Error)?

    enum Mode {
        /// A server's, before the first byte, which tells HTTP from TLS.
        case undecided(LazyTLSContext?)
        case plain
        case tls(TLSSession)
    }

    /// How far we are with saying that we send no more.
    private enum WritingEnd {
        case open
        /// To be said when the output is out.
        case asked
        /// With TLS: `close_notify` is on its way.
        case notified
        case done
    }

    /// The record of a fatal alert, for when there is no session that could make one (RFC 8446 §5.1, §6).
    private static let internalErrorAlert: [UInt8] = [21, 3, 3, 0, 2, 2, 80]

    /// So much plaintext is encrypted before it is sent: a large answer is not held twice.
    private static let sealedAtOnce = 64 * 1024

    init(descriptor: consuming Descriptor, loop: EventLoop, mode: Mode) {
        self.descriptor = consume descriptor
        self.loop = loop
        self.mode = mode
    }

    var raw: Int32? { descriptor?.raw }

    var isSecure: Bool {
        if case .tls = mode { true } else { false }
    }

    /// Whether nothing can be sent before the peer's next bytes are read.
    var isHandshaking: Bool {
        if case .tls(let session) = mode { !session.isEstablished } else { false }
    }

    var isUsable: Bool { failure == nil && descriptor != nil }

    func note(_ readiness: Readiness) {
        if readiness.contains(.writable) { isWritable = true }
        if !readiness.isDisjoint(with: [.readable, .hangUp]) { isReadable = true }
        if !readiness.isDisjoint(with: .hangUp) { endIsComing = true }
    }

    /// Leaves its loop for another one, with which its owner registers it.
    func leave(for other: EventLoop) {
        if let raw { loop.unregister(raw) }
        loop = other
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
            // A read that leaves room has emptied the socket, and news of more will come (epoll(7), question 9); but
            // news of the end may have come along with these bytes.
            if count < memory.count, !endIsComing { isReadable = false }
            return count
        case .wouldBlock: isReadable = false
        case .endOfStream:
            isReadable = false
            hasEnded = true
            wasCutShort = isSecure
        case .failed(let error): fail(error)
        }
        return 0
    }

    private func decide(_ context: LazyTLSContext?, _ input: inout InputBuffer) {
        guard TLSSession.isBegun(by: input.bytes[input.start]) else {
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
            ciphertext = Self.internalErrorAlert
            if let raw { sendAll(&ciphertext, &ciphertextSent, raw) }
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
        collectCiphertext(session)
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
            sendSealed(session, raw)
        } else {
            sendAll(&output, &sent, raw)
            if sent == output.count { releaseOutput() }
        }
        endWriting(raw)
    }

    private func sendSealed(_ session: TLSSession, _ raw: Int32) {
        repeat {
            if ciphertext.isEmpty { seal(session) }
            collectCiphertext(session)
            sendAll(&ciphertext, &ciphertextSent, raw)
            guard ciphertextSent == ciphertext.count else { return }
            releaseCiphertext()
        } while sent < output.count && session.isEstablished && failure == nil
    }

    /// Encrypts the next part of the output.
    ///
    /// Before the handshake is through it waits.
    private func seal(_ session: TLSSession) {
        guard sent < output.count, session.isEstablished else { return }
        let end = min(output.count, sent + Self.sealedAtOnce)
        do {
            try session.write(output[sent..<end])
        } catch {
            return fail(error)
        }
        sent = end
        if sent == output.count { releaseOutput() }
    }

    private func collectCiphertext(_ session: TLSSession) {
        guard session.hasCiphertext else { return }
        if ciphertext.capacity == 0 { ciphertext = loop.buffers.takeOutput() }
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
        release(&output)
    }

    private func releaseCiphertext() {
        ciphertextSent = 0
        release(&ciphertext)
    }

    private func release(_ bytes: inout [UInt8]) {
        guard bytes.capacity > 0 else { return }
        // Swapped out, not copied: the pool keeps the memory only when it is the one owner.
        var memory: [UInt8] = []
        swap(&memory, &bytes)
        loop.buffers.giveBack(output: consume memory)
    }

    // MARK: - The end

    /// Says that we send no more, as soon as the output is out.
    ///
    /// What the peer sends can still be read.
    func finishWriting() {
        if case .open = writingEnd { writingEnd = .asked }
        flush()
    }

    private func endWriting(_ raw: Int32) {
        if case .asked = writingEnd, unsentCount == 0, failure == nil {
            writingEnd = .notified
            if case .tls(let session) = mode {
                // RFC 8446 §6.1: without a close_notify the peer could not tell the end from a truncation.
                session.shutdown()
                sendSealed(session, raw)
            }
        }
        if case .notified = writingEnd, unsentCount == 0, failure == nil {
            writingEnd = .done
            shutdown(raw, Int32(SHUT_WR))
        }
    }

    /// Closes the socket.
    ///
    /// To be called by the owner, who has registered it with the loop.
    func close() {
        guard let raw else { return }
        if case .tls = mode { finishWriting() }
        loop.unregister(raw)
        descriptor = nil
        releaseOutput()
        releaseCiphertext()
    }

    private func fail(_ error: any Error) {
        failure = failure ?? error
        isReadable = false
    }

    /// Fails, and lets the session's alert out so that the peer learns why.
    ///
    /// Called while the pool's memory is lent out, so it leaves the pool alone.
    private func fail(_ error: TLSError, tellingPeer session: TLSSession) {
        fail(error)
        session.takeCiphertext(into: &ciphertext)
        if let raw { sendAll(&ciphertext, &ciphertextSent, raw) }
    }
}
