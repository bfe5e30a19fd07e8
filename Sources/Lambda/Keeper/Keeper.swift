// SPDX-License-Identifier: Apache-2.0

import CLinux
import GatewayTransport
import Glibc

/// The process that starts and ends the processes of functions; it ends with us, however we end, and they with it.
///
/// A child that is killed when its parent ends (PR_SET_PDEATHSIG) is killed when the *thread* that forked it ends, and a
/// function may leave processes behind that are in no group of its own. The keeper has one thread, and inherits those.
///
/// `@unchecked Sendable`: all of it belongs to the thread of `loop`.
final class Keeper: EventHandler, @unchecked Sendable {
    private let loop: EventLoop
    private var process: Process?
    private var nextID: UInt32 = 1
    /// Who hears of a program, until it has ended.
    private var listeners: [UInt32: (News) -> Void] = [:]
    /// Orders that the socket had no room for, oldest first.
    private var unsent: [Order] = []
    private var whenEnded: [CheckedContinuation<Void, Never>] = []

    /// What becomes of a program: it starts or fails to, and one that has started ends.
    enum News {
        case started(pid_t)
        case failed(StartFailure)
        case ended(Ending)
    }

    /// The end of a pipe that a program writes to; closed when nobody holds it any more.
    final class Output {
        let descriptor: Descriptor

        init(_ descriptor: consuming Descriptor) {
            self.descriptor = descriptor
        }
    }

    private final class Process {
        let control: Descriptor
        let pid: pid_t

        init(control: consuming Descriptor, pid: pid_t) {
            self.control = control
            self.pid = pid
        }
    }

    private enum Order {
        case launch(UInt32, Program, Output)
        case kill(UInt32)
    }

    init(loop: EventLoop) {
        self.loop = loop
    }

    // MARK: - Orders

    /// Starts the keeper's process, unless it runs.
    ///
    /// - Throws: ``SystemError``.
    func start() throws(SystemError) {
        loop.preconditionOnThread()
        guard process == nil else { return }
        var pid: Int32 = 0
        let control = try Descriptor(clinux_keeper_start(&pid), from: "fork")
        let raw = control.raw
        process = Process(control: control, pid: pid)
        do {
            try loop.register(self, for: raw)
        } catch {
            process = nil
            throw error
        }
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: The program.
    ///   - output: What it gets for both of its outputs.
    ///   - tell: Hears what becomes of it, on the loop and after this has returned.
    /// - Returns: How it is spoken of.
    /// - Throws: ``SystemError``, when there is no keeper.
    func launch(
        _ program: Program,
        output: Output,
        tell: @escaping (News) -> Void
    ) throws(SystemError) -> UInt32 {
        try start()
        let id = nextID
        nextID &+= 1
        listeners[id] = tell
        send(.launch(id, program, output))
        return id
    }

    /// Kills a program and its process group; nothing happens when it has ended.
    func kill(_ id: UInt32) {
        loop.preconditionOnThread()
        if listeners[id] != nil { send(.kill(id)) }
    }

    private func send(_ order: Order) {
        if !unsent.isEmpty || !isTaken(order) { unsent.append(order) }
    }

    /// Whether an order needs no further thought: it was sent, or never can be.
    private func isTaken(_ order: Order) -> Bool {
        guard let process else { return true }
        let result =
            switch order {
            case .kill(let id): clinux_keeper_kill(process.control.raw, id)
            case .launch(let id, let program, let output): launch(id, program, output, process)
            }
        if result == 0 { return true }
        let code = errno
        if code == EAGAIN { return false }
        // A keeper that is gone is told of by its socket; whoever wants to start something hears of any other reason.
        if case .launch(let id, _, _) = order { loop.execute { self.tell(id, .failed(.noProcess(code))) } }
        return true
    }

    private func launch(_ id: UInt32, _ program: Program, _ output: Output, _ process: Process) -> Int32 {
        program.text.withUnsafeBytes { text in
            var description = clinux_program(
                text: text.bindMemory(to: CChar.self).baseAddress,
                length: UInt64(text.count),
                arguments: UInt32(program.argumentCount),
                variables: UInt32(program.variableCount)
            )
            return clinux_keeper_launch(process.control.raw, id, &description, output.descriptor.raw)
        }
    }

    // MARK: - News

    func ready(_ readiness: Readiness) {
        if readiness.contains(.writable) {
            while let order = unsent.first, isTaken(order) { unsent.removeFirst() }
        }
        while let process {
            var news = clinux_keeper_news()
            switch clinux_keeper_read(process.control.raw, &news) {
            case 1: take(news)
            case 0: return forget(process, waiting: true)
            default:
                if errno != EAGAIN { forget(process, waiting: true) }
                return
            }
        }
    }

    func deadlinePassed() {}

    private func take(_ news: clinux_keeper_news) {
        switch news.kind {
        case CLINUX_KEEPER_STARTED: tell(news.id, .started(news.value))
        case CLINUX_KEEPER_NO_DIRECTORY: tell(news.id, .failed(.noWorkingDirectory(news.value)))
        case CLINUX_KEEPER_NOT_EXECUTED: tell(news.id, .failed(.notExecuted(news.value)))
        case CLINUX_KEEPER_ENDED: tell(news.id, .ended(Ending(status: news.value)))
        default: tell(news.id, .failed(.noProcess(news.value)))
        }
    }

    private func tell(_ id: UInt32, _ news: News) {
        if case .started = news {
            listeners[id]?(news)
        } else {
            listeners.removeValue(forKey: id)?(news)
        }
    }

    // MARK: - The end

    /// Ends every program and the keeper, and returns when they are gone.
    func end() async {
        loop.preconditionOnThread()
        guard let process else { return }
        clinux_keeper_end(process.control.raw)
        await withCheckedContinuation { whenEnded.append($0) }
    }

    /// Waits no longer: it still kills what it can, and ends when that is done.
    func abandon() {
        if let process { forget(process, waiting: false) }
    }

    private func forget(_ gone: Process, waiting: Bool) {
        loop.unregister(gone.control.raw)
        process = nil
        unsent = []
        if waiting {
            // Its socket is closed as its last act, so this does not wait.
            while waitpid(gone.pid, nil, 0) < 0, errno == EINTR {}
        }
        // Killed from outside: the kernel has killed what it had started (PR_SET_PDEATHSIG).
        let orphans = listeners
        listeners = [:]
        for tell in orphans.values { tell(.ended(.signalled(number: SIGKILL))) }
        let waiting = whenEnded
        whenEnded = []
        for continuation in waiting { continuation.resume() }
    }
}
