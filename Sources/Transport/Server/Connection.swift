// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import Logging

/// One client's connection: bytes in, requests through the handler one at a time and in order, bytes out.
///
/// `@unchecked Sendable`: everything here belongs to the thread of `loop`. It is entered through ``EventHandler``'s
/// calls and closures for that loop, which arrive on its thread, and through ``finish(_:isHead:keepsAlive:)``, which checks.
/// ``move(to:)`` hands all of it to another thread at a moment when none of these is to come.
final class Connection: EventHandler, @unchecked Sendable {
    let server: Server
    private var loop: EventLoop
    private let channel: ByteChannel
    private let peer: SocketAddress
    /// Those that held when it was accepted.
    private let terms: ConnectionTerms
    private var input = InputBuffer()
    private var decoder: RequestDecoder
    private var phase = Phase.receiving
    private var isProcessing = false
    /// Whether the loop has been asked for another turn.
    private var goesOnLater = false
    /// How many requests were begun: tells a wait for one from the same kind of wait for the next.
    private var begun = 0
    private var waitsFor: ConnectionTerms.Wait?

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

    /// How often a connection reads before the others of its loop have their turn.
    private static let readsAtOnce = 16
    /// Enough for what a proxy sends on of a body that was refused: cut off, it would tell its client 502 instead of our 413.
    private static let lingeringBytes = 64 * 1024 * 1024

    init(server: Server, loop: EventLoop, accepted: consuming Socket.Accepted, terms: ConnectionTerms) {
        self.server = server
        self.loop = loop
        self.terms = terms
        peer = accepted.peer
        channel = ByteChannel(
            descriptor: accepted.descriptor,
            loop: loop,
            mode: .undecided(server.settings.tls)
        )
        decoder = RequestDecoder(limits: terms.limits)
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

    /// Moves to another loop, if nothing of it is under way: between two requests there is neither a task nor a byte, nor
    /// anything that this loop is still to do for it.
    ///
    /// - Returns: Whether it moves.
    func move(to other: EventLoop) -> Bool {
        loop.preconditionOnThread()
        guard case .receiving = phase, case .betweenRequests = decoder.progress, input.isEmpty,
            channel.unsentCount == 0, !channel.isHandshaking, !goesOnLater, channel.raw != nil
        else { return false }
        channel.leave(for: other)
        loop = other
        waitsFor = nil
        // From here on it belongs to the other thread.
        other.execute { [self] in arrive() }
        return true
    }

    private func arrive() {
        do {
            // What came in between is told now: the registration is new.
            try open()
        } catch {
            server.settings.logger.error("cannot serve a client", metadata: ["error": "\(error)"])
            close()
        }
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
            send()
            if channel.failure != nil { return abandon() }
            finishIfSaid()
            if isHeldBack, canAnswerMore { continue }
            if readsLeft == 0 {
                goesOnLater = true
                loop.execute { [self] in
                    goesOnLater = false
                    process()
                }
                break
            }
            readsLeft -= 1
            goesOn = readOn()
        }
        if case .closed = phase { return }
        setDeadline()
        input.release(to: &loop.buffers)
    }

    private func send() {
        if case .responding = phase, server.settings.joinsPipelinedAnswers { return }
        if channel.unsentCount > 0, server.settings.writesLogFirst { loop.willSend() }
        channel.flush()
    }

    private var canAnswerMore: Bool { channel.unsentCount <= terms.limits.unsentBytes }

    /// Begins one request after the other, as long as their handlers answer at once.
    ///
    /// - Returns: Whether it stopped because too much is unsent; there may be further requests in the input then.
    private func decodeRequests() -> Bool {
        while case .receiving = phase {
            guard canAnswerMore else { return true }
            do throws(RequestError) {
                switch try decoder.next(&input) {
                case .complete(let head, _) where head.targetIsHTTPS && !channel.isSecure: throw .misdirected
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

    private func begin(_ head: consuming RequestHead, _ body: consuming ArraySlice<UInt8>) {
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
        switch server.handler.respond(to: request) {
        case .now(let response): finish(response, isHead: isHead, keepsAlive: keepsAlive)
        case .later(let wait):
            // Runs in place; only a step that truly waits returns from here before the answer is there.
            Task.immediate(executorPreference: loop) { [self] in
                finish(await wait(), isHead: isHead, keepsAlive: keepsAlive)
            }
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
        let response = server.handler.respond(to: error, under: terms.limits, loopIndex: loop.index)
        answer(response, isHead: decoder.isHead, keepsAlive: false)
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
        guard wait != waitsFor, let raw = channel.raw else { return }
        waitsFor = wait
        loop.setDeadline(wait.map { loop.now &+ terms.patience(for: $0) }, for: raw)
    }

    private var wait: ConnectionTerms.Wait? {
        let unsent = channel.unsentCount
        switch phase {
        case .closed: return nil
        case .lingering: return .linger
        case .finishing: return .reader(unsent: unsent)
        case .responding: return unsent > 0 ? .reader(unsent: unsent) : nil
        case .receiving where unsent > 0: return .reader(unsent: unsent)
        case .receiving:
            switch decoder.progress {
            case .inHead: return .head(begun)
            case .inBody(let received): return .bodyBytes(begun, received: received)
            // A handshake that has begun is no idle connection.
            case .betweenRequests where server.isDraining && !channel.isHandshaking: return .drain
            case .betweenRequests: return begun > 0 ? .nextRequest(begun) : .firstHead
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
