// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayJOSE
import Glibc
import Synchronization

/// Where zip files are unpacked: a folder for each content, so that one that has not changed is unpacked once.
package final class ArchiveStore: Sendable {
    private let folder: String
    private let limits: ArchiveLimits
    /// What files held when they were last read: a function may be started often.
    private let known = Mutex<[String: (stamp: FileStamp, place: String)]>([:])

    /// - Parameters:
    ///   - folder: Made when it is needed; what it is in must be there.
    ///   - limits: How much a zip file may hold.
    package init(folder: String, limits: ArchiveLimits = ArchiveLimits()) {
        self.folder = folder
        self.limits = limits
    }

    /// Unpacks a zip file, unless that has been done.
    ///
    /// Who looks finds all of it or nothing: it is unpacked beside its place, and then takes it. Reads and writes files, so
    /// it blocks.
    ///
    /// - Returns: The path of the folder that holds what is in it.
    /// - Throws: ``ArchiveProblem``; nothing is left behind then.
    package func unpack(_ archive: String) throws(ArchiveProblem) -> String {
        // First the stamp: what is saved between the two has another one at the next call.
        let stamp = FileStamp(archive)
        if let stamp, let known = known.withLock({ $0[archive] }), known.stamp == stamp, access(known.place, F_OK) == 0
        {
            return known.place
        }
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try File.read(archive, limit: limits.archiveBytes, mustBeRegular: true)
        } catch {
            throw ArchiveProblem(archive: archive, error)
        }
        let digits = Array("0123456789abcdef".utf8)
        let hash = SHA256.hash(bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        let place = "\(folder)/\(String(decoding: hash, as: UTF8.self))"
        if access(place, F_OK) != 0 {
            do throws(ZipReader.Fault) {
                try unpack(try ZipReader(bytes, limits: limits), to: place)
            } catch {
                throw ArchiveProblem(archive: archive, entry: error.entry, reason: error.reason)
            }
        }
        if let stamp { known.withLock { $0[archive] = (stamp, place) } }
        return place
    }

    private func unpack(_ reader: ZipReader, to place: String) throws(ZipReader.Fault) {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .system(folder) }
        var template = Array("\(place).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .system(folder) }
        let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        do throws(ZipReader.Fault) {
            try UnpackedFolder(path: temporary).fill(from: reader)
            // Another process may have been faster: the same bytes are the same folder.
            guard rename(temporary, place) == 0 || errno == ENOTEMPTY || errno == EEXIST else { throw .system(place) }
        } catch {
            UnpackedFolder(path: temporary).remove()
            throw error
        }
        // Gone, unless the other one was faster.
        UnpackedFolder(path: temporary).remove()
    }
}

/// What changes when a file does.
private struct FileStamp: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int
    private let modified: [Int]
    private let changed: [Int]

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }
}

extension LaunchProblem {
    /// A function whose archive is not unpacked is not started.
    package init(_ problem: ArchiveProblem) {
        self.init(problem.description)
    }
}

extension ArchiveProblem {
    init(archive: String, _ error: FileError) {
        let reason =
            switch error.reason {
            case .system(ENOENT): "no such file; package the function first, or name its folder"
            case .system(let code): String(cString: strerror(code))
            case .notRegular: "it is no file"
            case .tooLong(let limit): "it has more than \(limit) bytes"
            }
        self.init(archive: archive, entry: nil, reason: reason)
    }
}

extension ZipReader.Fault {
    /// A call on a path that failed, with `errno`.
    static func system(_ path: String) -> ZipReader.Fault {
        ZipReader.Fault(entry: nil, reason: "it cannot be unpacked to \(path): \(String(cString: strerror(errno)))")
    }
}
