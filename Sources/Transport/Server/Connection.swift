// SPDX-License-Identifier: Apache-2.0

import Logging

/// One client's connection: bytes in, requests through the handler one at a time and in order, bytes out.
///
/// `@unchecked Sendable`: everything here belongs to the thread of `loop`. It is entered through ``EventHandler``'s
/// calls, which arrive on that thread, and through ``finish(_:isHead:keepsAlive:)``, which checks.
final class Connection: EventHandler, @unchecked Sendable {
    let server: Server
    private let loop: EventLoop
    private let channel: ByteChannel
    private let peer: SocketAddress
    private var input = InputBuffer()
    private var decoder: RequestDecoder
    private var phase = Phase.receiving
    private var isProcessing = false
    /// How many requests were begun: tells a wait for one from the same kind of wait for the next.
    private var begun = 0
    private var waitsFor: Wait?

    private enum Phase {
        /// Waiting for a request, or in the middle of one.
        case receiving
        /// The handler has a request. Reading rests: one request per connection runs at a time.
        case responding
        /// The last answer is on its way; then the connection ends.
        case finishing(discardsInput: Bool)
        /// We have said everything. What still arrives is thrown away for a while, so that the client can read the
        /// answer: closing with unread bytes would reset the connection and take the answer along (RFC 9112 §9.6).
        case lingering(bytesLeft: Int)
        case closed
    }

    /// What the deadline is for.
    private enum Wait: Equatable {
        case firstHead
        case nextRequest(Int)
        case head(Int)
        case bodyBytes(Int, received: Int)
        case reader(unsent: Int)
        case linger
        case drain
    }

    /// How often a connection reads before the others of its loop have their turn.
    private static let readsAtOnce = 16
    private static let lingeringBytes = 1024 * 1024
    private static let lingeringTime = Duration.seconds(2)

    init(server: Server, loop: EventLoop, accepted: consuming Socket.Accepted) {
        self.server = server
        self.loop = loop
        peer = accepted.peer
        channel = ByteChannel(
            descriptor: accepted.descriptor,
            loop: loop,
            mode: .undecided(server.settings.tls)
        )
        decoder = RequestDecoder(limits: server.settings.limits)
    }

    /// Registers with the loop; to be called on its thread.
    func open() throws(SystemError) {
        guard let raw = channel.raw else { return }
        try loop.register(self, for: raw)
        setDeadline()
    }

    // MARK: - What the loop and the server tell

    func ready(_ readiness: Readiness) {
        channel.note(readiness)
        process()
    }

    func deadlinePassed() {
        switch waitsFor {
        case .head?: refuse(.headTimedOut)
        case .bodyBytes?: refuse(.bodyTimedOut)
        case .nextRequest?, .drain?: return closeUnlessAsked()
        case .firstHead?, .reader?, .linger?, nil: return close()
        }
        process()
    }

    /// Ends an idle connection, unless its next request has come since the loop was told of its events: to close with
    /// bytes unread would reset it.
    private func closeUnlessAsked() {
        let idle = waitsFor
        channel.note(.readable)
        process()
        if waitsFor == idle { close() }
    }

    /// Ends as soon as what was begun is answered.
    func drain() {
        setDeadline()
    }

    /// Ends now.
    func cut() {
        close()
    }

    // MARK: - The one way through

    /// Does all that can be done without waiting: decode, answer, send, read, until nothing moves.
    private func process() {
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        var readsLeft = Self.readsAtOnce
        var goesOn = true
        while goesOn {
            let isHeldBack = decodeRequests()
            if channel.unsentCount > 0 { loop.willSend() }
            channel.flush()
            if channel.failure != nil { return abandon() }
            finishIfSaid()
            if isHeldBack, canAnswerMore { continue }
            if readsLeft == 0 {
                loop.execute { [self] in process() }
                break
            }
            readsLeft -= 1
            goesOn = readOn()
        }
        if case .closed = phase { return }
        setDeadline()
        input.release(to: &loop.buffers)
    }

    private var canAnswerMore: Bool { channel.unsentCount <= server.settings.limits.unsentBytes }

    /// Begins one request after the other, as long as their handlers answer at once.
    ///
    /// - Returns: Whether it stopped because too much is unsent; there may be further requests in the input then.
    private func decodeRequests() -> Bool {
        while case .receiving = phase {
            guard canAnswerMore else { return true }
            do throws(RequestError) {
                switch try decoder.next(&input) {
                case .complete(let head, let body): begin(head, body)
                case .needsContinue:
                    channel.append { $0.append("HTTP/1.1 100 Continue\r\n\r\n") }
                    return false
                case .needsMore:
                    if channel.hasEnded { phase = .finishing(discardsInput: false) }
                    return false
                }
            } catch {
                refuse(error)
            }
        }
        return false
    }

    private func begin(_ head: RequestHead, _ body: ArraySlice<UInt8>) {
        phase = .responding
        begun += 1
        let isHead = head.isHead
        let keepsAlive = head.keepsAlive
        let request = Request(
            head: head,
            body: body,
            peer: peer,
            isSecure: channel.isSecure,
            loopIndex: loop.index
        )
        // Runs in place; only a step that truly waits returns from here before the answer is there.
        Task.immediate(executorPreference: loop) { [self] in
            let response = await server.handler.respond(to: request)
            finish(response, isHead: isHead, keepsAlive: keepsAlive)
        }
    }

    private func finish(_ response: Response, isHead: Bool, keepsAlive: Bool) {
        loop.preconditionOnThread()
        // The client may be gone by now; as on AWS that did not stop the invocation.
        guard case .responding = phase else { return }
        let staysOpen = keepsAlive && !response.closesConnection && !server.isDraining
        answer(response, isHead: isHead, keepsAlive: staysOpen)
        phase = staysOpen ? .receiving : .finishing(discardsInput: true)
        process()
    }

    /// Answers bytes that are no request; nothing after them can be understood.
    private func refuse(_ error: RequestError) {
        answer(server.handler.respond(to: error, loopIndex: loop.index), isHead: false, keepsAlive: false)
        phase = .finishing(discardsInput: true)
    }

    private func answer(_ response: Response, isHead: Bool, keepsAlive: Bool) {
        channel.append { output in
            ResponseEncoder.encode(
                response,
                into: &output,
                dateField: loop.dateField,
                keepsAlive: keepsAlive,
                isHead: isHead
            )
        }
    }

    /// Reads once more, if there is something to read and somebody to read it for.
    private func readOn() -> Bool {
        switch phase {
        case .receiving:
            guard channel.isReadable, !channel.hasEnded, channel.unsentCount == 0 else { return false }
            channel.receive(into: &input)
            return true
        case .lingering(let bytesLeft):
            guard channel.isReadable, !channel.hasEnded else { break }
            channel.receive(into: &input)
            phase = .lingering(bytesLeft: bytesLeft - input.count)
            input.consume(input.count)
            if bytesLeft > 0, !channel.hasEnded { return true }
            close()
        case .responding, .finishing, .closed: break
        }
        return false
    }

    // MARK: - Deadlines

    private func setDeadline() {
        let wait = self.wait
        // The same wait goes on: a byte more of a head buys no more time for it.
        guard wait?.0 != waitsFor, let raw = channel.raw else { return }
        waitsFor = wait?.0
        loop.setDeadline(wait.map { loop.now &+ $0.1.nanoseconds }, for: raw)
    }

    private var wait: (Wait, Duration)? {
        let limits = server.settings.limits
        let unsent = channel.unsentCount
        switch phase {
        case .closed: return nil
        case .lingering: return (.linger, Self.lingeringTime)
        case .finishing: return (.reader(unsent: unsent), limits.writeTime)
        case .responding: return unsent > 0 ? (.reader(unsent: unsent), limits.writeTime) : nil
        case .receiving where unsent > 0: return (.reader(unsent: unsent), limits.writeTime)
        case .receiving:
            switch decoder.progress {
            case .inHead: return (.head(begun), limits.headTime)
            case .inBody(let received): return (.bodyBytes(begun, received: received), limits.bodyTime)
            case .betweenRequests where server.isDraining: return (.drain, server.settings.drainGrace)
            case .betweenRequests:
                return begun > 0 ? (.nextRequest(begun), limits.idleTime) : (.firstHead, limits.headTime)
            }
        }
    }

    // MARK: - The end

    /// Once the last answer is out: closes, or lingers when the client may still be sending.
    private func finishIfSaid() {
        guard case .finishing(let discardsInput) = phase, channel.unsentCount == 0 else { return }
        if discardsInput, !channel.hasEnded {
            channel.finishWriting()
            phase = .lingering(bytesLeft: Self.lingeringBytes)
        } else {
            close()
        }
    }

    private func abandon() {
        if let failure = channel.failure {
            server.settings.logger.debug("connection lost", metadata: ["peer": "\(peer)", "why": "\(failure)"])
        }
        close()
    }

    private func close() {
        if case .closed = phase { return }
        phase = .closed
        channel.close()
        input.consume(input.count)
        input.release(to: &loop.buffers)
        server.connectionEnded(on: loop)
    }
}
