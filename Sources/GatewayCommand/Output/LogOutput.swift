// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GatewayJSON
import GatewayTransport
import Glibc
import Synchronization

/// Standard error as a queue of whole lines: everything that a server says goes through it, so no line tears another.
///
/// A reader who does not read cannot stop the server. What does not fit into a pipe waits; beyond a limit, lines are
/// dropped and counted, and so are those that a full disk does not take.
final class LogOutput: Sendable {
    let format: LogFormat
    private let state = Mutex(State())

    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
        /// Why, when the system refused them.
        var failure: SystemError?
        /// How many lines the notice tells of that is the first of those that wait.
        var noticed = 0
        /// Whether the last line ends in its middle.
        var isTorn = false
        var retries = false

        /// Gives up what waits.
        ///
        /// - Parameters:
        ///   - start: From where on it was not written.
        ///   - error: Why.
        mutating func drop(from start: Int, because error: SystemError) {
            defer { waiting = [] }
            // Nobody is there, and nobody to be told of it.
            guard error.code != EPIPE else { return }
            let lines = waiting[start...].count { $0 == 0x0A }
            dropped += start == 0 && noticed > 0 ? lines - 1 + noticed : lines
            isTorn = start == 0 ? isTorn : waiting[start - 1] != 0x0A
            (failure, noticed) = (error, 0)
        }
    }

    private static let limit = 4 << 20

    init(format: LogFormat) {
        self.format = format
    }

    /// Adds whole lines, and writes what can be written without waiting.
    func append(_ lines: [UInt8]) {
        let mustRetry = state.withLock { state in
            if state.waiting.count < Self.limit {
                if state.isTorn, state.waiting.isEmpty { state.waiting.append(0x0A) }
                state.waiting += lines
            } else {
                state.dropped += lines.count { $0 == 0x0A }
            }
            return write(&state, waiting: 0)
        }
        if mustRetry { retryLater() }
    }

    /// Writes what waits, for as long as somebody reads, two seconds at most.
    func finish() {
        let end = ContinuousClock.now + .seconds(2)
        while true {
            let isDone = state.withLock { state in
                _ = write(&state, waiting: 100)
                return state.waiting.isEmpty
            }
            // Whoever does not read cannot be told, either.
            if isDone || ContinuousClock.now >= end { return }
        }
    }

    /// - Parameters:
    ///   - state: What waits.
    ///   - milliseconds: How long to wait for a reader.
    /// - Returns: Whether something is left that nobody comes back for yet.
    private func write(_ state: inout State, waiting milliseconds: Int32) -> Bool {
        var start = 0
        while start < state.waiting.count, Self.isWritable(milliseconds) {
            // No more than a writable pipe takes for sure (pipe(7), PIPE_BUF): another process may share it.
            let count = state.waiting.withUnsafeBytes { memory in
                Glibc.write(STDERR_FILENO, memory.baseAddress.map { $0 + start }, min(memory.count - start, 4096))
            }
            if count > 0 {
                start += count
            } else if errno == EAGAIN {
                break  // It was faster, and has made the pipe non-blocking.
            } else if errno != EINTR {
                state.drop(from: start, because: SystemError(call: "write"))
                return false
            }
        }
        state.waiting.removeFirst(start)
        if start > 0 { (state.isTorn, state.noticed) = (false, 0) }
        if state.waiting.isEmpty, state.dropped > 0 {
            state.waiting = notice(state)
            (state.noticed, state.dropped, state.failure) = (state.dropped, 0, nil)
        }
        defer { state.retries = !state.waiting.isEmpty }
        return !state.waiting.isEmpty && !state.retries
    }

    private func retryLater() {
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(50)) {
            let mustRetry = self.state.withLock { state in
                state.retries = false
                return self.write(&state, waiting: 0)
            }
            if mustRetry { self.retryLater() }
        }
    }

    private static func isWritable(_ milliseconds: Int32) -> Bool {
        var ready = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        return poll(&ready, 1, milliseconds) == 1
    }

    private func notice(_ state: State) -> [UInt8] {
        let reason = state.failure.map { "\($0)" } ?? "nobody read them"
        switch format {
        case .text: return Array("(\(state.dropped) lines dropped: \(reason))\n".utf8)
        case .json:
            let value: JSONValue = [
                "level": "warning",
                "message": .string("lines dropped: \(reason)"),
                "count": .number(JSONNumber(Int64(state.dropped))),
            ]
            return Array(value.visibleText.utf8) + [0x0A]
        }
    }
}
