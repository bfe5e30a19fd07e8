// SPDX-License-Identifier: Apache-2.0

// PKWARE, APPNOTE.TXT 6.3.10; Lambda quotas, "Deployment package (.zip file archive) size".

import GatewayJSON
import GatewayLambda
import Glibc
import TestSupport
import Testing

struct ArchiveTests {
    /// `bootstrap`, executable, and `lib/data.txt`, both deflated by zlib: written by Python's zipfile.
    private static let written =
        "UEsDBBQAAAAIAAAAIVwoebnxHwAAAFYEAAAJAAAAYm9vdHN0cmFwU1bUT8rM0y/O4EpNzshXyEjNyckfZY4yR5mjTPKZAFBLAwQUAAAACAAAACFcC0W5KxcAAAC4CwAADAAAAGxpYi9kYXRhLnR4dO3CQREAAAwCoKxq/w6rsQcc6aKqqv5+UEsBAhQDFAAAAAgAAAAhXCh5ufEfAAAAVgQAAAkAAAAAAAAAAAAAAO2BAAAAAGJvb3RzdHJhcFBLAQIUAxQAAAAIAAAAIVwLRbkrFwAAALgLAAAMAAAAAAAAAAAAAACkgUYAAABsaWIvZGF0YS50eHRQSwUGAAAAAAIAAgBxAAAAhwAAAAAA"

    @Test func `what zipfile of Python packs is unpacked`() throws {
        try unpack(try Base64.decode(Self.written)) { folder throws in
            #expect(try text("\(folder)/bootstrap") == "#!/bin/sh\n" + String(repeating: "echo hello\n", count: 100))
            #expect(mode("\(folder)/bootstrap") & 0o700 == 0o500)
            #expect(try text("\(folder)/lib/data.txt") == String(repeating: "abc", count: 1000))
            #expect(mode("\(folder)/lib/data.txt") & 0o700 == 0o400)
        }
    }

    @Test func `files, folders and links are unpacked`() throws {
        let zip = TestZip(
            .init("./", mode: 0o040755),
            .init("a/", mode: 0o040755),
            .init("a/b/c.txt", "deep", deflated: true),
            .init("./d.txt", "here", mode: nil),
            .init("empty"),
            .init("größe.txt", "umlaut"),
            .link("a/b/up", to: "../../d.txt"),
            .link("to-folder", to: "a/b"),
            .link("dangling", to: "not-there")
        )
        try unpack(zip.bytes) { folder throws in
            #expect(try text("\(folder)/a/b/c.txt") == "deep")
            #expect(try text("\(folder)/a/b/up") == "here")
            #expect(try text("\(folder)/to-folder/c.txt") == "deep")
            #expect(try text("\(folder)/empty").isEmpty)
            #expect(try text("\(folder)/größe.txt") == "umlaut")
            #expect(TemporaryDirectory.names(in: folder)?.count == 6)
        }
    }

    /// For a `String` a slash with an accent behind it is another letter, and two ways to write an accent are one: not so
    /// for the kernel, and for Lambda.
    @Test func `paths are bytes`() throws {
        let zip = TestZip(
            .init("\u{E9}.txt", "composed"),
            .init("e\u{301}.txt", "decomposed"),
            .init("\u{E9}/a", "1"),
            .init("e\u{301}/a", "2"),
            .init("x/\u{301}y", "3"),
            .init("x/z", "4")
        )
        try unpack(zip.bytes) { folder throws in
            #expect(try text("\(folder)/\u{E9}.txt") == "composed")
            #expect(try text("\(folder)/e\u{301}.txt") == "decomposed")
            #expect(try text("\(folder)/e\u{301}/a") == "2")
            #expect(try text("\(folder)/x/\u{301}y") == "3")
        }
    }

    @Test(arguments: [
        TestZip(.init("../\u{301}up.txt")),
        TestZip(.init("a/../\u{301}../\u{301}up.txt")),
        TestZip(.link("a/../\u{301}b/l", to: "../../x")),
        TestZip(.link("l", to: "../\u{301}x")),
        TestZip(.link("l", to: "a/..\u{2F}\u{301}..")),
        TestZip(.link("l", to: "."), .init("l/\u{301}in-a-link")),
        TestZip(.init("/\u{301}absolute")),
        TestZip(.link("l", to: "/\u{301}absolute")),
    ])
    func `accents behind slashes hide nothing`(zip: TestZip) throws {
        try withStore { store, directory in
            let archive = directory.file("code.zip")
            try save(zip.bytes, to: archive)
            #expect(throws: ArchiveProblem.self) { try store.unpack(archive) }
            #expect(TemporaryDirectory.names(in: directory.file("unpacked")) ?? [] == [])
            #expect(TemporaryDirectory.names(in: directory.path)?.sorted().filter { $0 != "unpacked" } == ["code.zip"])
        }
    }

    @Test func `a comment may follow, and what looks like an end in it is none`() throws {
        var zip = TestZip(.init("a", "1"))
        zip.comment = "PK\u{5}\u{6} and more text, so that it could be one"
        try unpack(zip.bytes) { folder throws in #expect(try text("\(folder)/a") == "1") }
    }

    @Test func `the same content is unpacked once, another one elsewhere`() throws {
        try withStore { store, directory in
            let archive = directory.file("code.zip")
            try save(TestZip(.init("a", "1")).bytes, to: archive)
            let first = try store.unpack(archive)
            try save([1], to: "\(first)/mark")
            #expect(try store.unpack(archive) == first)
            // Nor does another store unpack it again, or the same bytes under another name.
            try save(TestZip(.init("a", "1")).bytes, to: directory.file("copy.zip"))
            let other = ArchiveStore(folder: directory.file("unpacked"))
            #expect(try other.unpack(directory.file("copy.zip")) == first)
            #expect(access("\(first)/mark", F_OK) == 0)

            try save(TestZip(.init("a", "2")).bytes, to: archive)
            let second = try store.unpack(archive)
            #expect(second != first)
            #expect(try text("\(second)/a") == "2")
            #expect(try text("\(first)/a") == "1")
        }
    }

    @Test func `a folder that somebody removed is made again`() throws {
        try withStore { store, directory in
            let archive = directory.file("code.zip")
            try save(TestZip(.init("a", "1")).bytes, to: archive)
            let folder = try store.unpack(archive)
            unlink("\(folder)/a")
            rmdir(folder)
            #expect(try store.unpack(archive) == folder)
            #expect(try text("\(folder)/a") == "1")
        }
    }

    @Test func `an archive that is not there is named`() throws {
        try withStore { store, directory in
            let error = try #require(throws: ArchiveProblem.self) { try store.unpack(directory.file("none.zip")) }
            #expect(error.description.hasPrefix("\(directory.file("none.zip")): no such file"))
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let zip: TestZip
        let words: String

        init(_ words: String, _ entries: TestZip.Entry...) {
            var zip = TestZip()
            zip.entries = entries
            self.init(words, zip)
        }

        init(_ words: String, _ zip: TestZip) {
            self.words = words
            self.zip = zip
        }

        var testDescription: String { words }
    }

    private static func end(_ change: @escaping @Sendable (inout [UInt8]) -> Void) -> TestZip {
        var zip = TestZip(.init("a", "1"))
        zip.endChange = change
        return zip
    }

    static var refusals: [Refusal] {
        [
            Refusal("\"../evil\" leaves the folder", .init("../evil")),
            Refusal("leaves the folder", .init("a/../../evil")),
            Refusal("\"/etc/evil\" has an absolute path", .init("/etc/evil")),
            Refusal("has a name with a backslash", .init(#"..\evil"#)),
            Refusal("has a name with a backslash", .init(#"C:\evil"#)),
            Refusal("has a path with an empty name", .init("a//b")),
            Refusal("has a path with an empty name", .init("a/./b")),
            Refusal("has no name", .init("")),
            Refusal("has a name that is not UTF-8", .init("x") { $0.name = [0xFF, 0x61] }),
            Refusal("has a name with a zero byte", .init("a\0b")),
            Refusal("has a name longer than 255 bytes", .init(String(repeating: "n", count: 256))),
            Refusal("has a name longer than 1024 bytes", .init(String(repeating: "n/", count: 600))),
            Refusal("is a link that may lead out", .link("a", to: "/etc/passwd")),
            Refusal("is a link that may lead out", .link("a", to: "../a")),
            Refusal("is a link that may lead out", .link("a/b", to: "../../etc")),
            Refusal("is a link that may lead out", .link("a/b", to: "..//..")),
            Refusal("is a link that may lead out", .link("a", to: "")),
            // Each of them seems to stay inside; together they do not.
            Refusal("is a link that may lead out", .link("d/x", to: ".."), .link("y", to: "d/x/../..")),
            Refusal("is a link of more than 1024 bytes", .link("a", to: String(repeating: "n", count: 1025))),
            Refusal("is inside of \"a\", which is no folder", .link("a", to: "b"), .init("a/c")),
            Refusal("is inside of \"a\", which is no folder", .init("a"), .init("a/b/c")),
            Refusal("\"a\" occurs twice", .init("a", "1"), .init("a", "2")),
            Refusal("\"a\" occurs twice", .init("a", "1"), .init("a/", mode: 0o040755)),
            Refusal("\"a\" occurs twice", .init("a", "1"), .init("./a", "1")),
            Refusal("is neither a file nor a folder", .init("a", mode: 0o010644)),
            Refusal("is neither a file nor a folder", .init("a", mode: 0o020644)),
            Refusal("shares its bytes with another one", .init("a", "1"), .init("b", "1") { $0.offset = 0 }),
            Refusal("its checksum (CRC-32) is another one", .init("a", "1") { $0.crc = 1 }),
            Refusal("its checksum (CRC-32) is another one", .init("a", "1", deflated: true) { $0.crc = 1 }),
            Refusal("is stored, with two lengths that differ", .init("a", "1") { $0.declaredBytes = 2 }),
            Refusal("its data is not what deflate writes", .init("a", "12", deflated: true) { $0.declaredBytes = 1 }),
            Refusal("its data is not what deflate writes", .init("a", "12", deflated: true) { $0.declaredBytes = 3 }),
            Refusal("its data is not what deflate writes", .init("a", "\u{7}junk") { $0.method = 8 }),
            Refusal("would become more than", .init("a", "1", deflated: true) { $0.declaredBytes = 200_000_000 }),
            Refusal("is compressed by method 12", .init("a", "1") { $0.method = 12 }),
            Refusal("is encrypted", .init("a", "1") { $0.flags = 1 }),
            Refusal("needs zip64", .init("a", "1") { $0.declaredBytes = .max }),
            Refusal("needs zip64", .init("a", "1") { $0.offset = .max }),
            Refusal("has no header where the archive says", .init("a", "1") { $0.offset = 7 }),
            Refusal("has no header where the archive says", .init("a", "1") { $0.offset = 1_000_000 }),
            Refusal("this is no zip file", end { $0[0] = 0 }),
            Refusal("one part of an archive of several", end { $0[4] = 1 }),
            Refusal("one part of an archive of several", end { $0[8] = 2 }),
            Refusal("zip64 is not read", end { $0.replaceSubrange(16..<20, with: [255, 255, 255, 255]) }),
            Refusal("its directory is not where", end { $0[16] += 1 }),
            Refusal(
                "its directory is damaged",
                end {
                    $0[8] = 2; $0[10] = 2
                }
            ),
            Refusal(
                "its directory has another length",
                end {
                    $0[8] = 0; $0[10] = 0
                }
            ),
        ]
    }

    @Test(arguments: refusals)
    func `what is wrong with an archive is said, and nothing of it stays`(refusal: Refusal) throws {
        try withStore { store, directory in
            let archive = directory.file("code.zip")
            try save(refusal.zip.bytes, to: archive)
            let error = try #require(throws: ArchiveProblem.self) { try store.unpack(archive) }
            #expect(error.description.contains(refusal.words))
            #expect(error.description.hasPrefix("\(archive): "))
            #expect(TemporaryDirectory.names(in: directory.file("unpacked")) ?? [] == [])
        }
    }

    @Test func `limits hold`() throws {
        var limits = ArchiveLimits()
        limits.entries = 2
        limits.totalBytes = 10
        limits.archiveBytes = 1000
        let three = TestZip(.init("a"), .init("b"), .init("c"))
        let tooMany = try #require(throws: ZipReader.Fault.self) { try ZipReader(three.bytes, limits: limits) }
        #expect(tooMany.reason == "it has more than 2 entries")
        let long = TestZip(.init("a", "123456"), .init("b", "12345"))
        let tooLong = try #require(throws: ZipReader.Fault.self) { try ZipReader(long.bytes, limits: limits) }
        #expect(tooLong.reason == "unpacked it would have more than 10 bytes")
        try withStore(limits) { store, directory in
            try save(Array(repeating: 0, count: 1001), to: directory.file("code.zip"))
            let error = try #require(throws: ArchiveProblem.self) { try store.unpack(directory.file("code.zip")) }
            #expect(error.description.hasSuffix("it has more than 1000 bytes"))
        }
    }

    /// A byte that changed or is missing is noticed, or matters to nobody.
    @Test func `damaged archives are refused or hold the same`() throws {
        let whole = TestZip(.init("a/b", "some text"), .init("c", "more text", deflated: true)).bytes
        let contents: Set<[UInt8]> = [Array("some text".utf8), Array("more text".utf8)]
        var refused = 0
        for index in whole.indices {
            for bit in 0..<8 {
                var damaged = whole
                damaged[index] ^= 1 << bit
                do throws(ZipReader.Fault) {
                    let reader = try ZipReader(damaged)
                    for entry in reader.entries where entry.kind != .folder {
                        #expect(contents.contains(try reader.content(of: entry)))
                    }
                } catch {
                    refused += 1
                }
            }
            #expect(throws: ZipReader.Fault.self) { try ZipReader(Array(whole[..<index])) }
        }
        #expect(refused > 500)
    }

    // MARK: - Means

    private func unpack(_ bytes: [UInt8], _ look: (String) throws -> Void) throws {
        try withStore { store, directory in
            try save(bytes, to: directory.file("code.zip"))
            try look(try store.unpack(directory.file("code.zip")))
        }
    }

    private func withStore(
        _ limits: ArchiveLimits = ArchiveLimits(),
        _ body: (ArchiveStore, TemporaryDirectory) throws -> Void
    ) throws {
        let directory = try TemporaryDirectory()
        try body(ArchiveStore(folder: directory.file("unpacked"), limits: limits), directory)
        withExtendedLifetime(directory) {}
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode : 0
    }
}
