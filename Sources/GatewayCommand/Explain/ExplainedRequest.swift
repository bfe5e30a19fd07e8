// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// A request that somebody wants explained, as it would be sent.
struct ExplainedRequest {
    let method: String
    /// Path and query.
    let target: String
    /// As given, in their order; `Host` is added where it is missing.
    let headers: [(name: String, value: String)]
    var body = ""

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The first value of a query parameter, decoded.
    func queryValue(_ name: String) -> String? {
        let query = Array(target.utf8).drop { $0 != UInt8(ascii: "?") }.dropFirst()
        let pair = FormURLEncoded.pairs(of: query).first { pair in
            FormURLEncoded.decodeLeniently(pair.name).elementsEqual(name.utf8)
        }
        return pair.map { String(decoding: FormURLEncoded.decodeLeniently($0.value), as: UTF8.self) }
    }

    /// The request with headers of these names put in place of its own.
    func with(_ others: [(name: String, value: String)]) -> ExplainedRequest {
        let names = Set(others.map { $0.name.lowercased() })
        return ExplainedRequest(
            method: method,
            target: target,
            headers: headers.filter { !names.contains($0.name.lowercased()) } + others,
            body: body
        )
    }

    var bytes: [UInt8] {
        var text = "\(method) \(target) HTTP/1.1\r\n"
        if header("host") == nil { text += "Host: localhost:3000\r\n" }
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
        return Array((text + "\r\n" + body).utf8)
    }

    // MARK: - In a browser

    /// The headers that a page needs leave for, in small letters.
    ///
    /// - Source: the Fetch standard, "CORS-safelisted request-header" and "forbidden request-header".
    var unsafeHeaders: [String] {
        headers.compactMap { name, value in
            let name = name.lowercased()
            if Self.setByBrowser.contains(name) || name.hasPrefix("sec-") || name.hasPrefix("proxy-") { return nil }
            switch name {
            case "accept", "accept-language", "content-language": return nil
            case "content-type":
                let essence = value.prefix { $0 != ";" }.lowercased()
                let isSimple = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"].contains(
                    essence
                )
                return isSimple ? nil : name
            default: return name
            }
        }.sorted()
    }

    private static let setByBrowser: Set<String> = [
        "accept-charset", "accept-encoding", "access-control-request-headers", "access-control-request-method",
        "connection", "content-length", "cookie", "date", "dnt", "expect", "host", "keep-alive", "origin", "referer",
        "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "via",
    ]

    /// The question that a browser asks before this request; `nil` when it just sends it.
    func preflight(from origin: String) -> ExplainedRequest? {
        guard !["GET", "HEAD", "POST"].contains(method) || !unsafeHeaders.isEmpty else { return nil }
        var headers: [(name: String, value: String)] = [("Origin", origin), ("Access-Control-Request-Method", method)]
        if let host = header("host") { headers.insert(("Host", host), at: 0) }
        if !unsafeHeaders.isEmpty {
            headers.append(("Access-Control-Request-Headers", unsafeHeaders.joined(separator: ",")))
        }
        return ExplainedRequest(method: "OPTIONS", target: target, headers: headers)
    }
}
