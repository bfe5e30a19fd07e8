// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTransport
import Glibc
import Logging

/// The folders that are watched, and whose code is in them.
struct WatchedCode: ~Copyable {
    private let inotify: Inotify
    private let watchesAtMost: Int
    private let logger: Logger
    private var roots: [Root] = []
    /// Where the watched folders are; one that two roots reach by different paths has both.
    private var folders: [Int32: Set<String>] = [:]
    private var hasComplained = false

    /// What functions name as their code.
    private struct Root {
        let code: FunctionConfiguration.Code
        /// A folder of code, or the one that an archive is in; without a slash at its end.
        let folder: String
        var functionNames: [String]
        /// The watch of ``folder``; `nil` while that is not there.
        var watch: Int32?

        init(code: FunctionConfiguration.Code, functionNames: [String]) {
            self.code = code
            self.functionNames = functionNames
            let path =
                switch code {
                case .folder(let path): path[...]
                case .archive(let path): path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
                }
            folder = path.hasSuffix("/") ? String(path.dropLast()) : String(path)
        }

        /// Whether what happened to a path matters.
        func concerns(_ path: String) -> Bool {
            switch code {
            case .archive(let archive): return path == archive
            case .folder:
                guard path != folder else { return true }
                guard path.hasPrefix(folder), path.utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/") else {
                    return false
                }
                return !IgnoredNames.contain(path.dropFirst(folder.count))
            }
        }
    }

    init(inotify: consuming Inotify, watchesAtMost: Int, logger: Logger) {
        self.inotify = inotify
        self.watchesAtMost = watchesAtMost
        self.logger = logger
    }

    mutating func watch(_ functions: [FunctionConfiguration]) {
        let wanted = Dictionary(grouping: functions, by: \.code)
        // What was saved a moment ago is told of roots that stay.
        roots.removeAll { wanted[$0.code] == nil }
        for index in roots.indices { roots[index].functionNames = wanted[roots[index].code]?.map(\.functionName) ?? [] }
        for (code, functions) in wanted where !roots.contains(where: { $0.code == code }) {
            roots.append(Root(code: code, functionNames: functions.map(\.functionName)))
            open(roots.count - 1)
        }
        for (watch, paths) in folders where !paths.contains(where: { isWanted($0) }) {
            inotify.remove(watch)
            folders[watch] = nil
        }
    }

    mutating func takeChanges() -> [String] {
        let events = inotify.events()
        var changed = Set<Int>()
        for event in events { take(event, &changed) }
        // A folder that was away may have come back.
        for index in roots.indices where roots[index].watch == nil {
            open(index)
            if roots[index].watch != nil { changed.insert(index) }
        }
        return changed.sorted().flatMap { roots[$0].functionNames }
    }

    // MARK: - What happened

    private mutating func take(_ event: Inotify.Event, _ changed: inout Set<Int>) {
        if event.isOverflow {
            // Nobody knows what was lost: all of it has changed, and new folders may be anywhere.
            for index in roots.indices {
                open(index)
                changed.insert(index)
            }
            return
        }
        guard let paths = folders[event.watch] else { return }
        for path in paths {
            if event.isEnd {
                end(path, event, &changed)
            } else if !event.name.isEmpty {
                let item = "\(path)/\(event.name)"
                if event.isFolder, event.isDeparture { forget(under: item) }
                let concerned = roots.indices.filter { roots[$0].concerns(item) }
                changed.formUnion(concerned)
                if event.isFolder, event.isArrival, concerned.contains(where: { isFolder($0) }) { add(item) }
            }
        }
        if event.isRelease { folders[event.watch] = nil }
    }

    /// A watched folder is gone: its parent tells of it, unless it is a root's.
    private mutating func end(_ path: String, _ event: Inotify.Event, _ changed: inout Set<Int>) {
        let lost = roots.indices.filter { roots[$0].folder == path && roots[$0].watch == event.watch }
        guard !lost.isEmpty else { return }
        for index in lost {
            roots[index].watch = nil
            changed.insert(index)
        }
        forget(under: path)
    }

    // MARK: - Folders

    private func isFolder(_ index: Int) -> Bool {
        if case .folder = roots[index].code { true } else { false }
    }

    private func isWanted(_ path: String) -> Bool {
        roots.contains { root in
            switch root.code {
            case .folder: root.concerns(path)
            case .archive: root.folder == path
            }
        }
    }

    /// Watches what a root names, if it is there.
    private mutating func open(_ index: Int) {
        roots[index].watch = isFolder(index) ? add(roots[index].folder) : addAlone(roots[index].folder)
    }

    /// Watches a folder and those in it.
    ///
    /// - Returns: The folder's own watch.
    @discardableResult
    private mutating func add(_ folder: String) -> Int32? {
        // First the watch, then the look: what is made in between is seen twice and not missed.
        guard let watch = addAlone(folder) else { return nil }
        var waiting = [folder]
        while let folder = waiting.popLast() {
            for name in Self.subfolders(of: folder) where !IgnoredNames.containsFolder(name) {
                let path = "\(folder)/\(name)"
                if addAlone(path) != nil { waiting.append(path) }
            }
        }
        return watch
    }

    private mutating func addAlone(_ folder: String) -> Int32? {
        guard folders.count < watchesAtMost else {
            complain("more than \(watchesAtMost) folders are there")
            return nil
        }
        do throws(SystemError) {
            let watch = try inotify.add(folder)
            folders[watch, default: []].insert(folder)
            return watch
        } catch {
            // What is gone already, or is no folder, is nothing to watch.
            if error.code == ENOSPC { complain("the system allows no more watches (fs.inotify.max_user_watches)") }
            return nil
        }
    }

    /// Says once that saves may go unseen.
    private mutating func complain(_ reason: String) {
        guard !hasComplained else { return }
        hasComplained = true
        logger.warning(
            "not all code folders are watched, because \(reason): what is saved in the others is used after a restart"
        )
    }

    /// Lets go of a folder that is no longer there by this path, and of those in it.
    private mutating func forget(under path: String) {
        for (watch, paths) in folders {
            let rest = paths.filter { $0 != path && !$0.hasPrefix(path + "/") }
            guard rest.count < paths.count else { continue }
            folders[watch] = rest.isEmpty ? nil : rest
            if rest.isEmpty { inotify.remove(watch) }
        }
        for index in roots.indices {
            if let watch = roots[index].watch, folders[watch] == nil { roots[index].watch = nil }
        }
    }

    /// The folders in a folder, links left out: they may lead anywhere, and in circles.
    private static func subfolders(of folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let type = Int32(entry.pointee.d_type)
            guard type == DT_DIR || type == DT_UNKNOWN else { continue }
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            if type == DT_UNKNOWN {
                // Some file systems do not say what an entry is.
                var status = stat()
                guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
            }
            names.append(name)
        }
        return names
    }
}
