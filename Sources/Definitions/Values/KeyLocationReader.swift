// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// Reads `jwksUri`: an `https:` or `http:` URL, a `file:` URL, or a path.
enum KeyLocationReader {
    /// Tells the three apart.
    ///
    /// - Parameters:
    ///   - text: As it was written.
    ///   - folder: What a relative path starts at, with its slash; empty for the working directory.
    /// - Returns: The URL as it was written, or the path of the file.
    /// - Throws: Why the text is none of the three.
    static func location(
        _ text: String,
        relativeTo folder: String
    ) throws(WebAddress.ParseError) -> TokenSettings.KeyLocation {
        if text.lowercased().hasPrefix("file:") {
            return .file(try path(ofFileURL: String(text.dropFirst("file:".count))))
        }
        let colon = text.firstIndex(of: ":")
        let scheme = colon.map { text[..<$0].lowercased() } ?? ""
        if text.contains("://") || scheme == "http" || scheme == "https" {
            _ = try WebAddress(parsing: text)
            return .url(text)
        }
        if text.hasPrefix("/") { return .file(text) }
        if !text.hasPrefix("."), text.contains("/.well-known/") {
            // Nobody keeps a file there; it is an address without its beginning.
            throw .missingScheme(text)
        }
        return .file(folder + text)
    }

    /// The path of a `file:` URL: the host, if any, is this machine (RFC 8089 §2).
    private static func path(ofFileURL text: String) throws(WebAddress.ParseError) -> String {
        var path = Substring(text)
        if path.hasPrefix("//") {
            path = path.dropFirst(2)
            if path.hasPrefix("localhost/") {
                path = path.dropFirst("localhost".count)
            }
        }
        guard path.hasPrefix("/") else { throw .relativeFileURL }
        guard let decoded = percentDecoded(path.utf8) else { throw .badPercentEncoding }
        guard !decoded.utf8.contains(0) else { throw .nulInFileURL }
        return decoded
    }

    private static func percentDecoded(_ bytes: some Sequence<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = iterator.next().flatMap(hexValue), let low = iterator.next().flatMap(hexValue) else {
                return nil
            }
            decoded.append(high << 4 | low)
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
