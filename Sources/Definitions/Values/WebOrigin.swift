// SPDX-License-Identifier: Apache-2.0

/// Reads an origin, which a browser's `Origin` header must equal byte for byte.
///
/// - Source: RFC 6454 §6.2, ASCII serialization of an origin; the Fetch standard, "CORS check".
enum WebOrigin {
    /// Why no browser sends a text as an origin, as what to do about it.
    enum ParseError: Error, Hashable, CustomStringConvertible {
        case opaque
        case wildcard
        case noScheme(String)
        case badScheme(String)
        case notAddress(WebAddress.ParseError)
        case hasPath(meant: String)
        case upperCase(meant: String)
        case otherwise(meant: String)

        var description: String {
            switch self {
            case .opaque: "every sandboxed page and local file sends \"null\", so name real origins"
            case .wildcard: "\"*\" stands for every origin or for none, so write each origin out"
            case .noScheme(let text): "did you mean \(quoted("https://" + text))?"
            case .badScheme(let scheme): "\(quoted(scheme)) is no scheme, write https://HOST"
            case .notAddress(let error): error.description
            case .hasPath(let meant): "an origin has no path and no slash at its end, write \(quoted(meant))"
            case .upperCase(let meant): "browsers send it in lower case, write \(quoted(meant))"
            case .otherwise(let meant): "browsers send it as \(quoted(meant))"
            }
        }
    }

    static func parse(_ text: String) throws(ParseError) -> String {
        guard text != "null" else { throw .opaque }
        guard !text.contains("*") else { throw .wildcard }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasPrefix("//") else { throw .noScheme(text) }
        let scheme = parts[0].lowercased()
        // Beside https there are "capacitor" and the like, for pages inside of apps (RFC 3986 §3.1).
        guard let first = scheme.utf8.first, first.isLowercaseOrDigit, !first.isDigit,
            scheme.utf8.allSatisfy({ $0.isLowercaseOrDigit || "+-.".utf8.contains($0) })
        else { throw .badScheme(String(parts[0])) }
        let address: WebAddress
        do throws(WebAddress.ParseError) {
            address = try WebAddress(parsing: "https:" + parts[1])
        } catch {
            throw .notAddress(error)
        }
        let usual = ["http": 80, "https": 443][scheme]
        let port = address.port.flatMap { Int($0) }.flatMap { $0 == usual ? nil : ":\($0)" } ?? ""
        let meant = "\(scheme)://\(address.host)\(port)"
        guard address.rest.isEmpty else { throw .hasPath(meant: meant) }
        if text.utf8.elementsEqual(meant.utf8) { return text }
        if text.lowercased().utf8.elementsEqual(meant.utf8) { throw .upperCase(meant: meant) }
        throw .otherwise(meant: meant)
    }
}
