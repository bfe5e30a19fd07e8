// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayIssuer
import GatewayJSON
import GatewayModel
import GatewayTime
import Glibc
import Synchronization

/// What a running server tells other commands, in a file of the state directory.
///
/// Each server has a file of its own and holds a lock on it as long as it lives: so several may run in one folder, and
/// one that was killed is not taken for one that runs, whoever has its process id now.
struct RunningServer {
    /// Whose tokens it accepts.
    let issuer: String
    let audience: String
    /// Whether it is the issuer itself, so that `gateway token` can sign for it.
    let isEmbedded: Bool
    /// When it started, in nanoseconds since 1970.
    let startedAt: Int64

    /// How it is called, if it is the embedded issuer.
    var names: IssuerNames? { isEmbedded ? IssuerNames(eitherOf: issuer) : nil }

    private static let prefix = "server-"

    /// The servers that run now, the newest first; in a command of `gateway run` only the one around it.
    ///
    /// Files of servers that were killed are removed.
    static func all(in directory: StateDirectory) -> [RunningServer] {
        let names: [String]
        do throws(FileError) {
            names = try File.names(in: directory.path)
        } catch {
            return []  // There is no such folder: nobody runs.
        }
        let servers = names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }
            .compactMap { read(directory.file($0)) }
            .sorted { $0.startedAt > $1.startedAt }
        // Of several runs at a time, each command means its own.
        let around = getenv(ChildEnvironment.issuer).map { String(cString: $0) }
        guard let own = servers.first(where: { $0.issuer == around }) else { return servers }
        return [own]
    }

    private static func read(_ path: String) -> RunningServer? {
        do {
            guard try FileLock.isHeld(path) else {
                try File.remove(path)
                return nil
            }
            let object = try JSONValue(parsing: File.read(path, limit: 64 * 1024)).object
            guard let issuer = object?["issuer"]?.string, let audience = object?["audience"]?.string,
                let isEmbedded = object?["embedded"]?.bool, let startedAt = object?["startedAt"]?.number?.int64
            else { return nil }
            return RunningServer(issuer: issuer, audience: audience, isEmbedded: isEmbedded, startedAt: startedAt)
        } catch {
            return nil  // Gone in this moment, or of another version: then nobody runs that we know of.
        }
    }

    /// Tells others that this process runs, until the publication ends.
    func publish(in directory: StateDirectory) throws(FileError) -> Publication {
        try Publication(self, in: directory)
    }

    /// Writes the file, and locks it before others can see it: they remove one that nobody holds.
    fileprivate func replace(_ path: String, in directory: StateDirectory) throws(FileError) -> FileLock {
        // Somebody may have deleted the folder: that is how one uninstalls.
        try directory.prepare()
        let value: JSONValue = [
            "issuer": .string(issuer),
            "audience": .string(audience),
            "embedded": .bool(isEmbedded),
            "startedAt": .number(JSONNumber(startedAt)),
        ]
        let next = path + ".next"
        try File.replace(next, with: value.compactBytes, mode: 0o600)
        do throws(FileError) {
            let lock = try FileLock(next)
            guard rename(next, path) == 0 else { throw FileError(path: path, reason: .system(errno)) }
            return lock
        } catch {
            // Nobody would look at it again.
            unlink(next)
            throw error
        }
    }

    /// A server's file, while the server lives.
    final class Publication: Sendable {
        private let directory: StateDirectory
        private let path: String
        private let lock: Mutex<FileLock>

        fileprivate init(_ server: RunningServer, in directory: StateDirectory) throws(FileError) {
            self.directory = directory
            path = directory.file("\(RunningServer.prefix)\(getpid()).json")
            lock = Mutex(try server.replace(path, in: directory))
        }

        /// Tells others what is true now.
        func update(_ server: RunningServer) throws(FileError) {
            try lock.withLock { current throws(FileError) in current = try server.replace(path, in: directory) }
        }

        func end() throws(FileError) {
            try File.remove(path)
        }
    }
}

extension RunningServer {
    init(_ tokens: AcceptedTokens, startedAt: Timestamp) {
        self.init(
            issuer: tokens.settings.issuer,
            audience: tokens.settings.audience,
            isEmbedded: tokens.issuer != nil,
            startedAt: startedAt.nanosecondsSince1970
        )
    }
}
