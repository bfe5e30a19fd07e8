// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A folder for one test, gone with it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/gateway-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw NoDirectory(code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    struct NoDirectory: Error {
        let code: Int32
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// What is in it, hidden files too.
    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    deinit {
        for name in names where unlink(file(name)) != 0 {
            for inner in [".gitignore", "issuer-key.pem"] { unlink(file("\(name)/\(inner)")) }
            rmdir(file(name))
        }
        rmdir(path)
    }
}
