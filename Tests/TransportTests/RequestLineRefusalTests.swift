// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// Request lines that are refused (RFC 9112 §2.2, §2.3, §3; RFC 9110 §9.1), each with its reason.
struct RequestLineRefusalTests {
    static let table: [MalformedHead] = [
        .line("a method alone", "GET", .targetMissing),
        .line("a method and a space", "GET ", .targetMissing),
        .line("the simple request of HTTP/0.9", "GET /", .versionMissing),
        .line("a target and a space", "GET / ", .versionMissing),
        .line("a target alone", "/", .methodNotAToken),
        .line("no method", " / HTTP/1.1", .methodMissing),
        .line("a space before the method", " GET / HTTP/1.1", .requestLineWhitespace),
        .line("a tab before the method", "\tGET / HTTP/1.1", .requestLineWhitespace),
        .line("two spaces before the target", "GET  / HTTP/1.1", .requestLineWhitespace),
        .line("two spaces before the version", "GET /  HTTP/1.1", .requestLineWhitespace),
        .line("a space behind the version", "GET / HTTP/1.1 ", .requestLineWhitespace),
        .line("a tab behind the version", "GET / HTTP/1.1\t", .requestLineWhitespace),
        .line("a tab before the target", "GET\t/ HTTP/1.1", .requestLineWhitespace),
        .line("a tab before the version", "GET /\tHTTP/1.1", .requestLineWhitespace),
        .line("four parts", "GET / x HTTP/1.1", .requestLineMalformed),
        .line("a vertical tab before the version", "GET /\u{B}HTTP/1.1", .targetControlCharacter),
        .line("a form feed before the target", "GET\u{C}/ HTTP/1.1", .methodNotAToken),
        .line("a brace in the method", "G{T / HTTP/1.1", .methodNotAToken),
        .line("a colon in the method", "GET: / HTTP/1.1", .methodNotAToken),
        .line("a method in quotes", "\"GET\" / HTTP/1.1", .methodNotAToken),
        .line("a method that is not ASCII", "GÉT / HTTP/1.1", .methodNotAToken),
        .line("a combining mark behind the method", "GET\u{301} / HTTP/1.1", .methodNotAToken),
        .line("a byte order mark", "\u{FEFF}GET / HTTP/1.1", .methodNotAToken),
        .line("a NUL in the method", "G\u{0}T / HTTP/1.1", .nullByte),
        .line("a NUL in the version", "GET / HTTP/1.\u{0}", .nullByte),
        .line("a CR in the method", "G\rT / HTTP/1.1", .bareCarriageReturn),
        .line("a CR in the version", "GET / HTTP/1.\r1", .bareCarriageReturn),
        .line("a second CR at the end", "GET / HTTP/1.1\r", .bareCarriageReturn),
        .line("CONNECT", "CONNECT a:443 HTTP/1.1", .connectRefused),
        .line("TRACE", "TRACE / HTTP/1.1", .traceRefused),
        .line("a version without minor number", "GET / HTTP/1.", .versionMalformed),
        .line("a version with a minor number of two digits", "GET / HTTP/1.10", .versionMalformed),
        .line("a version without dot", "GET / HTTP/11", .versionMalformed),
        .line("a version with a comma", "GET / HTTP/1,1", .versionMalformed),
        .line("a version with a sign", "GET / HTTP/+1.1", .versionMalformed),
        .line("a version with a letter", "GET / HTTP/a.1", .versionMalformed),
        .line("a version with a full-width digit", "GET / HTTP/1.１", .versionMalformed),
        .line("a version with a combining mark", "GET / HTTP/1.1\u{301}", .versionMalformed),
        .line("a version in small letters", "GET / http/1.1", .versionMalformed),
        .line("another protocol", "GET / HTTPS/1.1", .versionMalformed),
        .line("another protocol of the same length", "GET / ICY/1.10", .versionMalformed),
        .line("the version of HTTP/0.9", "GET / HTTP/0.9", .versionNotSupported),
        .line("HTTP/1.2", "GET / HTTP/1.2", .versionNotSupported),
        .line("HTTP/2.0", "GET / HTTP/2.0", .versionNotSupported),
        .line("the preface of HTTP/2", "PRI * HTTP/2.0", .versionNotSupported),
        MalformedHead("the first bytes of TLS", "\u{16}\u{3}\u{1}\r\n\r\n", .methodNotAToken),
        MalformedHead(
            "nine empty lines",
            String(repeating: "\r\n", count: 9) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            .emptyLinesBeforeRequest
        ),
    ]

    @Test(arguments: table)
    func `a malformed request line is refused for what is wrong with it`(_ malformed: MalformedHead) {
        expectRefusal(malformed)
    }
}
