// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GatewayTransport
import Glibc

/// The lines of standard input, each as soon as it is complete: so a command can be a filter in a pipe.
struct StandardInputLines {
    private var splitter = LineSplitter(limit: 64 * 1024)
    private var hasEnded = false

    /// Waits for the next line.
    ///
    /// - Returns: The line; `nil` at the end.
    /// - Throws: ``SystemError`` when standard input cannot be read.
    mutating func next() async throws(SystemError) -> LineSplitter.Line? {
        while true {
            if let line = splitter.next(atEnd: hasEnded) { return line }
            if hasEnded { return nil }
            let bytes = try await Self.read()
            hasEnded = bytes.isEmpty
            splitter.append(bytes)
        }
    }

    /// What is there, at least one byte; nothing at the end.
    ///
    /// On a thread that may be blocked.
    private static func read() async throws(SystemError) -> [UInt8] {
        let result: Result<[UInt8], SystemError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(SystemError) in try blockingRead() })
            }
        }
        return try result.get()
    }

    private static func blockingRead() throws(SystemError) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
            if count >= 0 { return Array(chunk[..<count]) }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // Somebody who shares it has made it non-blocking.
                var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                poll(&ready, 1, -1)
            default: throw SystemError(call: "read")
            }
        }
    }
}

/// Cuts bytes into lines, of which none is held that is too long.
struct LineSplitter {
    private let limit: Int
    private var bytes: [UInt8] = []
    /// How far the search for a line's end has come.
    private var searched = 0
    private var start = 0
    /// Whether the line at hand is too long, and its rest is thrown away.
    private var isSkipping = false

    enum Line: Hashable {
        /// Without its end.
        case text([UInt8])
        case tooLong(limit: Int)
    }

    init(limit: Int) {
        self.limit = limit
    }

    mutating func append(_ more: [UInt8]) {
        bytes.removeFirst(start)
        searched -= start
        start = 0
        bytes += more
    }

    /// The next line that is complete.
    ///
    /// - Parameter atEnd: Whether nothing more comes, so that what is left is a line, too.
    /// - Returns: `nil` when there is none yet.
    mutating func next(atEnd: Bool) -> Line? {
        guard let end = bytes[searched...].firstIndex(of: 0x0A) ?? (atEnd ? bytes.count : nil) else {
            searched = bytes.count
            if searched - start > limit {
                isSkipping = true
                start = searched
            }
            return nil
        }
        defer {
            start = min(end + 1, bytes.count)
            searched = start
            isSkipping = false
        }
        if isSkipping || end - start > limit { return .tooLong(limit: limit) }
        return end == bytes.count && end == start ? nil : .text(Array(bytes[start..<end]))
    }
}
