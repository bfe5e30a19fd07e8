// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// Heads that are refused (RFC 9112), each with its reason.
struct HeadRefusalTests {
    /// All of them.
    static let table = requestLines + targets + lines + hosts + framings + expectations

    static let requestLines: [MalformedHead] = [
        .line("GET", .requestLineMalformed),
        .line("GET ", .requestLineMalformed),
        .line("GET /", .requestLineMalformed),
        .line("GET / ", .versionMalformed),
        .line("/", .methodNotAToken),
        .line(" / HTTP/1.1", .requestLineMalformed),
        .line(" GET / HTTP/1.1", .requestLineMalformed),
        .line("GET  / HTTP/1.1", .requestLineMalformed),
        .line("GET /  HTTP/1.1", .requestLineMalformed),
        .line("GET / HTTP/1.1 ", .requestLineMalformed),
        .line("GET / x HTTP/1.1", .requestLineMalformed),
        .line("GET\t/ HTTP/1.1", .requestLineMalformed),
        .line("GET /\tHTTP/1.1", .targetMalformed),
        .line("GET /\u{B}HTTP/1.1", .targetMalformed),
        .line("G{T / HTTP/1.1", .methodNotAToken),
        .line("GET: / HTTP/1.1", .methodNotAToken),
        .line("\"GET\" / HTTP/1.1", .methodNotAToken),
        .line("GÉT / HTTP/1.1", .methodNotAToken),
        .line("G\u{0}T / HTTP/1.1", .requestLineMalformed),
        .line("G\rT / HTTP/1.1", .requestLineMalformed),
        .line("CONNECT a:443 HTTP/1.1", .methodRefused),
        .line("TRACE / HTTP/1.1", .methodRefused),
        .line("GET / HTTP/1.", .versionMalformed),
        .line("GET / HTTP/1.10", .versionMalformed),
        .line("GET / HTTP/11", .versionMalformed),
        .line("GET / HTTP/1,1", .versionMalformed),
        .line("GET / HTTP/a.1", .versionMalformed),
        .line("GET / http/1.1", .versionMalformed),
        .line("GET / HTTPS/1.1", .versionMalformed),
        .line("GET / FTP/1.100", .versionMalformed),
        .line("GET / HTTP/1.1\r", .versionMalformed),
        .line("GET / HTTP/0.9", .versionNotSupported),
        .line("GET / HTTP/1.2", .versionNotSupported),
        .line("GET / HTTP/2.0", .versionNotSupported),
        .line("PRI * HTTP/2.0", .versionNotSupported),
        MalformedHead("\u{16}\u{3}\u{1}\r\n\r\n", .requestLineMalformed),
        MalformedHead(String(repeating: "\r\n", count: 9) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n", .requestLineMalformed),
    ]

    static let targets: [MalformedHead] = [
        .line("GET a HTTP/1.1", .targetMalformed),
        .line("GET a/b HTTP/1.1", .targetMalformed),
        .line("GET ?a HTTP/1.1", .targetMalformed),
        .line("GET a:80 HTTP/1.1", .targetMalformed),
        .line("GET * HTTP/1.1", .targetMalformed),
        .line("OPTIONS ** HTTP/1.1", .targetMalformed),
        .line("OPTIONS *a HTTP/1.1", .targetMalformed),
        .line("GET /a#b HTTP/1.1", .targetMalformed),
        .line("GET http://a/b#c HTTP/1.1", .targetMalformed),
        .line("GET /\u{0} HTTP/1.1", .targetMalformed),
        .line("GET /\u{7F} HTTP/1.1", .targetMalformed),
        .line("GET /\r HTTP/1.1", .targetMalformed),
        .line("GET /ü HTTP/1.1", .targetMalformed),
        .line("GET http://a?b HTTP/1.1", .targetMalformed),
        .line("GET http:// HTTP/1.1", .targetMalformed),
        .line("GET http:///b HTTP/1.1", .targetMalformed),
        .line("GET http://u@a/b HTTP/1.1", .targetMalformed),
        .line("GET http://u:p@a/b HTTP/1.1", .targetMalformed),
        .line("GET http://a:b/c HTTP/1.1", .targetMalformed),
        .line("GET http://[::1/c HTTP/1.1", .targetMalformed),
        .line("GET ftp://a/b HTTP/1.1", .targetMalformed),
        .line("GET http:/a/b HTTP/1.1", .targetMalformed),
        .line("GET http://b/c HTTP/1.1", .hostDiffersFromTarget),
        .line("GET http://a:8080/c HTTP/1.1", .hostDiffersFromTarget),
    ]

    static let lines: [MalformedHead] = [
        MalformedHead("\n", .bareLineFeed),
        MalformedHead("GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineFeed),
        MalformedHead("GET / HTTP/1.1\r\nHost: a\n\r\n", .bareLineFeed),
        MalformedHead("GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
        .fields("A: b\nC: d", .bareLineFeed),
        .fields("A: b\rC: d", .bareCarriageReturn),
        .fields("A: b\r", .bareCarriageReturn),
        .fields("A: \rb", .bareCarriageReturn),
        .fields("A: b\u{0}c", .fieldValueMalformed),
        .fields("A: \u{1F}", .fieldValueMalformed),
        .fields("A: \u{7F}", .fieldValueMalformed),
        .fields("A: b\r\n c", .obsoleteLineFolding),
        .fields("A: b\r\n\tc: d", .obsoleteLineFolding),
        .fields(" A: b", .obsoleteLineFolding),
        MalformedHead("GET / HTTP/1.1\r\n Host: a\r\n\r\n", .obsoleteLineFolding),
        .fields("A : b", .whitespaceBeforeColon),
        .fields("A\t: b", .whitespaceBeforeColon),
        .fields("A b", .whitespaceBeforeColon),
        .fields("Transfer-Encoding : chunked", .whitespaceBeforeColon),
        .fields(": b", .fieldNameMalformed),
        .fields(":", .fieldNameMalformed),
        .fields("A", .fieldNameMalformed),
        .fields("A\u{0}: b", .fieldNameMalformed),
        .fields("A\r: b", .fieldNameMalformed),
        .fields("\"A\": b", .fieldNameMalformed),
        .fields("Ä: b", .fieldNameMalformed),
        .fields("A(b): c", .fieldNameMalformed),
        .fields((1...200).map { "F\($0):" }.joined(separator: "\r\n"), .tooManyFields),
    ]

    static let hosts: [MalformedHead] =
        [
            MalformedHead("GET / HTTP/1.1\r\n\r\n", .hostMissing),
            MalformedHead("GET / HTTP/1.1\r\nHosts: a\r\n\r\n", .hostMissing),
            .fields("Host: a", .hostRepeated),
            .fields("HOST: b", .hostRepeated),
        ]
        + [
            "a b", "a/b", "u@a", "u:p@a", "a:b", "a:80:80", "a:123456", "a:-1", "a:+1", "a: 80", "a, b", "[::1", "[]",
            "[::1]a",
            "::1]", "a]", "a[", "[[::1]]", "[::1]:a", "\"a\"", "a\\b", "<a>", "ä", "a?b", "a#b", "a\tb", "a%", "a%2",
            "a%zz",
        ].map { MalformedHead("GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n", .hostMalformed) }

    static let framings: [MalformedHead] =
        [
            "", "+5", "-5", "5 5", "5,5", "5, 5", "5;", "0x5", "5.0", "5e1", "a", "\"5\"", "٥",
        ].map { .fields("Content-Length: \($0)", .contentLengthMalformed) } + [
            .fields("Content-Length: 9999999999999999999", .bodyTooLarge),
            .fields("Content-Length: 18446744073709551621", .bodyTooLarge),
            .fields("Content-Length: " + String(repeating: "9", count: 400), .bodyTooLarge),
            .fields("Content-Length: 10485761", .bodyTooLarge),
            .fields("Content-Length: 5\r\nContent-Length: 5", .contentLengthRepeated),
            .fields("Content-Length: 5\r\ncontent-length: 6", .contentLengthRepeated),
            .fields("Content-Length: 0\r\nContent-Length: 0", .contentLengthRepeated),
            .fields("Content-Length: 5\r\nTransfer-Encoding: chunked", .contentLengthWithTransferEncoding),
            .fields("Transfer-Encoding: chunked\r\nContent-Length: 0", .contentLengthWithTransferEncoding),
            .fields("Transfer-Encoding: gzip\r\nContent-Length: 5", .contentLengthWithTransferEncoding),
            .fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .transferCodingUnknown),
            .fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", .transferCodingUnknown),
            .fields("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", .transferCodingUnknown),
            .fields("Transfer-Encoding: chunked", .transferEncodingInHTTP10, version: "1.0"),
            .fields("Transfer-Encoding: gzip", .transferEncodingInHTTP10, version: "1.0"),
            .fields("Transfer-Encoding: \u{B}chunked", .fieldValueMalformed),
        ]
        + [
            "", "xchunked", "chunkedx", "chunked, chunked", "chunked,", ",chunked", "gzip", "gzip, chunked",
            "chunked, gzip",
            "identity", "chunked;q=1", "\"chunked\"", "'chunked'", "chunked\u{A0}", "chun ked", "chunked\tx",
            "cHunKeD2",
            "ｃhunked", "chun\u{212A}ed",
        ].map { .fields("Transfer-Encoding: \($0)", .transferCodingUnknown) }

    static let expectations: [MalformedHead] = [
        .fields("Expect: 200-ok", .expectationUnknown),
        .fields("Expect: 100-continue, 100-continue", .expectationUnknown),
        .fields("Expect:", .expectationUnknown),
    ]

    @Test(arguments: table)
    func `a malformed head is refused for what is wrong with it`(_ malformed: MalformedHead) {
        #expect(decodeHead(malformed.text) == .refused(malformed.error))
    }

    @Test(arguments: table)
    func `a malformed head is refused alike when it comes byte by byte`(_ malformed: MalformedHead) {
        for pieces in [1, 2, 7] {
            #expect(decodeHead(malformed.text, pieces: pieces) == .refused(malformed.error), "in pieces of \(pieces)")
        }
    }

    @Test func `each error has a status of its own kind and a reason`() {
        let statuses: [RequestError: UInt16] = [
            .bodyTooLarge: 413, .targetTooLong: 414, .expectationUnknown: 417, .headTooLarge: 431, .tooManyFields: 431,
            .trailersTooLarge: 431, .methodRefused: 405, .headTimedOut: 408, .bodyTimedOut: 408,
            .transferCodingUnknown: 501, .versionNotSupported: 505,
        ]
        for error in Set(Self.table.map(\.error)).union(statuses.keys) {
            #expect(error.status == statuses[error] ?? 400)
            #expect(!error.reason.isEmpty)
        }
    }
}
