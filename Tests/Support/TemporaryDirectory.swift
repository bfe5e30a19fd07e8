// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A folder for one test, gone with it.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/gateway-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw NoDirectory(code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    package struct NoDirectory: Error {
        package let code: Int32
    }

    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// What is in it, hidden files too.
    package var names: [String] { Self.names(in: path) ?? [] }

    /// What is in a folder, in order; `nil` when it is none.
    package static func names(in folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
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
        Self.remove(path)
    }

    private static func remove(_ folder: String) {
        for name in names(in: folder) ?? [] {
            let path = "\(folder)/\(name)"
            // A folder, or a link to one, is told apart by trying: unlink takes everything but folders.
            if unlink(path) != 0 { remove(path) }
        }
        rmdir(folder)
    }
}
