// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// The encoding of paths (RFC 3986 §2.1): as in forms, but that `+` is a plus.
enum PercentEncoding {
    /// A path as an HTTP API shows it; a percent sign that begins no escape stands for itself.
    static func decode(_ text: String) -> String {
        String(decoding: decode(Array(text.utf8)[...]), as: UTF8.self)
    }

    static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "%")) else { return Array(bytes) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        for (index, piece) in bytes.split(separator: UInt8(ascii: "+"), omittingEmptySubsequences: false).enumerated() {
            if index > 0 { decoded.append(UInt8(ascii: "+")) }
            decoded += FormURLEncoded.decodeLeniently(piece)
        }
        return decoded
    }
}
