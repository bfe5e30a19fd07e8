// SPDX-License-Identifier: Apache-2.0

/// Memory for reading and writing that idle connections do not hold.
///
/// A buffer is an array; a connection takes one when bytes come or go and gives it back when all are used up. One that a
/// request still refers to may come back too: the array's copy-on-write keeps the request's bytes as they were.
struct BufferPool {
    static let bufferSize = 16 * 1024
    private static let keptAtMost = 64

    private var inputs: [[UInt8]] = []
    private var outputs: [[UInt8]] = []

    /// A buffer to read into: its length is its size.
    mutating func take() -> [UInt8] {
        inputs.popLast() ?? [UInt8](repeating: 0, count: Self.bufferSize)
    }

    mutating func giveBack(_ buffer: consuming [UInt8]) {
        if buffer.count == Self.bufferSize, inputs.count < Self.keptAtMost {
            inputs.append(buffer)
        }
    }

    /// A buffer to append to: empty, with room.
    mutating func takeOutput() -> [UInt8] {
        if let output = outputs.popLast() { return output }
        var output: [UInt8] = []
        output.reserveCapacity(Self.bufferSize)
        return output
    }

    mutating func giveBack(output: consuming [UInt8]) {
        guard output.capacity <= 4 * Self.bufferSize, outputs.count < Self.keptAtMost else { return }
        output.removeAll(keepingCapacity: true)
        outputs.append(output)
    }
}
