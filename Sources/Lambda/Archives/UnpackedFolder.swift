// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A new folder of ours, while an archive is unpacked into it.
///
/// Nobody else writes there, and the reader has made sure that no entry is inside of a link, so paths lead where they say.
struct UnpackedFolder {
    let path: String

    /// How long the target of a link may be.
    private static let linkBytes = 1024

    func fill(from reader: ZipReader) throws(ZipReader.Fault) {
        // For everybody, as Lambda has it: mkdtemp makes it the owner's alone.
        guard chmod(path, 0o755) == 0 else { throw .system(path) }
        var folders = Set<[UInt8]>()
        for entry in reader.entries {
            switch entry.kind {
            case .folder: try makeFolder(entry.path[...], &folders)
            case .file(let isExecutable):
                try makeFolder(above: entry.path, &folders)
                // Nobody's to write, as on Lambda: what a function changed would be taken for the archive's later.
                try write(try reader.content(of: entry), to: entry.path, mode: isExecutable ? 0o555 : 0o444)
            case .link:
                try makeFolder(above: entry.path, &folders)
                try link(entry, reader)
            }
        }
    }

    private func makeFolder(above entry: String, _ folders: inout Set<[UInt8]>) throws(ZipReader.Fault) {
        guard let parent = EntryPath.parent(of: entry[...]) else { return }
        try makeFolder(parent, &folders)
    }

    /// Makes a folder and those that it is in.
    private func makeFolder(_ name: Substring, _ folders: inout Set<[UInt8]>) throws(ZipReader.Fault) {
        var missing: [Substring] = []
        var name = name
        while !folders.contains(Array(name.utf8)) {
            missing.append(name)
            guard let parent = EntryPath.parent(of: name) else { break }
            name = parent
        }
        for name in missing.reversed() {
            guard mkdir("\(path)/\(name)", 0o755) == 0 else { throw .system("\(path)/\(name)") }
            folders.insert(Array(name.utf8))
        }
    }

    private func write(_ bytes: [UInt8], to name: String, mode: mode_t) throws(ZipReader.Fault) {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(file) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw .system(file)
            }
        }
    }

    private func link(_ entry: ZipEntry, _ reader: ZipReader) throws(ZipReader.Fault) {
        guard entry.bytes <= Self.linkBytes else {
            throw ZipReader.Fault(entry: entry.path, reason: "is a link of more than \(Self.linkBytes) bytes")
        }
        guard let target = String(validating: try reader.content(of: entry), as: UTF8.self),
            EntryPath.staysInside(target, from: entry.path)
        else {
            throw ZipReader.Fault(entry: entry.path, reason: "is a link that may lead out of the folder")
        }
        guard symlink(target, "\(path)/\(entry.path)") == 0 else { throw .system("\(path)/\(entry.path)") }
    }

    /// Removes it and all that is in it, as far as that can be done.
    func remove() {
        Self.remove(path)
    }

    private static func remove(_ path: String) {
        // A folder is told apart by trying: unlink takes everything else, and of a link the link.
        guard unlink(path) != 0, errno == EISDIR || errno == EPERM, let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { remove("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    }
}
