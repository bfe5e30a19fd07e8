// SPDX-License-Identifier: Apache-2.0

import Glibc

/// `uri-host [ ":" port ]`, as it stands in Host and in a target in absolute form (RFC 9110 §7.2).
enum HostField {
    /// What is wrong with a value; empty is allowed (RFC 9112 §3.2).
    static func fault(in value: ArraySlice<UInt8>) -> RequestError? {
        if isPlain(value) { return nil }
        guard value.allSatisfy(ASCII.hostBytes.contains) else {
            return value.contains(UInt8(ascii: "@")) ? .hostUserinfo : .hostMalformed
        }
        if value.contains(UInt8(ascii: "%")), !hasCompleteEscapes(value) { return .hostMalformed }
        let afterHost: ArraySlice<UInt8>
        if value.first == UInt8(ascii: "[") {
            guard let close = value.firstIndex(of: UInt8(ascii: "]")), isAddress(value[..<close].dropFirst()) else {
                return .hostAddressMalformed
            }
            afterHost = value[(close + 1)...]
            guard afterHost.isEmpty || afterHost.first == UInt8(ascii: ":") else { return .hostMalformed }
        } else {
            let host = value.prefix { $0 != UInt8(ascii: ":") }
            guard !host.contains(UInt8(ascii: "[")), !host.contains(UInt8(ascii: "]")) else { return .hostMalformed }
            afterHost = value[host.endIndex...]
            // RFC 9110 §4.2.1: an http URI has a host that is not empty.
            guard !host.isEmpty || afterHost.isEmpty else { return .hostMalformed }
        }
        return isPort(afterHost.dropFirst()) ? nil : .hostPortMalformed
    }

    /// Whether it is a name or an IPv4 address, and perhaps a port of four digits at most, as nearly every request has it:
    /// found out in one pass.
    private static func isPlain(_ value: ArraySlice<UInt8>) -> Bool {
        let nameBytes = ASCII.nameBytes
        return value.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count, nameBytes.contains(bytes[position]) { position += 1 }
            guard position > 0, position < bytes.count else { return position > 0 }
            guard bytes[position] == UInt8(ascii: ":"), bytes.count - position <= 5 else { return false }
            return bytes[(position + 1)...].allSatisfy(ASCII.isDigit)
        }
    }

    private static func hasCompleteEscapes(_ value: ArraySlice<UInt8>) -> Bool {
        let escapes = value.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false).dropFirst()
        return escapes.allSatisfy { $0.prefix(2).count(where: { ASCII.hexValue($0) != nil }) == 2 }
    }

    /// RFC 3986 §3.2.3: digits, and there may be none.
    private static func isPort(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.count <= 5, digits.allSatisfy(ASCII.isDigit) else { return false }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 65_535
    }

    /// What may stand between brackets: an IPv6 address, with a zone (RFC 6874) or not, or one of a version to come.
    private static func isAddress(_ text: ArraySlice<UInt8>) -> Bool {
        if let first = text.first, ASCII.lowercased(first) == UInt8(ascii: "v") { return isFutureAddress(text) }
        let address = text.prefix { $0 != UInt8(ascii: "%") }
        let zone = text[address.endIndex...]
        guard zone.isEmpty || (zone.starts(with: "%25".utf8) && zone.count > 3), address.count < 46 else {
            return false
        }
        return withUnsafeTemporaryAllocation(byteCount: 46, alignment: 1) { memory in
            memory.copyBytes(from: address)
            memory[address.count] = 0
            var parsed = in6_addr()
            return inet_pton(AF_INET6, memory.baseAddress?.assumingMemoryBound(to: CChar.self), &parsed) == 1
        }
    }

    /// `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )` (RFC 3986 §3.2.2).
    private static func isFutureAddress(_ text: ArraySlice<UInt8>) -> Bool {
        let version = text.dropFirst().prefix { ASCII.hexValue($0) != nil }
        let rest = text[version.endIndex...]
        return !version.isEmpty && rest.first == UInt8(ascii: ".") && rest.count > 1
            && !rest.contains(UInt8(ascii: "[")) && !rest.contains(UInt8(ascii: "%"))
    }
}
