// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import Glibc
import TestSupport
import Testing

struct FileLockTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func locked(_ path: String) throws(FileError) -> FileLock {
        try File.replace(path, with: [], mode: 0o600)
        return try FileLock(path)
    }

    private func isHeld(_ path: String) -> Result<Bool, FileError> {
        do throws(FileError) {
            return .success(try FileLock.isHeld(path))
        } catch {
            return .failure(error)
        }
    }

    @Test func `a lock is held until it is let go, and by one only`() throws {
        let path = directory.file("a")
        do {
            let lock = try locked(path)
            #expect(isHeld(path) == .success(true))
            do throws(FileError) {
                _ = try FileLock(path)
                Issue.record("a second one holds it")
            } catch {
                #expect(error == FileError(path: path, reason: .system(EWOULDBLOCK)))
            }
            _ = consume lock
        }
        #expect(isHeld(path) == .success(false))
    }

    @Test func `what is not there is not locked but missing`() {
        let path = directory.file("a")
        #expect(isHeld(path) == .failure(FileError(path: path, reason: .system(ENOENT))))
    }

    @Test func `a name that goes from one locked file to another is held at every moment`() async throws {
        let (path, next) = (directory.file("a"), directory.file("next"))
        let (isLocked, isDone) = (Gate(), Gate())
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                defer { isLocked.open() }
                do {
                    var current = try locked(next)
                    rename(next, path)
                    isLocked.open()
                    while !isDone.isOpen {
                        let successor = try locked(next)
                        rename(next, path)
                        current = successor
                    }
                    _ = consume current
                } catch {
                    Issue.record(error)
                }
            }
            group.addTask { [self] in
                await isLocked.pass()
                defer { isDone.open() }
                for _ in 0..<20_000 where isHeld(path) != .success(true) {
                    Issue.record("not held")
                    return
                }
            }
        }
    }
}
