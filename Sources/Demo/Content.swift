// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTransport

/// What is at an address of the page.
enum Content {
    case file(DemoFile)
    case json(UInt16, JSONValue)

    func response(to head: RequestHead) -> Response {
        var response: Response
        switch self {
        case .file(let file):
            let isKnown = head.firstValue(of: "if-none-match").map { Self.lists($0, file.etag) } ?? false
            response = Response(status: isKnown ? 304 : 200)
            if !isKnown {
                response.contentType = Array(file.contentType)
                response.body = file.bytes
            }
            response.fields.append("ETag", file.etag)
            // Kept, and asked for each time: another version of the gateway has another page.
            response.fields.append("Cache-Control", "no-cache")
        case .json(let status, let value):
            response = Response(
                status: status,
                contentType: Array("application/json".utf8),
                body: value.compactBytes
            )
            response.fields.append("Cache-Control", "no-store")
        }
        response.fields.append("Content-Security-Policy", Self.policy)
        response.fields.append("X-Content-Type-Options", "nosniff")
        response.fields.append("Referrer-Policy", "no-referrer")
        return response
    }

    /// Nothing from elsewhere but the gateway and the issuer, whose ports may be any.
    ///
    /// - Source: W3C, Content Security Policy Level 3. Pictures of users may be anywhere.
    private static let policy: StaticString =
        """
        default-src 'self'; \
        connect-src 'self' http://localhost:* https://localhost:* http://127.0.0.1:* https://127.0.0.1:*; \
        frame-src http://localhost:* https://localhost:*; \
        img-src 'self' data: http://localhost:* https://localhost:*; \
        base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'
        """

    /// Whether a list of entity tags has one, or is `*` (RFC 9110 §13.1.2, with the weak comparison of §8.8.3.2).
    private static func lists(_ field: ArraySlice<UInt8>, _ etag: [UInt8]) -> Bool {
        field.split(separator: UInt8(ascii: ",")).contains { element in
            var tag = element.drop { $0 == 0x20 || $0 == 0x09 }
            while let last = tag.last, last == 0x20 || last == 0x09 { tag.removeLast() }
            if tag.starts(with: "W/".utf8) { tag = tag.dropFirst(2) }
            return tag.elementsEqual(etag) || tag.elementsEqual("*".utf8)
        }
    }
}

extension [UInt8] {
    fileprivate init(_ text: StaticString) {
        self = text.withUTF8Buffer { Array($0) }
    }
}
