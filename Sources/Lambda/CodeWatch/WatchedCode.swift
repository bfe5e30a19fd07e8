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
    private var roots: [CodeRoot] = []
    /// Where the watched folders are; one that two roots reach by different paths has both.
    private var folders: [Int32: Set<String>] = [:]
    private var links = CodeLinks()
    private var hasComplained = false

    init(inotify: consuming Inotify, watchesAtMost: Int, logger: Logger) {
        self.inotify = inotify
        self.watchesAtMost = watchesAtMost
        self.logger = logger
    }

    mutating func watch(_ functions: [FunctionConfiguration]) {
        let wanted = Dictionary(grouping: functions, by: \.code)
        // What was saved a moment ago is told of roots that stay.
        roots.removeAll { wanted[$0.code] == nil }
        for index in roots.indices { roots[index].use(wanted[roots[index].code] ?? []) }
        for (code, functions) in wanted where !roots.contains(where: { $0.code == code }) {
            roots.append(CodeRoot(code: code, functions: functions))
            open(roots.count - 1)
        }
        let roots = roots
        links.keep { link in roots.contains { $0.concerns(link) } }
        for root in roots { for folder in root.handlerFolders { add(folder) } }
        for (watch, paths) in folders where !paths.contains(where: { isWanted($0) }) {
            inotify.remove(watch)
            folders[watch] = nil
        }
    }

    mutating func takeChanges() -> [String] {
        let events = inotify.events()
        var changed = Set<Int>()
        for event in events { take(event, &changed) }
        // A name above one may stand for another folder now, of which no folder that is watched tells.
        for index in roots.indices where roots[index].isAnotherOne {
            forget(under: roots[index].folder)
            roots[index].watch = nil
            changed.insert(index)
        }
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
                let names = links.names(of: item)
                let concerned = roots.indices.filter { index in names.contains { roots[index].concerns($0) } }
                changed.formUnion(concerned)
                if event.isArrival, concerned.contains(where: { roots[$0].isFolder }) {
                    if event.isFolder {
                        add(item)
                    } else if CodeLinks.isLink(item) {
                        forget(under: item)
                        addLink(item)
                        add(item)
                    }
                }
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

    private func isWanted(_ path: String) -> Bool {
        links.lead(into: path)
            || roots.contains { root in
                switch root.code {
                case .folder: root.concerns(path)
                case .archive: root.folder == path
                }
            }
    }

    /// Watches what a root names, if it is there.
    private mutating func open(_ index: Int) {
        roots[index].remember()
        roots[index].watch = roots[index].isFolder ? add(roots[index].folder) : addAlone(roots[index].folder)
        if case .archive(let path) = roots[index].code { addLink(path) }
        for folder in roots[index].handlerFolders { add(folder) }
    }

    /// Watches a folder and those in it.
    ///
    /// - Returns: The folder's own watch.
    @discardableResult
    private mutating func add(_ folder: String) -> Int32? {
        // First the watch, then the look: what is made in between is seen twice and not missed.
        guard let watch = addAlone(folder) else { return nil }
        var waiting = [folder]
        // Links may lead in circles.
        var seen: Set = [watch]
        while let folder = waiting.popLast() {
            for (name, isLink) in Self.subfolders(of: folder) where !IgnoredNames.containsFolder(name) {
                let path = "\(folder)/\(name)"
                if isLink { addLink(path) }
                if let watch = addAlone(path), seen.insert(watch).inserted { waiting.append(path) }
            }
        }
        return watch
    }

    /// Watches the folder that what a link leads to is in, if that is a file.
    private mutating func addLink(_ path: String) {
        if let folder = links.add(path) { _ = addAlone(folder) }
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

    /// The folders in a folder, and its links, which may lead to one.
    private static func subfolders(of folder: String) -> [(name: String, isLink: Bool)] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [(String, Bool)] = []
        while let entry = readdir(directory) {
            var type = Int32(entry.pointee.d_type)
            guard type == DT_DIR || type == DT_LNK || type == DT_UNKNOWN else { continue }
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            if type == DT_UNKNOWN {
                // Some file systems do not say what an entry is.
                var status = stat()
                guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
                switch status.st_mode & S_IFMT {
                case S_IFLNK: type = Int32(DT_LNK)
                case S_IFDIR: type = Int32(DT_DIR)
                default: continue
                }
            }
            names.append((name, type == DT_LNK))
        }
        return names
    }
}
