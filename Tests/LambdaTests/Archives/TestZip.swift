// SPDX-License-Identifier: Apache-2.0

/// A zip file in the making, right or wrong in one thing.
struct TestZip: Sendable {
    struct Entry: Sendable {
        var name: [UInt8]
        var content: [UInt8]
        /// The mode of a program of Unix; `nil` for one that has none.
        var mode: UInt32? = 0o100644
        var isDeflated = false
        var crc: UInt32?
        var method: UInt16?
        var flags: UInt16 = 0
        var declaredBytes: UInt32?
        /// Where the directory says that it is, instead of where it is.
        var offset: UInt32?

        init(
            _ name: String,
            _ content: String = "",
            mode: UInt32? = 0o100644,
            deflated: Bool = false,
            _ change: (inout Entry) -> Void = { _ in }
        ) {
            self.name = Array(name.utf8)
            self.content = Array(content.utf8)
            self.mode = mode
            isDeflated = deflated
            change(&self)
        }

        static func link(_ name: String, to target: String) -> Entry {
            Entry(name, target, mode: 0o120777)
        }

        /// One block of deflate that is not compressed (RFC 1951 §3.2.4).
        fileprivate var data: [UInt8] {
            guard isDeflated else { return content }
            let length = UInt16(content.count)
            return [1] + littleEndian(length) + littleEndian(~length) + content
        }
    }

    var entries: [Entry]
    var comment = ""
    /// Changes the end record.
    var endChange: @Sendable (inout [UInt8]) -> Void = { _ in }

    init(_ entries: Entry...) {
        self.entries = entries
    }

    var bytes: [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = entry.offset ?? UInt32(archive.count)
            let data = entry.data
            let common =
                littleEndian(20 as UInt16) + littleEndian(entry.flags)
                + littleEndian(entry.method ?? (entry.isDeflated ? 8 : 0)) + [0, 0, 0x21, 0x5C]
                + littleEndian(entry.crc ?? crc32(entry.content))
                + littleEndian(UInt32(data.count))
                + littleEndian(entry.declaredBytes ?? UInt32(entry.content.count))
                + littleEndian(UInt16(entry.name.count)) + [0, 0]
            archive += [0x50, 0x4B, 3, 4] + common + entry.name + data
            directory += [0x50, 0x4B, 1, 2, 30, entry.mode == nil ? 0 : 3] + common + [0, 0, 0, 0, 0, 0]
            directory += littleEndian((entry.mode ?? 0) << 16) + littleEndian(offset) + entry.name
        }
        var end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
        end += littleEndian(UInt16(entries.count)) + littleEndian(UInt16(entries.count))
        end += littleEndian(UInt32(directory.count)) + littleEndian(UInt32(archive.count))
        end += littleEndian(UInt16(comment.utf8.count))
        endChange(&end)
        return archive + directory + end + Array(comment.utf8)
    }
}

/// A number as zip files have it, the smallest byte first.
private func littleEndian(_ number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

/// The CRC-32 of bytes, bit by bit.
private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
}
