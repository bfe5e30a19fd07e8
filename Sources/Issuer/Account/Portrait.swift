// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// The picture of a user who has none: initials on a colour, drawn here, so that nothing is loaded from outside.
enum Portrait {
    static let prefix = "portraits/"

    /// Where the portrait of somebody with a name is, below the issuer.
    static func path(for name: String) -> String {
        "\(prefix)\(initials(of: name)).svg"
    }

    /// The first letters of the first and the last word; `_` where there is none of the Latin alphabet.
    private static func initials(of name: String) -> String {
        // Of an email, what stands before the @.
        let words = name.utf8.prefix { $0 != UInt8(ascii: "@") }.split { !isLetter($0) }
        let letters = [words.first, words.count > 1 ? words.last : nil].compactMap { $0?.first }
        return letters.isEmpty ? "_" : String(decoding: letters.map { $0 & 0xDF }, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }

    /// The picture at a path; `nil` for a path that is none.
    static func response(path: String) -> Response? {
        guard path.hasPrefix("/" + prefix), path.hasSuffix(".svg") else { return nil }
        let initials = path.dropFirst(prefix.count + 1).dropLast(4)
        guard (1...2).contains(initials.utf8.count), initials.utf8.allSatisfy({ isLetter($0) || $0 == 0x5F }) else {
            return nil
        }
        let hue = initials.utf8.reduce(0) { ($0 * 31 + Int($1) * 47) % 360 }
        let text = initials == "_" ? "" : initials
        let svg: HTML = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">\
            <rect width="96" height="96" rx="48" fill="hsl(\(String(hue)) 45% 42%)"/>\
            <text x="48" y="50" fill="#fff" font-family="system-ui, sans-serif" font-size="38" \
            text-anchor="middle" dominant-baseline="central">\(String(text))</text></svg>
            """
        var response = Response(
            status: 200,
            contentType: Array("image/svg+xml".utf8),
            body: Array(svg.text.utf8)
        )
        response.fields.append("Cache-Control", "public, max-age=86400")
        response.fields.append("Access-Control-Allow-Origin", "*")
        return response
    }
}
