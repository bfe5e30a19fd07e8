// SPDX-License-Identifier: Apache-2.0

import Glibc

/// IP addresses that begin with the same bits.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators", "IP address condition operators".
struct AddressRange: Sendable, Hashable {
    private let first: IPAddress
    private let prefixLength: Int

    /// Reads `203.0.113.0/24` or `2001:db8::/32`.
    ///
    /// A single address is a range, too. Bits behind the prefix do not count (Access Analyzer, "Improve IP range").
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let (address, wasMapped) = IPAddress.reading(String(decoding: parts[0], as: UTF8.self)) else {
            return nil
        }
        let mappedBits = wasMapped ? 96 : 0
        let bits = address.bytes.count * 8
        guard parts.count == 2 else {
            (first, prefixLength) = (address, bits)
            return
        }
        guard let length = Self.prefixLength(parts[1]), (mappedBits...bits + mappedBits).contains(length) else {
            return nil
        }
        (first, prefixLength) = (address, length - mappedBits)
    }

    private static func prefixLength(_ digits: Substring.UTF8View) -> Int? {
        guard digits.allSatisfy(isDigit), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// Whether an address is in it: one of the other family never is.
    func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        return zip(first.bytes, address.bytes).enumerated().allSatisfy { index, pair in
            let bits = min(max(prefixLength - index * 8, 0), 8)
            return (pair.0 ^ pair.1) >> UInt8(8 - bits) == 0
        }
    }
}

/// The four bytes of an IPv4 address, or the sixteen of an IPv6 address.
struct IPAddress: Sendable, Hashable {
    let bytes: [UInt8]

    init?(_ text: String) {
        guard let (address, _) = Self.reading(text) else { return nil }
        self = address
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads an address.
    ///
    /// - Returns: The address, and whether it was written in IPv6 though it is of IPv4 (`::ffff:203.0.113.7`, RFC 4291
    ///   §2.5.5.2): a socket that listens for both families shows IPv4 clients like that, and they are the same clients.
    static func reading(_ text: String) -> (address: IPAddress, wasMapped: Bool)? {
        if let bytes = bytes(of: text, AF_INET, 4) { return (IPAddress(bytes: bytes), false) }
        guard let bytes = bytes(of: text, AF_INET6, 16) else { return nil }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return (IPAddress(bytes: isMapped ? Array(bytes[12...]) : bytes), isMapped)
    }

    private static func bytes(of text: String, _ family: Int32, _ count: Int) -> [UInt8]? {
        // C would read no further than to a zero byte.
        guard !text.utf8.contains(0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
