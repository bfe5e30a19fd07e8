// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import Glibc

/// Where this user's data lies that belongs to no project.
struct UserDataFolder: Sendable {
    let path: String

    /// The folder that the environment names.
    ///
    /// - Source: XDG Base Directory Specification, "Environment variables": a path that is not absolute is ignored.
    /// - Returns: `nil` when there is not even a home.
    static func named(by environment: (String) -> String? = variable) -> UserDataFolder? {
        if let own = environment("GATEWAY_DATA_HOME") { return UserDataFolder(path: own) }
        if let data = environment("XDG_DATA_HOME"), data.utf8.first == UInt8(ascii: "/") {
            return UserDataFolder(path: data + "/gateway-emulator")
        }
        guard let home = environment("HOME"), home.utf8.first == UInt8(ascii: "/") else { return nil }
        return UserDataFolder(path: home + "/.local/share/gateway-emulator")
    }

    static func variable(_ name: String) -> String? {
        guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
        return value
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes it with all folders above it that are missing, for their owner only.
    func prepare() throws(FileError) {
        try Self.make(path)
    }

    private static func make(_ path: String) throws(FileError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let reason = errno
        guard reason == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw FileError(path: path, reason: .system(reason))
        }
        try make(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw FileError(path: path, reason: .system(errno))
        }
    }
}
