// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayEmulator
import GatewayJSON
import GatewayModel
import Glibc
import Synchronization

enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
}

/// One line per request on standard error.
///
/// Lines are collected per loop and written before the loop waits, so that a busy server makes one call for many lines. A
/// reader who does not read cannot stop the server: beyond a limit lines are dropped, and counted.
final class RequestLog: TraceListener {
    private let format: LogFormat
    private let buffers: [LoopBuffer]

    private final class LoopBuffer: Sendable {
        let state = Mutex(State())

        struct State {
            var bytes: [UInt8] = []
            var dropped = 0
        }
    }

    private static let limit = 1 << 20

    init(format: LogFormat, loopCount: Int) {
        self.format = format
        buffers = (0..<loopCount).map { _ in LoopBuffer() }
    }

    func record(_ trace: Trace, loopIndex: Int) {
        buffers[loopIndex].state.withLock { state in
            guard state.bytes.count < Self.limit else {
                state.dropped += 1
                return
            }
            switch format {
            case .text: trace.appendLine(to: &state.bytes)
            case .json:
                trace.json.write(into: &state.bytes)
                state.bytes.append(0x0A)
            }
        }
    }

    /// Writes what one loop has collected, as far as it goes without waiting.
    func flush(loopIndex: Int) {
        buffers[loopIndex].state.withLock { state in
            guard !state.bytes.isEmpty else { return }
            if state.dropped > 0, state.bytes.count < Self.limit {
                state.bytes += "(\(state.dropped) lines dropped: nobody read them)\n".utf8
                state.dropped = 0
            }
            let written = Self.writeWithoutWaiting(state.bytes)
            if written == state.bytes.count {
                state.bytes.removeAll(keepingCapacity: true)
            } else {
                state.bytes.removeFirst(written)
            }
        }
    }

    /// Writes the rest at the end, for as long as somebody reads.
    func finish() {
        for index in buffers.indices { flush(loopIndex: index) }
    }

    /// A pipe that is full would block the whole loop, and making it non-blocking would change it for everyone who
    /// shares it: so ask first, and write no more at a time than a writable pipe takes for sure (pipe(7), PIPE_BUF).
    private static func writeWithoutWaiting(_ bytes: [UInt8]) -> Int {
        var start = 0
        while start < bytes.count {
            var ready = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
            guard poll(&ready, 1, 0) == 1, ready.revents & Int16(POLLOUT) != 0 else { return start }
            let count = bytes.withUnsafeBytes { memory in
                write(STDERR_FILENO, memory.baseAddress.map { $0 + start }, min(memory.count - start, chunk))
            }
            if count < 0 { return errno == EINTR ? start : bytes.count }  // Nobody is there: nothing to keep.
            start += count
        }
        return start
    }

    /// Regular files and terminals take any amount.
    private static let chunk: Int = {
        var status = stat()
        let isPipe = fstat(STDERR_FILENO, &status) == 0 && [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
        return isPipe ? 4096 : .max
    }()
}
