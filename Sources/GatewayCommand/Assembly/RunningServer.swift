// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayIssuer
import GatewayJSON
import Glibc

/// What a running server with the embedded issuer tells other commands, in a file of the state directory.
struct RunningServer {
    let processId: Int32
    let issuer: String
    let audience: String

    private static let fileName = "server.json"

    /// The server that runs now, if one does.
    static func find(in directory: StateDirectory) -> RunningServer? {
        do {
            let value = try JSONValue(parsing: File.read(directory.file(fileName), limit: 64 * 1024))
            guard let pid = value.object?["pid"]?.number?.int64, let processId = Int32(exactly: pid),
                let issuer = value.object?["issuer"]?.string, let audience = value.object?["audience"]?.string,
                kill(processId, 0) == 0 || errno == EPERM
            else { return nil }
            return RunningServer(processId: processId, issuer: issuer, audience: audience)
        } catch {
            return nil  // Not there, or half of another version's: then nobody runs that we know of.
        }
    }

    func write(to directory: StateDirectory) throws(FileError) {
        let value: JSONValue = [
            "pid": .number(JSONNumber(Int64(processId))),
            "issuer": .string(issuer),
            "audience": .string(audience),
        ]
        try directory.prepare()
        try File.replace(directory.file(Self.fileName), with: value.compactBytes, mode: 0o600)
    }

    /// Removes the file, unless another server has written it since.
    func remove(from directory: StateDirectory) throws(FileError) {
        guard RunningServer.find(in: directory)?.processId == processId else { return }
        try File.remove(directory.file(Self.fileName))
    }
}
