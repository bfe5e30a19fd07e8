// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// Bodies in the chunked coding that are refused (RFC 9112 §7.1), each with its reason.
struct ChunkedRefusalTests {
    struct Malformed: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let error: RequestError

        init(_ name: String, _ text: String, _ error: RequestError) {
            (self.name, self.text, self.error) = (name, text, error)
        }

        var testDescription: String { "\(name): \(text.debugDescription)" }
    }

    static let table = sizes + extensions + data + trailers

    static let sizes: [Malformed] = [
        Malformed("no size", "\r\n", .chunkSizeMissing),
        Malformed("an extension without size", ";a\r\n", .chunkSizeMissing),
        Malformed("a space before", " 1\r\na\r\n", .chunkSizeWhitespace),
        Malformed("a space behind", "1 \r\na\r\n", .chunkSizeWhitespace),
        Malformed("a tab behind", "1\t\r\na\r\n", .chunkSizeWhitespace),
        Malformed("a space before an extension", "1 ;a\r\na\r\n", .chunkSizeWhitespace),
        Malformed("a plus", "+1\r\na\r\n", .chunkSizeSigned),
        Malformed("a minus", "-1\r\na\r\n", .chunkSizeSigned),
        Malformed("a minus before zero", "-0\r\n\r\n", .chunkSizeSigned),
        Malformed("a prefix", "0x1\r\na\r\n", .chunkSizeMalformed),
        Malformed("a letter beyond f", "g\r\n", .chunkSizeMalformed),
        Malformed("a comma", "1,1\r\na\r\n", .chunkSizeMalformed),
        Malformed("an underscore", "1_0\r\na\r\n", .chunkSizeMalformed),
        Malformed("a minus inside", "1-1\r\na\r\n", .chunkSizeMalformed),
        Malformed("a dot", "1.0\r\na\r\n", .chunkSizeMalformed),
        Malformed("an Arabic digit", "١\r\na\r\n", .chunkSizeMalformed),
        Malformed("a full-width digit", "１\r\na\r\n", .chunkSizeMalformed),
        Malformed("a combining mark", "1\u{301}\r\na\r\n", .chunkSizeMalformed),
        Malformed("a NUL", "1\u{0}\r\na\r\n", .nullByte),
        Malformed("an LF alone", "1\na\r\n", .bareLineFeed),
        Malformed("an LF alone behind zero", "0\n\r\n", .bareLineFeed),
        Malformed("a CR alone", "1\ra\r\n", .bareCarriageReturn),
        Malformed("two CR", "1\r\r\na\r\n", .bareCarriageReturn),
        Malformed("17 digits", "00000000000000003\r\nabc\r\n", .chunkSizeOverflow),
        Malformed("2^64 - 1", "FFFFFFFFFFFFFFFF\r\n", .bodyTooLarge),
        Malformed("2^63", "8000000000000000\r\n", .bodyTooLarge),
        Malformed("2^63 - 1", "7FFFFFFFFFFFFFFF\r\n", .bodyTooLarge),
        Malformed("2^32", "100000000\r\n", .bodyTooLarge),
        Malformed("one byte too many", "a00001\r\n", .bodyTooLarge),
        Malformed("a sum that overflows", "1\r\na\r\nFFFFFFFFFFFFFFFF\r\n", .bodyTooLarge),
        Malformed("a sum of one byte too many", "1\r\na\r\na00000\r\n", .bodyTooLarge),
    ]

    static let extensions: [Malformed] = [
        Malformed("an LF in an extension", "1;a\nb\r\n", .bareLineFeed),
        Malformed("a CR in an extension", "1;a\rb\r\n", .bareCarriageReturn),
        Malformed("a NUL in an extension", "1;a\u{0}\r\n", .nullByte),
        Malformed("no name", "1;\r\na\r\n", .chunkExtensionMalformed),
        Malformed("no name between semicolons", "1;;a\r\na\r\n", .chunkExtensionMalformed),
        Malformed("no value", "1;a=\r\na\r\n", .chunkExtensionMalformed),
        Malformed("two values", "1;a=b=c\r\na\r\n", .chunkExtensionMalformed),
        Malformed("two names", "1;a b\r\na\r\n", .chunkExtensionMalformed),
        Malformed("a space at the end", "1;a \r\na\r\n", .chunkExtensionMalformed),
        Malformed("a quoted text over the line's end", "1;a=\"\r\nb\"\r\n", .chunkExtensionMalformed),
        Malformed("an escaped line's end", "1;a=\"\\\r\nb\"\r\n", .chunkExtensionMalformed),
        Malformed("an LF in a quoted text", "1;a=\"\nb\"\r\n", .bareLineFeed),
        Malformed("letters behind a quoted text", "1;a=\"b\"c\r\na\r\n", .chunkExtensionMalformed),
        Malformed("a control character in a quoted text", "1;a=\"\u{1}\"\r\na\r\n", .chunkExtensionMalformed),
        Malformed("a letter that is not ASCII", "1;ä\r\na\r\n", .chunkExtensionMalformed),
    ]

    static let data: [Malformed] = [
        Malformed("more data than its size", "1\r\nab\r\n", .chunkDataNotTerminated),
        Malformed("less data than its size", "3\r\nab\r\n0\r\n\r\n", .chunkDataNotTerminated),
        Malformed("an LF behind the data", "1\r\na\n0\r\n\r\n", .chunkDataNotTerminated),
        Malformed("a CR behind the data", "1\r\na\r0\r\n\r\n", .chunkDataNotTerminated),
        Malformed("nothing behind the data", "1\r\na0\r\n\r\n", .chunkDataNotTerminated),
    ]

    /// Trailers are fields, and are refused as those are (RFC 9110 §6.5).
    static let trailers: [Malformed] = [
        Malformed("two CR at the end", "0\r\n\r\r\n", .bareCarriageReturn),
        Malformed("an LF at the end", "0\r\n\n", .bareLineFeed),
        Malformed("a trailer behind a space", "0\r\n a: b\r\n\r\n", .obsoleteLineFolding),
        Malformed("a trailer without name", "0\r\n: b\r\n\r\n", .fieldNameMissing),
        Malformed("a trailer with a space and no colon", "0\r\na b\r\n\r\n", .whitespaceBeforeColon),
        Malformed("a trailer without colon", "0\r\na\r\n\r\n", .colonMissing),
        Malformed("a trailer with a space before the colon", "0\r\na : b\r\n\r\n", .whitespaceBeforeColon),
        Malformed("a trailer's name that is no token", "0\r\na(b): c\r\n\r\n", .fieldNameMalformed),
        Malformed("a trailer that ends in LF", "0\r\na: b\n\r\n", .bareLineFeed),
        Malformed("a trailer with a NUL", "0\r\na: b\u{0}\r\n\r\n", .nullByte),
        Malformed("a trailer with a control character", "0\r\na: b\u{1}\r\n\r\n", .fieldValueMalformed),
        Malformed("a trailer with a CR", "0\r\na: b\rc\r\n\r\n", .bareCarriageReturn),
        Malformed("Content-Length among the trailers", "0\r\nContent-Length: 5\r\n\r\n", .trailerForbidden),
        Malformed(
            "Transfer-Encoding among the trailers",
            "0\r\nA: b\r\ntransfer-encoding: chunked\r\n\r\n",
            .trailerForbidden
        ),
        Malformed("Host among the trailers", "0\r\nHOST: a\r\n\r\n", .trailerForbidden),
        Malformed("a folded trailer", "0\r\na: b\r\n c\r\n\r\n", .obsoleteLineFolding),
        Malformed("a request for a trailer", "0\r\nGET / HTTP/1.1\r\n\r\n", .whitespaceBeforeColon),
    ]

    @Test(arguments: table)
    func `a malformed body is refused, wherever it is cut`(_ malformed: Malformed) {
        expectBody(malformed.text, .refused(malformed.error))
    }
}
