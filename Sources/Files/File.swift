// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The few things that are done with files here: reading a whole one, and writing one so that nobody sees half of it.
package enum File {
    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: Which file.
    ///   - limit: How many bytes it may have; a longer one is refused before it is held in memory.
    ///   - mustBeRegular: Whether a pipe, a device or a socket is refused: for whoever must not be made to wait, because
    ///     what another process writes may never come.
    /// - Returns: All its bytes.
    /// - Throws: ``FileError`` with the path.
    package static func read(
        _ path: String,
        limit: Int = 1 << 20,
        mustBeRegular: Bool = false
    ) throws(FileError) -> [UInt8] {
        // Without O_NONBLOCK, to open a pipe waits for its writer. What it is can only be asked of what is open.
        let flags = mustBeRegular ? O_NONBLOCK | O_NOCTTY : 0
        let descriptor = uninterrupted { open(path, O_RDONLY | O_CLOEXEC | flags) }
        guard descriptor >= 0 else { throw .last(path) }
        defer { close(descriptor) }
        if mustBeRegular { try checkRegular(descriptor, path) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .last(path)
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw FileError(path: path, reason: .tooLong(limit: limit)) }
        }
    }

    private static func checkRegular(_ descriptor: Int32, _ path: String) throws(FileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last(path) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFDIR: throw FileError(path: path, reason: .system(EISDIR))
        default: throw FileError(path: path, reason: .notRegular)
        }
    }

    /// Whether a path leads to a pipe, as `<(generate)` and `/dev/stdin` do.
    package static func isPipe(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    /// Whether a path leads to a file that is neither a pipe nor a device nor a folder; without opening it.
    package static func isRegular(_ path: String) throws(FileError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .last(path) }
        return status.st_mode & S_IFMT == S_IFREG
    }

    /// Writes a file as a whole: a reader sees the old one or the new one.
    ///
    /// - Parameters:
    ///   - path: Which file.
    ///   - bytes: All that it holds then.
    ///   - mode: Who may do what with it, whatever the process's umask says.
    /// - Throws: ``FileError`` with the path; the old file is untouched then.
    package static func replace(_ path: String, with bytes: [UInt8], mode: UInt32) throws(FileError) {
        let temporary = try writeTemporary(beside: path, bytes, mode)
        guard rename(temporary, path) == 0 else {
            let error = FileError.last(path)
            unlink(temporary)
            throw error
        }
    }

    /// Writes a file as a whole, unless there is one already.
    ///
    /// - Returns: Whether it was written. Of two processes that try at once, one is told `false`.
    @discardableResult
    package static func create(_ path: String, with bytes: [UInt8], mode: UInt32) throws(FileError) -> Bool {
        let temporary = try writeTemporary(beside: path, bytes, mode)
        defer { unlink(temporary) }
        // rename would replace the other one's file; link does not.
        if link(temporary, path) == 0 { return true }
        guard errno == EEXIST else { throw .last(path) }
        return false
    }

    private static func writeTemporary(
        beside path: String,
        _ bytes: [UInt8],
        _ mode: UInt32
    ) throws(FileError) -> String {
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .last(path) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                let error = FileError.last(path)
                unlink(temporary)
                throw error
            }
        }
        guard fchmod(descriptor, mode) == 0 else {
            let error = FileError.last(path)
            unlink(temporary)
            throw error
        }
        return temporary
    }

    /// The permission bits of a file.
    package static func mode(of path: String) throws(FileError) -> UInt32 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .last(path) }
        return status.st_mode & 0o7777
    }

    /// The names of a folder's entries.
    package static func names(in folder: String) throws(FileError) -> [String] {
        guard let directory = opendir(folder) else { throw .last(folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            )
        }
        return names
    }

    /// Whether there is a file, or that cannot be told: then reading it says why.
    ///
    /// What cannot be looked at must not be taken for what is not there: another rule would hold than the one in the file.
    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR)
    }

    package static func remove(_ path: String) throws(FileError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .last(path) }
    }
}

/// Makes a call again that a signal has interrupted: on a network's drive each of them may wait (signal(7)).
func uninterrupted(_ call: () -> Int32) -> Int32 {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
