// SPDX-License-Identifier: Apache-2.0

import GatewayFiles

/// Writes a file by another one that takes its name.
func save(_ bytes: [UInt8], to path: String) throws {
    try File.replace(path, with: bytes, mode: 0o644)
}

func text(_ path: String) throws -> String {
    String(decoding: try File.read(path), as: UTF8.self)
}
