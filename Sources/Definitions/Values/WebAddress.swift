// SPDX-License-Identifier: Apache-2.0

/// An `http:` or `https:` URL, taken apart as far as a configuration needs (RFC 3986 §3).
struct WebAddress {
    /// In lower case, like the host: neither distinguishes case (RFC 3986 §6.2.2.1), and Auth0 writes both so.
    let scheme: String
    let host: String
    let port: String?
    /// Path, query and fragment, as they were written.
    let rest: String

    /// Scheme, host and port, without a slash at the end.
    var origin: String {
        "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
    }

    /// Why a text is no such URL, as what to do about it.
    enum ParseError: Error, Hashable, CustomStringConvertible {
        case notURL(String)
        case badScheme(String)
        case noHost
        case badHost(String)
        case badPort(String)
        case userName
        case fragment
        case badCharacter(UnicodeScalar)
        case missingScheme(String)
        case relativeFileURL
        case badPercentEncoding
        case nulInFileURL

        var description: String {
            switch self {
            case .notURL(let text): "\(quoted(text)) is no URL, write https://HOST/PATH"
            case .badScheme(let scheme): "\(quoted(scheme)) is not supported, a URL begins with https:// or http://"
            case .noHost: "a host must follow the \"://\""
            case .badHost(let host): "\(quoted(host)) is no name of a host"
            case .badPort(let port): "\(quoted(port)) is no port, a port is a number from 1 to 65535"
            case .userName: "leave out the user name and the \"@\""
            case .fragment: "leave out the \"#\" and what follows"
            case .badCharacter(let scalar): "a URL cannot contain \(quoted(String(scalar))), write it percent-encoded"
            case .missingScheme(let text): "did you mean \(quoted("https://" + text))?"
            case .relativeFileURL: "a file URL has three slashes and a whole path, file:///path/to/jwks.json"
            case .badPercentEncoding: "a \"%\" in a file URL is followed by two hexadecimal digits"
            case .nulInFileURL: "a file URL cannot contain %00"
            }
        }
    }

    init(parsing text: String) throws(ParseError) {
        let (scheme, afterScheme) = Self.split(text, at: "://")
        guard let afterScheme else { throw .notURL(text) }
        guard ["http", "https"].contains(scheme.lowercased()) else { throw .badScheme(scheme) }
        let end = afterScheme.firstIndex { "/?#".contains($0) } ?? afterScheme.endIndex
        let authority = String(afterScheme[..<end])
        rest = String(afterScheme[end...])
        if let bad = rest.unicodeScalars.first(where: { !(0x21...0x7E ~= $0.value) }) {
            throw .badCharacter(bad)
        }
        guard !rest.contains("#") else { throw .fragment }
        guard !authority.contains("@") else { throw .userName }
        let (host, port) = Self.hostAndPort(authority)
        guard !host.isEmpty else { throw .noHost }
        guard Self.isHost(host) else { throw .badHost(host) }
        if let port {
            guard port.utf8.count <= 5, port.utf8.allSatisfy(\.isDigit), 1...65_535 ~= Int(port) ?? 0 else {
                throw .badPort(port)
            }
        }
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        self.port = port
    }

    private static func split(_ text: String, at separator: String) -> (String, String?) {
        let bytes = Array(text.utf8)
        let wanted = Array(separator.utf8)
        guard bytes.count >= wanted.count else { return (text, nil) }
        for start in 0...(bytes.count - wanted.count) where bytes[start...].starts(with: wanted) {
            let after = bytes[(start + wanted.count)...]
            return (String(decoding: bytes[..<start], as: UTF8.self), String(decoding: after, as: UTF8.self))
        }
        return (text, nil)
    }

    /// The port follows the last colon that is not inside the brackets of an IPv6 address.
    private static func hostAndPort(_ authority: String) -> (String, String?) {
        let start = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[start...].firstIndex(of: ":") else { return (authority, nil) }
        return (String(authority[..<colon]), String(authority[authority.index(after: colon)...]))
    }

    /// A name of letters, digits and hyphens (RFC 1123 §2.1; `_` occurs in container networks), or `[IPv6]`.
    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.utf8.dropFirst().dropLast()
            return address.count >= 2 && address.contains(UInt8(ascii: ":"))
                && address.allSatisfy { $0.isDigit || "abcdefABCDEF:.".utf8.contains($0) }
        }
        guard host.utf8.count <= 253 else { return false }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            1...63 ~= label.utf8.count && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
    }
}
