// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import GatewayDefinitions

final class SourceFileTests {
    private let folder: String

    init() throws {
        var template = Array("/tmp/gateway-source-file-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        rmdir(folder)
    }

    @Test func `a file is read byte by byte`() throws {
        try withFile("routes.yml", [0xEF, 0xBB, 0xBF, 0x00, 0xFF]) { path in
            let bytes = try SourceFile.read(path: path)
            #expect(bytes == [0xEF, 0xBB, 0xBF, 0x00, 0xFF])
        }
    }

    @Test func `a file of exactly the limit is read, one byte more is refused`() throws {
        try withFile("routes.yml", [UInt8](repeating: 0x20, count: 200_000)) { path in
            let bytes = try SourceFile.read(path: path, limit: 200_000)
            #expect(bytes.count == 200_000)
            #expect(
                report { try SourceFile.read(path: path, limit: 199_999) }
                    == "\(path): the file is longer than 199999 bytes; is it the right file?"
            )
        }
    }

    @Test func `an endless file is refused`() {
        #expect(
            report { try SourceFile.read(path: "/dev/zero") }
                == "/dev/zero: the file is longer than 1048576 bytes; is it the right file?"
        )
    }

    @Test func `a missing file says so`() {
        #expect(report { try SourceFile.read(path: "\(folder)/routes.yml") } == "\(folder)/routes.yml: no such file")
    }

    @Test func `a missing file of a relative path says where it was looked for`() throws {
        let start = try #require(getcwd(nil, 0))
        defer { free(start) }
        #expect(
            report { try SourceFile.read(path: "no-such-folder/x.yml") }
                == "no-such-folder/x.yml: no such file; it was looked for in \(String(cString: start))"
        )
    }

    @Test func `a missing file suggests one with nearly its name`() throws {
        try withFile("routes.yaml", []) { path in
            #expect(
                report { try SourceFile.read(path: "\(folder)/routes.yml") }
                    == "\(folder)/routes.yml: no such file; did you mean \"\(path)\"?"
            )
        }
    }

    @Test func `a directory is no file`() {
        #expect(report { try SourceFile.read(path: folder) } == "\(folder): this is a directory; name a file in it")
    }

    @Test func `a path through a file says so`() throws {
        try withFile("routes.yml", []) { path in
            #expect(
                report { try SourceFile.read(path: "\(path)/x") }
                    == "\(path)/x: a part of this path is a file, not a directory"
            )
        }
    }

    @Test(arguments: [
        (EACCES, "r.yml: permission denied; make the file readable for the user who runs this"),
        (EPERM, "r.yml: permission denied; make the file readable for the user who runs this"),
        (EIO, "r.yml: cannot be read: Input/output error"),
        (ENAMETOOLONG, "r.yml: cannot be read: File name too long"),
    ])
    func `what the system says is put into words`(_ code: CInt, _ text: String) {
        #expect(SourceFile.failure(code, path: "r.yml").description == text)
    }

    @Test(arguments: [("config.yml", ""), ("a/config.yml", "a/"), ("/config.yml", "/"), ("../a/b.yml", "../a/")])
    func `the folder of a path is all up to its last slash`(_ path: String, _ folder: String) {
        #expect(SourceFile.folder(of: path) == folder)
    }

    /// Both readers go through the file.
    @Test func `the readers report a file that is not there`() {
        #expect(
            report { try RoutesFile.read(path: "/nowhere/r.yml") }
                == "/nowhere/r.yml: no such file"
        )
        #expect(
            report { try ConfigFile.settings(path: "/nowhere/c.yml", environment: [:]) }
                == "/nowhere/c.yml: no such file"
        )
    }

    private func withFile(_ name: String, _ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let path = "\(folder)/\(name)"
        let stream = try #require(fopen(path, "w"))
        #expect(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
        fclose(stream)
        defer { unlink(path) }
        try body(path)
    }
}
