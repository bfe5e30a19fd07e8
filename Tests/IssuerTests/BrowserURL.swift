// SPDX-License-Identifier: Apache-2.0

/// Where a browser goes when it is sent to a URL: the parts of the WHATWG URL standard by which attackers make a host look like
/// another one.
///
/// It is as forgiving as browsers are, and knows nothing of how the issuer judges.
///
/// - Source: https://url.spec.whatwg.org/#url-parsing and #host-parsing
enum BrowserURL {
    /// The host of an `http:` or `https:` URL, as a browser writes it; `nil` for one to which it does not go.
    static func host(of text: String) -> String? {
        // White space and control characters around it go, and tabs and line ends wherever they are.
        var rest = Array(text.unicodeScalars)[...]
        while let first = rest.first, first.value <= 0x20 { rest = rest.dropFirst() }
        while let last = rest.last, last.value <= 0x20 { rest = rest.dropLast() }
        rest = rest.filter { !["\t", "\n", "\r"].contains($0) }[...]

        let scheme = rest.prefix { $0 != ":" }
        guard ["http", "https"].contains(String(String.UnicodeScalarView(scheme)).lowercased()) else { return nil }
        rest = rest[scheme.endIndex...].dropFirst()
        // Any number of slashes, of either kind, stands before the authority.
        rest = rest.drop { $0 == "/" || $0 == "\\" }
        var authority = rest.prefix { !["/", "\\", "?", "#"].contains($0) }
        if let at = authority.lastIndex(of: "@") { authority = authority[(at + 1)...] }
        return host(inAuthority: authority)
    }

    private static func host(inAuthority authority: ArraySlice<Unicode.Scalar>) -> String? {
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let literal = String(String.UnicodeScalarView(authority[...end])).lowercased()
            return isPort(authority[(end + 1)...]) ? literal : nil
        }
        let host = authority.prefix { $0 != ":" }
        guard isPort(authority[host.endIndex...]),
            let domain = domain(percentDecoded(String(String.UnicodeScalarView(host))))
        else { return nil }
        return domain
    }

    private static func isPort(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard text.first == ":" else { return text.isEmpty }
        let digits = text.dropFirst()
        return digits.isEmpty || Int(String(String.UnicodeScalarView(digits))).map { (0...65_535).contains($0) } == true
    }

    private static func percentDecoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Letters of full width become the usual ones (UTS #46), and numbers an address.
    private static func domain(_ text: String) -> String? {
        var folded = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: folded.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            case 0x3002: folded += "."
            case 0x00AD, 0x200B, 0x2060: break
            default: folded.unicodeScalars.append(scalar)
            }
        }
        folded = folded.lowercased()
        guard !folded.isEmpty, !folded.utf8.contains(where: { $0 <= 0x20 || " #%/:<>?@[\\]^|".utf8.contains($0) })
        else {
            return nil
        }
        return address(folded) ?? folded
    }

    /// `0x7f.1`, `2130706433` and `0177.0.0.1` are 127.0.0.1.
    private static func address(_ text: String) -> String? {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        guard (1...4).contains(parts.count) else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            let number: UInt64? =
                if part.hasPrefix("0x") {
                    part.count == 2 ? 0 : UInt64(part.dropFirst(2), radix: 16)
                } else if part.hasPrefix("0"), part.count > 1 {
                    UInt64(part.dropFirst(), radix: 8)
                } else {
                    UInt64(part)
                }
            guard let number else { return nil }
            numbers.append(number)
        }
        let last = numbers.removeLast()
        guard numbers.allSatisfy({ $0 < 256 }), last < 1 << (8 * UInt64(4 - numbers.count)) else { return nil }
        let whole = numbers.enumerated().reduce(last) { $0 + $1.element << UInt64(8 * (3 - $1.offset)) }
        return [24, 16, 8, 0].map { String(whole >> $0 & 255) }.joined(separator: ".")
    }
}
