// SPDX-License-Identifier: Apache-2.0

/// Numbers in a zip file, which are little-endian, and never beyond its end.
struct ZipBytes {
    let bytes: [UInt8]

    var count: Int { bytes.count }

    func number16(at offset: Int) -> UInt16? {
        guard let slice = slice(offset, 2) else { return nil }
        return UInt16(slice[slice.startIndex]) | UInt16(slice[slice.startIndex + 1]) << 8
    }

    func number32(at offset: Int) -> UInt32? {
        guard let low = number16(at: offset), let high = number16(at: offset + 2) else { return nil }
        return UInt32(low) | UInt32(high) << 16
    }

    func slice(_ offset: Int, _ length: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, length >= 0, offset <= bytes.count, length <= bytes.count - offset else { return nil }
        return bytes[offset..<offset + length]
    }
}

/// The central directory of a zip file: what is in it, as all readers see it.
///
/// What could mean one thing here and another elsewhere is refused: archives of several disks, encrypted entries, two entries
/// of one name or over the same bytes, zip64. Lambda's limits are far below what needs the latter.
///
/// - Source: PKWARE, APPNOTE.TXT 6.3.10.
package struct ZipReader {
    package let entries: [ZipEntry]
    private let bytes: ZipBytes

    /// Why bytes are no archive that is unpacked.
    package struct Fault: Error, Hashable {
        package let entry: String?
        package let reason: String
    }

    private static let endSignature: UInt32 = 0x0605_4B50
    private static let entrySignature: UInt32 = 0x0201_4B50
    private static let localSignature: UInt32 = 0x0403_4B50
    private static let endLength = 22

    /// - Throws: ``Fault``.
    package init(_ archive: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws(Fault) {
        bytes = ZipBytes(bytes: archive)
        let directory = try Self.directory(of: bytes, limits)
        entries = try Self.entries(in: directory, of: bytes, limits)
        try Self.checkOverlaps(entries, before: directory.start, of: bytes)
    }

    /// What an entry holds.
    ///
    /// - Throws: ``Fault``, when it does not have the length or the checksum that the directory says.
    package func content(of entry: ZipEntry) throws(Fault) -> [UInt8] {
        guard let start = Self.dataStart(of: entry, in: bytes), let data = bytes.slice(start, entry.compressedBytes)
        else {
            throw Fault(entry: entry.path, reason: "is cut off")
        }
        let content: [UInt8]
        switch entry.method {
        case .stored: content = Array(data)
        case .deflated:
            guard let inflated = Inflate.raw(data, count: entry.bytes) else {
                throw Fault(entry: entry.path, reason: "is damaged: its data is not what deflate writes")
            }
            content = inflated
        }
        guard content.count == entry.bytes else {
            throw Fault(entry: entry.path, reason: "is damaged: it is not as long as the archive says")
        }
        guard Inflate.crc(content) == entry.crc else {
            throw Fault(entry: entry.path, reason: "is damaged: its checksum (CRC-32) is another one")
        }
        return content
    }

    // MARK: - The directory

    private struct Directory {
        let start: Int
        let end: Int
        let count: Int
    }

    /// Finds the end record (§4.3.16), which a comment may follow.
    private static func directory(of bytes: ZipBytes, _ limits: ArchiveLimits) throws(Fault) -> Directory {
        let first = max(0, bytes.count - endLength - 65_535)
        let candidates = stride(from: bytes.count - endLength, through: first, by: -1)
        let end = candidates.first { offset in
            bytes.number32(at: offset) == endSignature
                && bytes.number16(at: offset + 20).map { Int($0) } == bytes.count - offset - endLength
        }
        guard let end, let disk = bytes.number16(at: end + 4), let startDisk = bytes.number16(at: end + 6),
            let here = bytes.number16(at: end + 8), let count = bytes.number16(at: end + 10),
            let size = bytes.number32(at: end + 12), let start = bytes.number32(at: end + 16)
        else {
            throw Fault(entry: nil, reason: "this is no zip file, or its end is missing")
        }
        guard count != .max, size != .max, start != .max else {
            throw Fault(entry: nil, reason: "zip64 is not read; Lambda's limits need none of it")
        }
        guard disk == 0, startDisk == 0, here == count else {
            throw Fault(entry: nil, reason: "it is one part of an archive of several")
        }
        guard Int(count) <= limits.entries else {
            throw Fault(entry: nil, reason: "it has more than \(limits.entries) entries")
        }
        // Bytes before the archive, as a self-extracting one has them, would move all offsets.
        guard Int(start) + Int(size) == end else {
            throw Fault(entry: nil, reason: "its directory is not where the archive says")
        }
        return Directory(start: Int(start), end: end, count: Int(count))
    }

    private static func entries(
        in directory: Directory,
        of bytes: ZipBytes,
        _ limits: ArchiveLimits
    ) throws(Fault) -> [ZipEntry] {
        var entries: [ZipEntry] = []
        var position = directory.start
        var total = 0
        for _ in 0..<directory.count {
            let record = try DirectoryRecord(bytes, at: position, end: directory.end)
            position = record.end
            guard let entry = try record.entry(limits) else { continue }
            total += entry.bytes
            guard total <= limits.totalBytes else {
                throw Fault(entry: nil, reason: "unpacked it would have more than \(limits.totalBytes) bytes")
            }
            entries.append(entry)
        }
        guard position == directory.end else {
            throw Fault(entry: nil, reason: "its directory has another length than the archive says")
        }
        try checkNames(entries)
        return entries
    }

    /// Refuses two entries of one path, and files that are folders to others.
    private static func checkNames(_ entries: [ZipEntry]) throws(Fault) {
        var kinds: [[UInt8]: ZipEntry.Kind] = [:]
        for entry in entries {
            guard kinds.updateValue(entry.kind, forKey: Array(entry.path.utf8)) == nil else {
                throw Fault(entry: entry.path, reason: "occurs twice")
            }
        }
        for entry in entries {
            var path = entry.path[...]
            while let parent = EntryPath.parent(of: path) {
                path = parent
                guard let kind = kinds[Array(path.utf8)], kind != .folder else { continue }
                throw Fault(entry: entry.path, reason: "is inside of \(quotedEntry(path)), which is no folder")
            }
        }
    }

    /// Refuses entries that share bytes: a small archive could unpack to a huge folder that way.
    private static func checkOverlaps(_ entries: [ZipEntry], before end: Int, of bytes: ZipBytes) throws(Fault) {
        var free = 0
        for entry in entries.sorted(by: { $0.offset < $1.offset }) {
            guard let start = dataStart(of: entry, in: bytes), entry.compressedBytes <= end - start else {
                throw Fault(entry: entry.path, reason: "is cut off, or has no header where the archive says")
            }
            guard entry.offset >= free else {
                throw Fault(entry: entry.path, reason: "shares its bytes with another one")
            }
            free = start + entry.compressedBytes
        }
    }

    /// Where the data begins, after the local header (§4.3.7).
    private static func dataStart(of entry: ZipEntry, in bytes: ZipBytes) -> Int? {
        guard bytes.number32(at: entry.offset) == localSignature,
            let nameLength = bytes.number16(at: entry.offset + 26),
            let extraLength = bytes.number16(at: entry.offset + 28)
        else { return nil }
        return entry.offset + 30 + Int(nameLength) + Int(extraLength)
    }

    /// One record of the directory (§4.3.12).
    private struct DirectoryRecord {
        let bytes: ZipBytes
        let start: Int
        let end: Int
        let name: ArraySlice<UInt8>

        init(_ bytes: ZipBytes, at start: Int, end: Int) throws(Fault) {
            guard bytes.number32(at: start) == ZipReader.entrySignature,
                let nameLength = bytes.number16(at: start + 28), let extraLength = bytes.number16(at: start + 30),
                let commentLength = bytes.number16(at: start + 32),
                let name = bytes.slice(start + 46, Int(nameLength)),
                name.endIndex + Int(extraLength) + Int(commentLength) <= end
            else {
                throw Fault(entry: nil, reason: "its directory is damaged")
            }
            self.bytes = bytes
            self.start = start
            self.name = name
            self.end = name.endIndex + Int(extraLength) + Int(commentLength)
        }

        /// - Returns: `nil` for the folder itself, `./`.
        func entry(_ limits: ArchiveLimits) throws(Fault) -> ZipEntry? {
            let shown = String(decoding: name, as: UTF8.self)
            guard let maker = bytes.number16(at: start + 4), let flags = bytes.number16(at: start + 8),
                let method = bytes.number16(at: start + 10), let crc = bytes.number32(at: start + 16),
                let compressed = bytes.number32(at: start + 20), let size = bytes.number32(at: start + 24),
                let attributes = bytes.number32(at: start + 38), let offset = bytes.number32(at: start + 42)
            else { throw Fault(entry: shown, reason: "is cut off") }
            // Bit 0: encrypted; bit 6: strongly so; bit 13: the directory is.
            guard flags & (1 | 1 << 6 | 1 << 13) == 0 else { throw Fault(entry: shown, reason: "is encrypted") }
            guard compressed != .max, size != .max, offset != .max else {
                throw Fault(entry: shown, reason: "needs zip64, which is not read; Lambda's limits need none of it")
            }
            guard let method = ZipEntry.Method(rawValue: method) else {
                throw Fault(
                    entry: shown,
                    reason: "is compressed by method \(method); pack it by deflate, which all programs do"
                )
            }
            let path: String
            let isFolder: Bool
            do throws(EntryPath.Fault) {
                (path, isFolder) = try EntryPath.check(name, limit: limits.nameBytes)
            } catch {
                throw Fault(entry: shown, reason: error.reason)
            }
            guard !path.isEmpty else { return nil }
            guard method == .deflated || compressed == size else {
                throw Fault(entry: shown, reason: "is stored, with two lengths that differ")
            }
            guard Int(size) <= max(Int(compressed), 1) * limits.ratio else {
                throw Fault(entry: shown, reason: "would become more than \(limits.ratio) times as long as it is here")
            }
            return ZipEntry(
                path: path,
                kind: try kind(maker: maker, attributes: attributes, isFolder: isFolder, shown),
                method: method,
                crc: crc,
                compressedBytes: Int(compressed),
                bytes: Int(size),
                offset: Int(offset)
            )
        }

        /// What it is: programs of Unix write the file's mode into the upper half of the attributes (§4.4.2, §4.4.15).
        private func kind(
            maker: UInt16,
            attributes: UInt32,
            isFolder: Bool,
            _ shown: String
        ) throws(Fault) -> ZipEntry.Kind {
            let mode = maker >> 8 == 3 ? attributes >> 16 : 0
            switch mode & 0o170000 {
            case 0o120000 where !isFolder: return .link
            case 0o040000: return .folder
            case 0, 0o100000: return isFolder ? .folder : .file(isExecutable: mode & 0o111 != 0)
            default: throw Fault(entry: shown, reason: "is neither a file nor a folder nor a link")
            }
        }
    }
}
