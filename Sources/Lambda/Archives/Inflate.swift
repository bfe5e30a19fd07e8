// SPDX-License-Identifier: Apache-2.0

import CZlib

/// zlib, where archives need it.
enum Inflate {
    /// Unpacks data without header (RFC 1951).
    ///
    /// - Parameters:
    ///   - data: All of it: nothing may follow its end.
    ///   - count: How long the result is; more is never made.
    /// - Returns: `nil` when the data is damaged, or comes to another length.
    static func raw(_ data: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
        var stream = z_stream()
        // Negative: neither zlib's nor gzip's header (zlib.h, inflateInit2).
        let version = ZLIB_VERSION
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, -MAX_WBITS, version, size) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = Array(data)
        // One byte more than there may be: data that goes on is told apart from data that ends there.
        var isWhole = false
        let output = [UInt8](unsafeUninitializedCapacity: count + 1) { memory, made in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = memory.baseAddress
                stream.avail_out = UInt32(count + 1)
                isWhole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0
                made = count + 1 - Int(stream.avail_out)
            }
        }
        return isWhole && output.count == count ? output : nil
    }

    /// The CRC-32 of bytes.
    static func crc(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count))) }
    }
}
