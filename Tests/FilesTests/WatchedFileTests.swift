// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

@testable import GatewayFiles

/// What looking at a file tells, however it is saved.
struct WatchedFileTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func bytes(_ text: String) -> WatchedFile.Content { .bytes(Array(text.utf8)) }

    private func missing(_ path: String) -> WatchedFile.Content {
        .unreadable(FileError(path: path, reason: .system(ENOENT)))
    }

    private func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        fputs(text, file)
    }

    private func looked(at file: WatchedFile) -> WatchedFile {
        var file = file
        file.look()
        return file
    }

    /// Looked at so often that its stamp is trusted.
    private func settled(_ path: String) -> WatchedFile {
        var file = WatchedFile(path)
        for _ in 0..<100 { file.look() }
        return file
    }

    @Test func `the first look tells what is there`() throws {
        let path = directory.file("a")
        #expect(WatchedFile(path).content == missing(path))
        try write("one", to: path)
        #expect(WatchedFile(path).content == bytes("one"))
    }

    enum Save: CaseIterable {
        case inPlace, longer, byRename, byRemoving, withTheOldTime

        func callAsFunction(_ path: String, _ write: (String, String) throws -> Void) throws {
            switch self {
            case .inPlace: try write("two", path)
            case .longer: try write("two and more", path)
            case .byRename:
                try write("two", path + ".new")
                try #require(rename(path + ".new", path) == 0)
            case .byRemoving:
                try #require(unlink(path) == 0)
                try write("two", path)
            case .withTheOldTime:
                var status = stat()
                try #require(stat(path, &status) == 0)
                try write("two", path)
                try #require(utimensat(AT_FDCWD, path, [status.st_atim, status.st_mtim], 0) == 0)
            }
        }
    }

    @Test(arguments: Save.allCases)
    func `a save is seen at the next look`(save: Save) throws {
        let path = directory.file("a")
        try write("one", to: path)
        let file = settled(path)
        try save(path) { try write($0, to: $1) }
        #expect(looked(at: file).content == bytes(save == .longer ? "two and more" : "two"))
    }

    @Test func `saves that follow at once are all seen, the last one too`() throws {
        let path = directory.file("a")
        try write("0000", to: path)
        var file = settled(path)
        for number in 1..<500 {
            // The same length each time, and mostly the same moment by the file system's clock.
            let text = String(number + 1000)
            try write(text, to: path)
            file.look()
            #expect(file.content == bytes(text))
        }
    }

    @Test func `a file that goes and comes back is seen to do so`() throws {
        let path = directory.file("a")
        try write("one", to: path)
        var file = settled(path)
        unlink(path)
        file.look()
        #expect(file.content == missing(path))
        try write("one", to: path)
        file.look()
        #expect(file.content == bytes("one"))
    }

    @Test func `behind a link it is what the link leads to that is seen`() throws {
        mkdir(directory.file("elsewhere"), 0o700)
        let target = directory.file("elsewhere/a")
        try write("one", to: target)
        let path = directory.file("a")
        try #require(symlink("elsewhere/a", path) == 0)
        let file = settled(path)
        try write("two", to: target)
        #expect(looked(at: file).content == bytes("two"))
        unlink(target)
        #expect(looked(at: file).content == missing(path))
    }

    /// How Kubernetes updates a mounted ConfigMap: the file leads through a folder that is a link, and that one is turned.
    @Test func `a folder that is exchanged by turning a link is seen`() throws {
        for (folder, text) in [("v1", "one"), ("v2", "two")] {
            mkdir(directory.file(folder), 0o700)
            try write(text, to: directory.file("\(folder)/a"))
        }
        try #require(symlink("v1", directory.file("..data")) == 0)
        try #require(symlink("..data/a", directory.file("a")) == 0)
        let file = settled(directory.file("a"))
        #expect(file.content == bytes("one"))
        try #require(symlink("v2", directory.file("..data_tmp")) == 0)
        try #require(rename(directory.file("..data_tmp"), directory.file("..data")) == 0)
        #expect(looked(at: file).content == bytes("two"))
    }

    @Test func `the folder itself may be moved away, and come back`() throws {
        let folder = directory.file("project")
        mkdir(folder, 0o700)
        try write("one", to: folder + "/a")
        var file = settled(folder + "/a")
        try #require(rename(folder, directory.file("away")) == 0)
        file.look()
        #expect(file.content == missing(folder + "/a"))
        try #require(rename(directory.file("away"), folder) == 0)
        file.look()
        #expect(file.content == bytes("one"))
    }

    @Test func `a folder in its place is no file, and one beyond the limit is not held`() throws {
        let path = directory.file("a")
        try write("one", to: path)
        var file = settled(path)
        unlink(path)
        mkdir(path, 0o700)
        file.look()
        guard case .unreadable = file.content else {
            Issue.record("\(file.content)")
            return
        }
        rmdir(path)
        try File.create(path, with: [UInt8](repeating: 1, count: (1 << 20) + 1), mode: 0o600)
        file.look()
        #expect(file.content == .unreadable(FileError(path: path, reason: .tooLong(limit: 1 << 20))))
    }

    @Test func `a file that may not be read is looked at again when it may`() throws {
        let path = directory.file("a")
        try write("one", to: path)
        var file = settled(path)
        chmod(path, 0)
        file.look()
        // Whoever is root may read it all the same.
        let refused = WatchedFile.Content.unreadable(FileError(path: path, reason: .system(EACCES)))
        #expect(file.content == (geteuid() == 0 ? bytes("one") : refused))
        chmod(path, 0o600)
        file.look()
        #expect(file.content == bytes("one"))
    }
}
