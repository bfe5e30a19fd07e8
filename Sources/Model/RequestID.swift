// SPDX-License-Identifier: Apache-2.0

/// The random bits of one request, from which its three ids are written.
package struct RequestID: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64
    package let extra: UInt64

    package init(high: UInt64, low: UInt64, extra: UInt64) {
        self.high = high
        self.low = low
        self.extra = extra
    }

    // MARK: - The three ids, each of a fixed length

    package static let uuidLength = 36
    package static let extendedIDLength = 16
    package static let traceIDLength = 41 + parentLength
    private static let parentLength = 54

    /// Writes the value of `x-amzn-RequestId`: a UUID of version 4 (RFC 9562 §5.4).
    ///
    /// - Parameter memory: ``uuidLength`` bytes.
    package func writeUUID(to memory: UnsafeMutableRawBufferPointer) {
        let first = high & ~0xF000 | 0x4000
        let second = low & ~(0b11 << 62) | 0b10 << 62
        let digits = (Self.hex(first >> 32), Self.hex(first), Self.hex(second >> 32), Self.hex(second))
        memory.storeBytes(of: digits.0, toByteOffset: 0, as: UInt64.self)
        memory.storeBytes(of: UInt32(truncatingIfNeeded: digits.1), toByteOffset: 9, as: UInt32.self)
        memory.storeBytes(of: UInt32(truncatingIfNeeded: digits.1 >> 32), toByteOffset: 14, as: UInt32.self)
        memory.storeBytes(of: UInt32(truncatingIfNeeded: digits.2), toByteOffset: 19, as: UInt32.self)
        memory.storeBytes(of: UInt32(truncatingIfNeeded: digits.2 >> 32), toByteOffset: 24, as: UInt32.self)
        memory.storeBytes(of: digits.3, toByteOffset: 28, as: UInt64.self)
        memory[8] = UInt8(ascii: "-")
        memory[13] = UInt8(ascii: "-")
        memory[18] = UInt8(ascii: "-")
        memory[23] = UInt8(ascii: "-")
    }

    /// Writes the value of `x-amz-apigw-id`: fifteen URL-safe characters and `=`.
    ///
    /// - Parameter memory: ``extendedIDLength`` bytes.
    package func writeExtendedID(to memory: UnsafeMutableRawBufferPointer) {
        var bits = extra
        for position in 0..<15 {
            if position == 10 { bits = high &+ low }
            memory[position] = Self.urlSafe[Int(bits & 63)]
            bits >>= 6
        }
        memory[15] = UInt8(ascii: "=")
    }

    /// Writes the value of `X-Amzn-Trace-Id` for a request that brought none.
    ///
    /// - Parameters:
    ///   - seconds: The time since 1970, which begins the root.
    ///   - memory: ``traceIDLength`` bytes.
    package func writeTraceID(seconds: Int64, to memory: UnsafeMutableRawBufferPointer) {
        Self.write("Root=1-", to: memory, at: 0)
        memory.storeBytes(of: Self.hex(UInt64(bitPattern: seconds)), toByteOffset: 7, as: UInt64.self)
        memory[15] = UInt8(ascii: "-")
        memory.storeBytes(of: Self.hex(low >> 32), toByteOffset: 16, as: UInt64.self)
        memory.storeBytes(of: Self.hex(low), toByteOffset: 24, as: UInt64.self)
        memory.storeBytes(of: Self.hex(extra), toByteOffset: 32, as: UInt64.self)
        memory[40] = UInt8(ascii: ";")
        writeParent(to: UnsafeMutableRawBufferPointer(rebasing: memory[41...]))
    }

    private func writeParent(to memory: UnsafeMutableRawBufferPointer) {
        let parent = high ^ extra
        Self.write("Parent=", to: memory, at: 0)
        memory.storeBytes(of: Self.hex(parent >> 32), toByteOffset: 7, as: UInt64.self)
        memory.storeBytes(of: Self.hex(parent), toByteOffset: 15, as: UInt64.self)
        Self.write(";Sampled=0;Lineage=1:", to: memory, at: 23)
        memory.storeBytes(of: Self.hex(high ^ low), toByteOffset: 44, as: UInt64.self)
        Self.write(":0", to: memory, at: 52)
    }

    private static func write(_ text: StaticString, to memory: UnsafeMutableRawBufferPointer, at offset: Int) {
        text.withUTF8Buffer {
            UnsafeMutableRawBufferPointer(rebasing: memory[offset...]).copyMemory(from: UnsafeRawBufferPointer($0))
        }
    }

    /// The eight hexadecimal digits of a number's low half, in the order of memory.
    private static func hex(_ number: UInt64) -> UInt64 {
        // A byte for each digit: spread out by halves, then `a` to `f` moved up to their letters.
        var digits = UInt64(UInt32(truncatingIfNeeded: number).byteSwapped)
        digits = (digits | digits << 16) & 0x0000_FFFF_0000_FFFF
        digits = (digits | digits << 8) & 0x00FF_00FF_00FF_00FF
        digits = (digits >> 4 | digits << 8) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return (digits &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).littleEndian
    }

    // MARK: - Into bytes that grow

    package func appendUUID(to bytes: inout [UInt8]) {
        Self.append(Self.uuidLength, to: &bytes, writeUUID)
    }

    package func appendExtendedID(to bytes: inout [UInt8]) {
        Self.append(Self.extendedIDLength, to: &bytes, writeExtendedID)
    }

    package func appendTraceID(seconds: Int64, to bytes: inout [UInt8]) {
        Self.append(Self.traceIDLength, to: &bytes) { writeTraceID(seconds: seconds, to: $0) }
    }

    /// Appends the end of a trace id whose root came with the request.
    package func appendParent(to bytes: inout [UInt8]) {
        Self.append(Self.parentLength, to: &bytes, writeParent)
    }

    package var uuid: String {
        var bytes: [UInt8] = []
        appendUUID(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    package var extendedID: String {
        var bytes: [UInt8] = []
        appendExtendedID(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(
        _ length: Int,
        to bytes: inout [UInt8],
        _ write: (UnsafeMutableRawBufferPointer) -> Void
    ) {
        bytes.append(addingCapacity: length) { span in
            span.withUnsafeMutableBufferPointer { memory, count in
                write(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(memory)[count...]))
                count += length
            }
        }
    }

    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}
