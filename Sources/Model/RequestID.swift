// SPDX-License-Identifier: Apache-2.0

/// The random bits of one request, from which its three ids are written.
package struct RequestID: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64
    package let extra: UInt64

    package init(high: UInt64, low: UInt64, extra: UInt64) {
        self.high = high
        self.low = low
        self.extra = extra
    }

    /// Appends the value of `x-amzn-RequestId`: a UUID of version 4 (RFC 9562 §5.4).
    package func appendUUID(to bytes: inout [UInt8]) {
        let first = high & ~0xF000 | 0x4000
        let second = low & ~(0b11 << 62) | 0b10 << 62
        appendHex(first >> 32, digits: 8, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendHex(first >> 16, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendHex(first, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendHex(second >> 48, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendHex(second, digits: 12, to: &bytes)
    }

    package var uuid: String {
        var bytes: [UInt8] = []
        appendUUID(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the value of `x-amz-apigw-id`: fifteen URL-safe characters and `=`.
    package func appendExtendedID(to bytes: inout [UInt8]) {
        var bits = extra
        for position in 0..<15 {
            if position == 10 { bits = high &+ low }
            bytes.append(Self.urlSafe[Int(bits & 63)])
            bits >>= 6
        }
        bytes.append(UInt8(ascii: "="))
    }

    package var extendedID: String {
        var bytes: [UInt8] = []
        appendExtendedID(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the value of `X-Amzn-Trace-Id` for a request that brought none.
    ///
    /// - Parameters:
    ///   - seconds: The time since 1970, which begins the root.
    ///   - bytes: Where it is appended.
    package func appendTraceID(seconds: Int64, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "Root=1-".utf8)
        appendHex(UInt64(bitPattern: seconds), digits: 8, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendHex(low, digits: 16, to: &bytes)
        appendHex(extra, digits: 8, to: &bytes)
        bytes.append(UInt8(ascii: ";"))
        appendParent(to: &bytes)
    }

    /// Appends the end of a trace id whose root came with the request.
    package func appendParent(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "Parent=".utf8)
        appendHex(high ^ extra, digits: 16, to: &bytes)
        bytes.append(contentsOf: ";Sampled=0;Lineage=1:".utf8)
        appendHex(high ^ low, digits: 8, to: &bytes)
        bytes.append(contentsOf: ":0".utf8)
    }

    private func appendHex(_ value: UInt64, digits: Int, to bytes: inout [UInt8]) {
        // All at once: each append looks whether the array is its owner's alone.
        var text: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &text) { memory in
            var rest = value
            for position in (0..<digits).reversed() {
                let digit = UInt8(truncatingIfNeeded: rest & 15)
                memory[position] = digit < 10 ? 0x30 + digit : 0x57 + digit
                rest >>= 4
            }
            bytes.append(contentsOf: memory[..<digits])
        }
    }

    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}
