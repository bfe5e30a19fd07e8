// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import Glibc
import TestSupport
import Testing

struct FileTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func failure(_ work: () throws(FileError) -> Void) -> FileError? {
        do throws(FileError) {
            try work()
            return nil
        } catch {
            return error
        }
    }

    // MARK: - Reading

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000])
    func `a file is read whole`(_ length: Int) throws {
        let path = directory.file("a")
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try File.replace(path, with: bytes, mode: 0o600)
        #expect(try File.read(path, limit: length) == bytes)
    }

    @Test func `a file beyond the limit is refused`() throws {
        let path = directory.file("a")
        try File.replace(path, with: [UInt8](repeating: 1, count: 101), mode: 0o600)
        #expect(try File.read(path, limit: 101).count == 101)
        let error = failure { () throws(FileError) in _ = try File.read(path, limit: 100) }
        #expect(error == FileError(path: path, reason: .tooLong(limit: 100)))
        #expect(error?.description == "\(path): the file is longer than 100 bytes")
    }

    @Test func `a file without an end is refused, too`() {
        let error = failure { () throws(FileError) in _ = try File.read("/dev/zero", limit: 1000) }
        #expect(error == FileError(path: "/dev/zero", reason: .tooLong(limit: 1000)))
    }

    @Test func `a pipe is not waited for when only files will do`() throws {
        let pipe = directory.file("pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        let error = failure { () throws(FileError) in _ = try File.read(pipe, mustBeRegular: true) }
        #expect(error == FileError(path: pipe, reason: .notRegular))
        #expect(
            error?.description == "\(pipe): it is a pipe or a device, and reading it may never end; name a file"
        )
    }

    @Test(arguments: ["/dev/null", "/dev/zero", "/dev/tty", "/dev/random"])
    func `a device is refused when only files will do`(_ path: String) {
        let error = failure { () throws(FileError) in _ = try File.read(path, mustBeRegular: true) }
        // Without a terminal there is no /dev/tty to open.
        #expect(error?.reason == .notRegular || path == "/dev/tty" && error?.reason == .system(ENXIO))
    }

    @Test func `a folder is told as such, and a link to a file is the file`() throws {
        let error = failure { () throws(FileError) in _ = try File.read(directory.path, mustBeRegular: true) }
        #expect(error == FileError(path: directory.path, reason: .system(EISDIR)))
        try File.replace(directory.file("a"), with: [1, 2], mode: 0o600)
        try #require(symlink(directory.file("a"), directory.file("link")) == 0)
        #expect(try File.read(directory.file("link"), mustBeRegular: true) == [1, 2])
    }

    @Test func `a definition may still come through a pipe`() throws {
        let pipe = directory.file("pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        try BlockingThread.start {
            let descriptor = open(pipe, O_WRONLY | O_CLOEXEC)
            _ = write(descriptor, "text", 4)
            close(descriptor)
        }
        #expect(try File.read(pipe) == Array("text".utf8))
    }

    @Test func `a missing file is called missing`() {
        let path = directory.file("missing")
        let error = failure { () throws(FileError) in _ = try File.read(path) }
        #expect(error == FileError(path: path, reason: .system(ENOENT)))
        #expect(error?.description == "\(path): no such file")
        #expect(!File.exists(path))
        #expect(failure { () throws(FileError) in _ = try File.mode(of: path) }?.reason == .system(ENOENT))
    }

    @Test func `a folder is no file`() {
        let error = failure { () throws(FileError) in _ = try File.read(directory.path) }
        #expect(error?.description == "\(directory.path): Is a directory")
    }

    // MARK: - Writing

    @Test(arguments: [0o600, 0o644, 0o400] as [UInt32])
    func `a file gets the mode that was asked for`(_ mode: UInt32) throws {
        let (replaced, created) = (directory.file("a"), directory.file("b"))
        try File.replace(replaced, with: [1], mode: mode)
        try File.create(created, with: [1], mode: mode)
        #expect(try File.mode(of: replaced) == mode)
        #expect(try File.mode(of: created) == mode)
    }

    @Test func `replacing changes content and mode, and leaves nothing beside it`() throws {
        let path = directory.file("a")
        try File.replace(path, with: Array("old and long".utf8), mode: 0o644)
        try File.replace(path, with: Array("new".utf8), mode: 0o600)
        #expect(try File.read(path) == Array("new".utf8))
        #expect(try File.mode(of: path) == 0o600)
        #expect(directory.names == ["a"])
    }

    @Test func `a reader sees the old file or the new one, never a part`() async throws {
        let path = directory.file("a")
        let contents = (0..<4).map { [UInt8](repeating: $0, count: 200_000) }
        try File.replace(path, with: contents[0], mode: 0o600)
        await withTaskGroup(of: Void.self) { group in
            for content in contents {
                group.addTask {
                    for _ in 0..<20 {
                        #expect(throws: Never.self) { try File.replace(path, with: content, mode: 0o600) }
                    }
                }
            }
            group.addTask {
                for _ in 0..<100 {
                    #expect(throws: Never.self) {
                        let bytes = try File.read(path)
                        #expect(contents.contains(bytes))
                    }
                }
            }
        }
        #expect(directory.names == ["a"])
    }

    @Test func `replacing a folder fails and leaves nothing behind`() throws {
        let path = directory.file("a")
        mkdir(path, 0o700)
        #expect(failure { () throws(FileError) in try File.replace(path, with: [1], mode: 0o600) }?.path == path)
        #expect(directory.names == ["a"])
    }

    @Test func `creating leaves a file that is there`() throws {
        let path = directory.file("a")
        #expect(try File.create(path, with: [1], mode: 0o600))
        #expect(try !File.create(path, with: [2], mode: 0o644))
        #expect(try File.read(path) == [1])
        #expect(try File.mode(of: path) == 0o600)
        #expect(directory.names == ["a"])
    }

    @Test func `of many who create at once, one does`() async throws {
        let path = directory.file("a")
        let created = await withTaskGroup(of: UInt8?.self) { group in
            for index in 0..<50 as Range<UInt8> {
                group.addTask {
                    do {
                        return try File.create(path, with: [index], mode: 0o600) ? index : nil
                    } catch {
                        Issue.record(error)
                        return nil
                    }
                }
            }
            return await group.reduce(into: [UInt8]()) { all, one in if let one { all.append(one) } }
        }
        #expect(created.count == 1)
        #expect(try File.read(path) == created)
        #expect(directory.names == ["a"])
    }

    @Test func `where nothing can be written, the file that was wanted is named`() {
        let path = directory.file("missing/a")
        for error in [
            failure { () throws(FileError) in try File.replace(path, with: [], mode: 0o600) },
            failure { () throws(FileError) in try File.create(path, with: [], mode: 0o600) },
        ] {
            #expect(error?.description == "\(path): no such file")
        }
    }

    @Test func `removing is done when the file is gone`() throws {
        let path = directory.file("a")
        try File.create(path, with: [], mode: 0o600)
        try File.remove(path)
        try File.remove(path)
        #expect(directory.names == [])
        #expect(failure { () throws(FileError) in try File.remove(directory.path) }?.path == directory.path)
    }
}
