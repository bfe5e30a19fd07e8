// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import Glibc

/// Our bootstraps, which Node and Python can read from files only.
///
/// They stand in the executable and are written into a folder that is called after what is in it: another version of ours
/// that runs at the same time finds its own.
struct BootstrapFiles: Sendable {
    /// Where they are; it need not exist yet.
    let folder: String

    var nodejs: String { folder + "/nodejs.cjs" }
    var python: String { folder + "/python.py" }

    private static let files: [(name: String, bytes: [UInt8])] = [
        ("nodejs.cjs", PackageResources.nodejs_cjs),
        ("connection.cjs", PackageResources.connection_cjs),
        ("environment.cjs", PackageResources.environment_cjs),
        ("loader.cjs", PackageResources.loader_cjs),
        ("logging.cjs", PackageResources.logging_cjs),
        ("streaming.cjs", PackageResources.streaming_cjs),
        ("python.py", PackageResources.python_py),
        ("gateway_invocation.py", PackageResources.gateway_invocation_py),
        ("gateway_runtime_api.py", PackageResources.gateway_runtime_api_py),
    ]

    /// FNV-1a: it tells versions apart, and nobody relies on more, since what is there is compared.
    private static let fingerprint: String = {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in files.flatMap(\.bytes) {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }()

    init(in parent: String) {
        folder = "\(parent)/bootstraps-\(Self.fingerprint)"
    }

    /// Writes what is not there, or not as it should be; nobody reads half a file.
    func write() throws(FileError) {
        try createFolder()
        for (name, bytes) in Self.files {
            let path = "\(folder)/\(name)"
            if try isThere(path, bytes) { continue }
            try File.replace(path, with: bytes, mode: 0o600)
        }
    }

    private func isThere(_ path: String, _ bytes: [UInt8]) throws(FileError) -> Bool {
        guard File.exists(path) else { return false }
        // What is longer than ours is not ours.
        do { return try File.read(path, limit: bytes.count, mustBeRegular: true) == bytes } catch {
            if case .tooLong = error.reason { return false }
            throw error
        }
    }

    private func createFolder() throws(FileError) {
        var path = ""
        for part in folder.split(separator: "/") {
            path += "/" + part
            if mkdir(path, 0o700) != 0, errno != EEXIST { throw FileError(path: path, reason: .system(errno)) }
        }
    }
}
