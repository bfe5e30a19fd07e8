// SPDX-License-Identifier: Apache-2.0

import CLinux
import GatewayTransport
import Glibc

/// What a process prints, read from its pipe without ever waiting, and cut into lines.
///
/// Both of its outputs are one pipe, so that their lines stay in the order in which they were written.
///
/// Belongs to the thread of its loop.
final class LineReader: EventHandler {
    private let loop: EventLoop
    private var descriptor: Descriptor?
    private let memory: ReadMemory
    private let tell: (ArraySlice<UInt8>) -> Void
    /// The beginning of a line whose end has not come.
    private var begun: [UInt8] = []
    private var goesOnLater = false

    /// A longer line is told in pieces.
    static let lineAtMost = 64 * 1024
    /// What a pipe holds (pipe(7)): so much may have been printed before the moment of looking.
    private static let pipeBytes = 64 * 1024

    /// Begins to read from a new pipe.
    ///
    /// - Parameters:
    ///   - memory: Where to read to.
    ///   - loop: Whose thread this is.
    ///   - tell: Gets each line, without its end.
    /// - Throws: ``SystemError``.
    /// - Returns: The reader, and the end that a program writes to.
    static func opened(
        memory: ReadMemory,
        loop: EventLoop,
        tell: @escaping (ArraySlice<UInt8>) -> Void
    ) throws(SystemError) -> (LineReader, Keeper.Output) {
        var reading: Int32 = -1
        var writing: Int32 = -1
        guard clinux_output_pipe(&reading, &writing) == 0 else { throw SystemError(call: "pipe2") }
        let output = Keeper.Output(try Descriptor(writing, from: "pipe2"))
        let reader = LineReader(try Descriptor(reading, from: "pipe2"), memory, loop, tell)
        try loop.register(reader, for: reading)
        return (reader, output)
    }

    private init(
        _ descriptor: consuming Descriptor,
        _ memory: ReadMemory,
        _ loop: EventLoop,
        _ tell: @escaping (ArraySlice<UInt8>) -> Void
    ) {
        self.descriptor = consume descriptor
        self.memory = memory
        self.loop = loop
        self.tell = tell
    }

    func ready(_: Readiness) {
        // Its pipe may be filled as fast as it is read: the others of the loop have their turn in between.
        guard !drain(), !goesOnLater else { return }
        goesOnLater = true
        let later = Later(reader: self)
        loop.execute {
            later.reader.goesOnLater = false
            later.reader.ready(.readable)
        }
    }

    /// `@unchecked Sendable`: goes from the loop's thread to the loop's thread.
    private struct Later: @unchecked Sendable {
        let reader: LineReader
    }

    func deadlinePassed() {}

    /// Reads what was printed until now.
    ///
    /// - Returns: Whether the pipe is empty.
    @discardableResult
    func drain() -> Bool {
        guard let raw = descriptor?.raw else { return true }
        var left = Self.pipeBytes
        while left > 0 {
            let count = read(raw, memory.bytes.baseAddress, memory.bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return true }
            left -= count
            split(UnsafeRawBufferPointer(rebasing: memory.bytes[..<count]))
        }
        return false
    }

    /// Reads what was printed until now, and tells the last line though it has no end.
    func finishLines() {
        drain()
        tellBegun()
    }

    /// Reads what is left, and closes the pipe.
    func close() {
        guard let raw = descriptor?.raw else { return }
        finishLines()
        loop.unregister(raw)
        descriptor = nil
    }

    private func split(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A)
            var piece = rest[..<(end ?? rest.endIndex)]
            while begun.count + piece.count > Self.lineAtMost {
                let fitting = piece.prefix(Self.lineAtMost - begun.count)
                begun += fitting
                piece = piece[fitting.endIndex...]
                tellBegun()
            }
            begun += piece
            guard let end else { return }
            tell(begun[...])
            begun.removeAll(keepingCapacity: begun.capacity <= 1024)
            rest = rest[(end + 1)...]
        }
    }

    private func tellBegun() {
        guard !begun.isEmpty else { return }
        tell(begun[...])
        begun = []
    }
}

/// Memory that the readers of a loop share, since one reads at a time.
final class ReadMemory {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 16)

    deinit {
        bytes.deallocate()
    }
}
