// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Links to files among the code: who saves what one leads to, saves the code.
struct CodeLinks {
    /// The links, by the real path of what they lead to.
    private var links: [String: Set<String>] = [:]

    /// Notes a link to a file; whatever else it is, is left alone.
    ///
    /// - Returns: The folder in which a save of that file is seen.
    mutating func add(_ path: String) -> String? {
        var status = stat()
        guard Self.isLink(path), stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let resolved = realpath(path, nil)
        else { return nil }
        defer { free(resolved) }
        let target = String(cString: resolved)
        links[target, default: []].insert(path)
        guard let slash = target.utf8.lastIndex(of: UInt8(ascii: "/")), slash > target.startIndex else { return nil }
        return String(target[..<slash])
    }

    static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// What a path is for the code: itself, and the links that lead to it.
    func names(of path: String) -> [String] { [path] + (links[path] ?? []) }

    /// Whether the target of a link is in a folder.
    func lead(into folder: String) -> Bool {
        links.keys.contains { target in
            target.hasPrefix(folder + "/") && !target.dropFirst(folder.count + 1).utf8.contains(UInt8(ascii: "/"))
        }
    }

    /// Forgets the links that nobody wants any more.
    mutating func keep(where isWanted: (String) -> Bool) {
        links = links.mapValues { $0.filter(isWanted) }.filter { !$0.value.isEmpty }
    }
}
