// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A lock on a file that the kernel takes back when the process ends, however it ends (flock(2)).
package struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: ``FileError``, with EWOULDBLOCK when somebody else holds it.
    package init(_ path: String) throws(FileError) {
        descriptor = try Self.lock(path)
    }

    /// Waits as long as somebody else holds it; for locks that are held for a moment only.
    package init(waitingFor path: String) throws(FileError) {
        descriptor = try Self.lock(path, waits: true)
    }

    deinit {
        close(descriptor)
    }

    /// Whether somebody holds the lock of a file.
    package static func isHeld(_ path: String) throws(FileError) -> Bool {
        do throws(FileError) {
            close(try lock(path))
            return false
        } catch {
            guard error.reason == .system(EWOULDBLOCK) else { throw error }
            return true
        }
    }

    private static func lock(_ path: String, waits: Bool = false) throws(FileError) -> Int32 {
        while true {
            let descriptor = uninterrupted { open(path, O_RDWR | O_CLOEXEC) }
            guard descriptor >= 0 else { throw .last(path) }
            guard uninterrupted({ flock(descriptor, LOCK_EX | (waits ? 0 : LOCK_NB)) }) == 0 else {
                let error = FileError.last(path)
                close(descriptor)
                throw error
            }
            // Another file may have taken its name since, and that one is not locked by this.
            var (locked, named) = (stat(), stat())
            guard fstat(descriptor, &locked) == 0, stat(path, &named) == 0 else {
                let error = FileError.last(path)
                close(descriptor)
                throw error
            }
            if locked.st_dev == named.st_dev, locked.st_ino == named.st_ino { return descriptor }
            close(descriptor)
        }
    }
}
