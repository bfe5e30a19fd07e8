// SPDX-License-Identifier: Apache-2.0

import Glibc

extension File {
    /// A path as an absolute one: from the working directory on, unless it is one already.
    ///
    /// Links stay, and so does `..`; a leading `./` and slashes at its end go.
    package static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let start = getcwd(nil, 0) else { return absolute(path, in: "/") }
        defer { free(start) }
        return absolute(path, in: String(cString: start))
    }

    /// The same from an absolute folder on.
    package static func absolute(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") { return trimmed(path) }
        var rest = path[...]
        while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
        return trimmed(rest.isEmpty || rest == "." ? folder : (folder == "/" ? "" : folder) + "/" + rest)
    }

    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
