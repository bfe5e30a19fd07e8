// SPDX-License-Identifier: Apache-2.0

/// Bytes that have arrived and are not used up: a window into an array of full length.
///
/// Without memory of its own until it is filled, so an idle connection costs none.
struct InputBuffer {
    private(set) var bytes: [UInt8] = []
    private(set) var start = 0
    private(set) var end = 0

    init() {}

    /// A window over bytes that are all there.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
    }

    /// Adds bytes at the back that did not come from a socket.
    mutating func append(_ more: ArraySlice<UInt8>) {
        bytes.replaceSubrange(end..., with: more)
        end = bytes.count
    }

    var isEmpty: Bool { start == end }
    var count: Int { end - start }

    /// Marks bytes at the front as used up.
    mutating func consume(_ count: Int) {
        start += count
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Makes room at the back and lends it to a reader.
    ///
    /// - Parameters:
    ///   - pool: Where memory comes from.
    ///   - read: Fills the memory from its beginning and answers how much of it.
    mutating func fill(from pool: inout BufferPool, _ read: (UnsafeMutableRawBufferPointer) -> Int) {
        if bytes.count < BufferPool.bufferSize { takeMemory(from: &pool) }
        makeRoom()
        let end = self.end
        self.end += bytes.withUnsafeMutableBytes { read(UnsafeMutableRawBufferPointer(rebasing: $0[end...])) }
    }

    /// Gives the memory back, unless much is left in it.
    ///
    /// A little is kept in memory of its own: thousands of clients that send their heads byte by byte must not hold a
    /// buffer each.
    mutating func release(to pool: inout BufferPool) {
        guard count <= Self.keptAtMost, isEmpty ? !bytes.isEmpty : bytes.count >= BufferPool.bufferSize else { return }
        let memory = bytes
        bytes = isEmpty ? [] : Array(memory[start..<end])
        (start, end) = (0, bytes.count)
        pool.giveBack(memory)
    }

    private static let keptAtMost = 1024

    /// Takes a buffer, with what was kept at its front.
    private mutating func takeMemory(from pool: inout BufferPool) {
        var memory = pool.take()
        if !isEmpty {
            memory.withUnsafeMutableBytes { memory in
                bytes.withUnsafeBytes { memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
            }
        }
        (start, end) = (0, count)
        bytes = memory
    }

    /// Moves what is left to the front, or grows.
    private mutating func makeRoom() {
        guard end == bytes.count else { return }
        if start > 0 {
            let (start, count) = (self.start, self.count)
            bytes.withUnsafeMutableBytes { memory in
                UnsafeMutableRawBufferPointer(rebasing: memory[0..<count])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<start + count]))
            }
            self.start = 0
            end = count
        } else {
            bytes.append(contentsOf: repeatElement(0, count: bytes.count))
        }
    }
}
