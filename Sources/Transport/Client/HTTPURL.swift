// SPDX-License-Identifier: Apache-2.0

/// An absolute `http:` or `https:` URL, in the parts that a client needs.
package struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    package let isSecure: Bool
    /// A name, or an address; without the brackets of an IPv6 one.
    package let host: String
    package let port: UInt16
    /// The path and the query, as they go into the request line.
    package let target: String
    package let description: String

    /// - Returns: `nil` when the text is not such a URL: another scheme, no host, a user name, a bad port, or a byte
    ///   that a URL cannot have.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
        let schemeLength: Int
        if ASCII.equals(bytes.prefix(8), "https://") {
            (isSecure, schemeLength) = (true, 8)
        } else if ASCII.equals(bytes.prefix(7), "http://") {
            (isSecure, schemeLength) = (false, 7)
        } else {
            return nil
        }
        let rest = bytes.dropFirst(schemeLength)
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        guard !authority.contains(UInt8(ascii: "@")) else { return nil }

        let host: ArraySlice<UInt8>
        var portDigits: ArraySlice<UInt8>
        if authority.first == UInt8(ascii: "[") {
            guard let close = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = authority[(authority.startIndex + 1)..<close]
            let address = SocketAddress(numericHost: String(decoding: host, as: UTF8.self), port: 0)
            guard address?.isIPv6 == true else { return nil }
            portDigits = authority[(close + 1)...]
        } else {
            host = authority.prefix { $0 != UInt8(ascii: ":") }
            portDigits = authority[host.endIndex...]
            guard !host.isEmpty, host.allSatisfy(ASCII.nameBytes.contains) else { return nil }
        }
        var port: UInt16 = isSecure ? 443 : 80
        if let colon = portDigits.popFirst() {
            guard colon == UInt8(ascii: ":"), !portDigits.isEmpty, portDigits.allSatisfy(ASCII.isDigit),
                let number = UInt16(String(decoding: portDigits, as: UTF8.self)), number > 0
            else { return nil }
            port = number
        }
        self.host = String(decoding: host, as: UTF8.self)
        self.port = port
        let target = rest[authority.endIndex...].prefix { $0 != UInt8(ascii: "#") }
        self.target = (target.first == UInt8(ascii: "/") ? "" : "/") + String(decoding: target, as: UTF8.self)
        description = text
    }

    /// The value of the Host field: the port only when it is not the scheme's own.
    package var hostField: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Whether the host is this machine by its name or address.
    ///
    /// A name that merely begins like one is not.
    package var isLoopback: Bool {
        if let address = SocketAddress(numericHost: host, port: port) { return address.isLoopback }
        return ASCII.equals(Array(host.utf8), "localhost")
    }
}
