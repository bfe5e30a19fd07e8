// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

extension AllowedURLs {
    /// Whether a URL is one of them, compared as a whole (RFC 9700 §2.1: exact string matching).
    package func allows(_ url: String) -> Bool {
        if exact.contains(where: { $0.utf8.elementsEqual(url.utf8) }) { return true }
        return allowsLoopback && LoopbackURL.accepts(url)
    }

    /// All of them in words, for whoever is told that something else is none.
    var inWords: String {
        let words = exact + (allowsLoopback ? ["any URL of localhost, 127.0.0.1 or [::1]"] : [])
        return words.isEmpty ? "none" : words.joined(separator: ", ")
    }

    /// Whether pages of an origin belong to one of them.
    package func allowsOrigin(_ origin: String) -> Bool {
        if exact.contains(where: { WebOrigin.of($0) == origin }) { return true }
        return allowsLoopback && LoopbackURL.accepts(origin) && WebOrigin.of(origin) == origin
    }
}

/// URLs of this machine: `http:` or `https:`, and `localhost`, `127.0.0.1` or `[::1]`, with any port and path.
enum LoopbackURL {
    /// Letter by letter, so that nothing that a browser would read otherwise gets through: no user, no backslash, no other
    /// spelling of the host, nothing that is not printable ASCII, and no fragment (RFC 6749 §3.1.2).
    static func accepts(_ url: String) -> Bool {
        let bytes = Array(url.utf8)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !bytes.contains(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "\\") }),
            let host = ["localhost", "127.0.0.1", "[::1]"].lazy
                .flatMap({ ["http://\($0)", "https://\($0)"] })
                .first(where: { bytes.starts(with: $0.utf8) })
        else { return false }
        var rest = bytes.dropFirst(host.utf8.count)
        if rest.first == UInt8(ascii: ":") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard (1...5).contains(digits.count), digits.reduce(0, { $0 * 10 + Int($1 - 0x30) }) <= 65_535 else {
                return false
            }
            rest = rest[digits.endIndex...]
        }
        return rest.isEmpty || rest.first == UInt8(ascii: "/") || rest.first == UInt8(ascii: "?")
    }
}

/// The origin of a URL (RFC 6454): scheme, host and port.
enum WebOrigin {
    /// `nil` for a URL of a scheme that has none, as a native application's.
    static func of(_ url: String) -> String? {
        let bytes = Array(url.utf8)
        guard let scheme = ["https://", "http://"].first(where: { bytes.starts(with: $0.utf8) }) else { return nil }
        let authority = bytes.dropFirst(scheme.utf8.count).prefix {
            $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
        }
        guard !authority.isEmpty, !authority.contains(UInt8(ascii: "@")) else { return nil }
        return scheme + String(decoding: authority, as: UTF8.self)
    }
}
