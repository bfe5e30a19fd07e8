// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel
import GatewayTransport

/// The headers that a function sees.
extension RequestFacts {
    /// The request's headers, less those that end at the gateway, and those that it adds.
    ///
    /// Their names are the client's, but for well-known ones.
    var headers: [NameAndValue] {
        let dropped = deployment.kind == .rest ? Self.droppedByREST : Self.droppedByHTTP
        var pairs: [NameAndValue] = []
        pairs.reserveCapacity(head.fieldCount + 5)
        for index in 0..<head.fieldCount {
            let (name, value) = head.field(at: index)
            let text = String(decoding: name, as: UTF8.self)
            let lowercase = text.lowercased()
            guard !dropped.contains(lowercase), replacedHeader(lowercase) == nil else { continue }
            pairs.append(
                NameAndValue(Self.canonical[lowercase] ?? text, String(decoding: value, as: UTF8.self))
            )
        }
        // - Source: recorded with HTTP APIs: there even without a body.
        if deployment.kind == .http { pairs.append(NameAndValue("Content-Length", String(request.body.count))) }
        for name in Self.replaced {
            if let value = replacedHeader(name.lowercased()) { pairs.append(NameAndValue(name, value)) }
        }
        return pairs
    }

    /// The value of a header that the gateway writes itself.
    ///
    /// - Parameter name: In small letters.
    /// - Returns: `nil` for a header that is the client's.
    func replacedHeader(_ name: String) -> String? {
        switch name {
        case "x-amzn-trace-id": traceId
        case "x-forwarded-for": forwardedFor
        case "x-forwarded-port": forwardedPort
        case "x-forwarded-proto": request.isSecure ? "https" : "http"
        default: nil
        }
    }

    /// - Source: recorded: headers of the request that a function does not see.
    private static let droppedByREST: Set<String> = [
        "connection", "content-length", "content-md5", "expect", "max-forwards", "proxy-authenticate", "server", "te",
        "trailer", "transfer-encoding", "upgrade", "www-authenticate",
    ]

    /// Those that end at each connection (RFC 9110 §7.6.1); which others an HTTP API drops is not recorded.
    private static let droppedByHTTP: Set<String> = [
        "connection", "content-length", "expect", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    private static let replaced = ["X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"]

    /// Well-known names arrive in one spelling, whatever the client's; other names keep it.
    private static let canonical = ["authorization": "Authorization", "host": "Host", "user-agent": "User-Agent"]

    /// Each proxy adds whom it heard it from.
    private var forwardedFor: String {
        let earlier = head.values(ofName: Array("x-forwarded-for".utf8)).map { String(decoding: $0, as: UTF8.self) }
        return (earlier + [sourceIp]).joined(separator: ", ")
    }

    private var forwardedPort: String {
        let host = text(ofHeader: "host") ?? ""
        let port = host.dropFirst(domainName.count)
        return port.first == ":" && port.count > 1 ? String(port.dropFirst()) : request.isSecure ? "443" : "80"
    }
}
