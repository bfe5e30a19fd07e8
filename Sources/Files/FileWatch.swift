// SPDX-License-Identifier: Apache-2.0

/// Looks at files, to tell when one holds other bytes.
///
/// It looks four times a second instead of having the kernel tell (inotify(7)). That is one call of stat(2) for each file,
/// and it sees everything: whatever way an editor saves, links that are turned, folders that are exchanged, files that
/// appear later, and the drives of networks, of Windows (WSL) and of virtual machines, of which inotify hears nothing.
/// inotify would need a watch on each folder that a path leads through, and this beside it for whenever that does not do.
package struct FileWatch: Sendable {
    private var files: [WatchedFile]

    package static let interval = Duration.milliseconds(250)
    /// How long a file must be left alone to be taken for complete: an editor may need several steps to save, and what is
    /// there in between may be a definition, too, with less in it that guards.
    package static let settlingTime = Duration.milliseconds(200)
    /// So that a file that is always being written is told of all the same.
    package static let settlingLooks = 3

    /// Looks for the first time.
    ///
    /// - Parameter paths: Which files; they need not be there.
    package init(_ paths: [String]) {
        files = paths.map(WatchedFile.init)
    }

    /// Looks at further files, too, from now on.
    package mutating func add(_ paths: [String]) {
        let known = Set(files.map(\.path))
        files += paths.filter { !known.contains($0) }.map(WatchedFile.init)
    }

    /// Waits until files hold other bytes than at the end of the last call.
    ///
    /// - Parameter sleep: Waits between two looks.
    /// - Returns: Their paths.
    /// - Throws: What `sleep` throws, when it is cancelled for example.
    package mutating func change(sleep: (Duration) async throws -> Void) async throws -> [String] {
        let known = files
        while true {
            try await sleep(Self.interval)
            look()
            if changed(since: known).isEmpty { continue }
            try await settle(sleep)
            let paths = changed(since: known)
            if !paths.isEmpty { return paths }
        }
    }

    private mutating func settle(_ sleep: (Duration) async throws -> Void) async throws {
        for _ in 0..<Self.settlingLooks {
            let earlier = files
            try await sleep(Self.settlingTime)
            look()
            if changed(since: earlier).isEmpty { return }
        }
    }

    private mutating func look() {
        for index in files.indices { files[index].look() }
    }

    private func changed(since earlier: [WatchedFile]) -> [String] {
        zip(files, earlier).filter { $0.content != $1.content }.map(\.0.path)
    }
}
