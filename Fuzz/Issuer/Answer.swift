// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayJSON
import GatewayTransport

/// An answer of the issuer, of which everything holds that must hold of each.
struct Answer {
    private let response: ClientResponse
    private(set) var handedOut: [(name: String, value: String)] = []

    init(_ answer: Response) {
        let bytes = answer.message(httpDate: "now", isHead: false)
        do {
            response = try ClientResponse.read(bytes, bodyLimit: 1 << 24)
        } catch {
            fatalError("it does not hold that an answer can be read: \(error)")
        }
        checkFields()
        let type = response.firstValue(of: "content-type") ?? ""
        if type.hasPrefix("text/html") {
            let policy = response.firstValue(of: "content-security-policy") ?? ""
            PageJudge(response.body, policy: policy).check()
        }
        if type.hasPrefix("application/json") { readJSON() }
        if let location = response.firstValue(of: "location") { readLocation(location) }
    }

    // MARK: - Fields

    /// All fields that the issuer and its server send; another one would be a field that somebody has smuggled in.
    private static let names: Set<String> = [
        "access-control-allow-headers", "access-control-allow-methods", "access-control-allow-origin",
        "access-control-max-age", "allow", "cache-control", "connection", "content-length", "content-security-policy",
        "content-type", "date", "location", "pragma", "referrer-policy", "server", "set-cookie", "vary",
        "www-authenticate", "x-content-type-options", "x-frame-options",
    ]

    private func checkFields() {
        require((200...599).contains(response.status), "\(response.status) is a status")
        var seen = Set<String>()
        for (name, value) in response.fields {
            let name = name.lowercased()
            require(Self.names.contains(name), "the issuer sends no \(name)")
            require(name == "set-cookie" || seen.insert(name).inserted, "\(name) stands once")
            require(value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "a field has no control characters: \(name)")
        }
        if let origin = response.firstValue(of: "access-control-allow-origin"), origin != "*" {
            require(LocalURL.isOrigin(origin) || origin == "https://app.example", "\(origin) is an application's")
        }
    }

    var cookies: [(name: String, value: String)] {
        response.fields.filter { $0.name.lowercased() == "set-cookie" }.map { field in
            let pieces = field.value.split(separator: "; ").map(String.init)
            let pair = pieces[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            require(pair.count == 2, "a cookie has a name and a value")
            require(
                ["auth0_3443", "auth0_compat_3443", "csrf_3443", "csrf_secure_3443"].contains(pair[0]),
                "\(pair[0]) is ours"
            )
            require(pair[1].utf8.allSatisfy(Self.isUnreserved), "a cookie's value is a secret of ours")
            require(pieces.contains("HttpOnly"), "no script reads \(pair[0])")
            return (pair[0], pair[1])
        }
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    // MARK: - What is handed out

    private mutating func readJSON() {
        do throws(JSONError) {
            let object = try JSONValue(parsing: response.body).object
            for (member, name) in [("access_token", "access"), ("id_token", "id"), ("refresh_token", "refresh")] {
                if let text = object?[member]?.string { handedOut.append((name, text)) }
            }
        } catch {
            require(false, "JSON is JSON (\(error))")
        }
    }

    private mutating func readLocation(_ location: String) {
        require((301...308).contains(response.status), "who is sent on is told so")
        require(location.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a Location is printable")
        require(LocalURL.mayBeSentTo(location), "nobody is sent to \(location)")
        for part in location.split(whereSeparator: { "?#&".contains($0) }) {
            for (parameter, name) in [("code=", "code"), ("access_token=", "access"), ("id_token=", "id")]
            where part.hasPrefix(parameter) {
                handedOut.append((name, String(part.dropFirst(parameter.count))))
            }
        }
    }
}
