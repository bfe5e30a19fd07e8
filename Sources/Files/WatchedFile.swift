// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file that is looked at again and again, to learn what it holds now.
///
/// It is known by its path alone, so it does not matter how an editor saves: in place, by renaming another file to it, or
/// by turning a link. What the path leads to is what counts, and that there is nothing is as good an answer.
struct WatchedFile: Sendable {
    let path: String
    private(set) var content: Content
    private var stamp: Stamp?
    private var looksAtStamp = 0

    enum Content: Sendable, Hashable {
        case bytes([UInt8])
        case unreadable(FileError)
    }

    /// How often a file is read although its stamp is the same.
    ///
    /// A file system's clock goes in steps, up to two seconds long (FAT): two saves within one step differ in nothing but
    /// their bytes. Four looks a second make this three seconds.
    private static let looksBeforeTrust = 12

    /// Looks for the first time.
    ///
    /// - Parameter path: Which file; it need not be there.
    init(_ path: String) {
        self.path = path
        // First the stamp: what is saved between the two has another one at the next look.
        stamp = Stamp(path)
        content = Self.read(path)
    }

    /// Looks again.
    ///
    /// Costs a call of stat(2) when nothing has happened: programs that look at every file that is opened, as virus
    /// scanners do, are not kept busy.
    mutating func look() {
        let stamp = Stamp(path)
        looksAtStamp = stamp == self.stamp ? looksAtStamp + 1 : 0
        self.stamp = stamp
        guard stamp == nil || looksAtStamp < Self.looksBeforeTrust else { return }
        content = Self.read(path)
    }

    /// What comes out of a pipe is for whoever serves it, once; a look must neither take it away nor wait for it.
    private static func read(_ path: String) -> Content {
        do throws(FileError) {
            guard try File.isRegular(path) else { throw FileError(path: path, reason: .notRegular) }
            return .bytes(try File.read(path, mustBeRegular: true))
        } catch {
            return .unreadable(error)
        }
    }
}

/// What changes when a file does: as a rule all of it.
private struct Stamp: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    private let modified: Moment
    /// Of the file's own record: it cannot be set back, as the other one can by programs that unpack or copy.
    private let changed: Moment

    private struct Moment: Sendable, Hashable {
        let seconds: Int
        let nanoseconds: Int

        init(_ time: timespec) {
            seconds = time.tv_sec
            nanoseconds = time.tv_nsec
        }
    }

    /// - Returns: `nil` when there is nothing to be seen.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = Moment(status.st_mtim)
        changed = Moment(status.st_ctim)
    }
}
