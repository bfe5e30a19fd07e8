// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayTime

/// Looks at the files of a project, to tell when one holds other bytes.
///
/// It looks four times a second instead of having the kernel tell (inotify(7)). That is two calls of stat(2) each time, and
/// it sees everything: whatever way an editor saves, links that are turned, folders that are exchanged, files that appear
/// later, and the drives of network, Windows (WSL) and virtual machines, of which inotify hears nothing. inotify would
/// need a watch on each folder that a path leads through, and this beside it for whenever that does not do.
struct DefinitionWatch: Sendable {
    private var files: [WatchedFile]

    private static let interval = Duration.milliseconds(250)
    /// An editor may need several steps to save. What has not changed for so long is complete, or will change again.
    private static let settlingTime = Duration.milliseconds(50)
    /// So that a file that is always being written is read all the same.
    private static let settlingLooks = 10

    /// Looks for the first time.
    init(_ files: ProjectFiles) {
        self.files = [WatchedFile(files.definition), WatchedFile(files.configPlace)]
    }

    /// Waits until files hold other bytes than at the end of the last call.
    ///
    /// - Returns: Their paths.
    /// - Throws: `CancellationError` when the task is cancelled.
    mutating func change(time: TimeSource = .system) async throws -> [String] {
        let known = files
        while true {
            try await time.sleep(Self.interval)
            look()
            if changed(since: known).isEmpty { continue }
            try await settle(time)
            let paths = changed(since: known)
            if !paths.isEmpty { return paths }
        }
    }

    private mutating func settle(_ time: TimeSource) async throws {
        for _ in 0..<Self.settlingLooks {
            let earlier = files
            try await time.sleep(Self.settlingTime)
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
