// SPDX-License-Identifier: Apache-2.0

/// Where we are stricter than another reader; the sources are those of JudgedCaseTests.
extension JudgedCaseTests {
    static let stricter: [Case] = [
        Case(
            "lines that end in LF",
            "RFC 9112 §2.2",
            "GET / HTTP/1.1\nHost: a\n\n",
            ours: " ✗bareLineFeed",
            theirs: "nginx serves it"
        ),
        Case(
            "CR CR LF behind a field",
            "RFC 9112 §2.2",
            post("X: y\r"),
            ours: " ✗bareCarriageReturn",
            theirs: "nginx drops a CR"
        ),
        Case(
            "a CR before the request line",
            "RFC 9112 §2.2",
            "\r" + post(),
            ours: " ✗bareCarriageReturn",
            theirs: "Node skips it"
        ),
        Case(
            "a field without colon",
            "RFC 9112 §5",
            post("X"),
            ours: " ✗colonMissing",
            theirs: "nginx ignores the field"
        ),
        Case(
            "a field's name with a byte beyond ASCII",
            "RFC 9110 §5.1",
            post("X\u{E9}: y"),
            ours: " ✗fieldNameMalformed",
            theirs: "nginx ignores the field"
        ),
        Case(
            "white space in a field's name",
            "RFC 9112 §5.1",
            post("X y: z"),
            ours: " ✗whitespaceBeforeColon",
            theirs: "nginx ignores the field"
        ),
        Case(
            "a form feed in a value",
            "RFC 9110 §5.5",
            post("X: \u{C}"),
            ours: " ✗fieldValueMalformed",
            theirs: "nginx serves it"
        ),
        Case(
            "a space behind the version",
            "RFC 9112 §3",
            line("GET / HTTP/1.1 "),
            ours: " ✗requestLineWhitespace",
            theirs: "nginx serves it"
        ),
        Case(
            "two spaces before the version",
            "RFC 9112 §3",
            line("GET /  HTTP/1.1"),
            ours: " ✗requestLineWhitespace",
            theirs: "both serve it"
        ),
        Case(
            "a request line without version",
            "RFC 9112 §2.3",
            line("GET /a"),
            ours: " ✗versionMissing",
            theirs: "Node serves it as HTTP/0.9"
        ),
        Case(
            "HTTP/1.2",
            "RFC 9110 §2.5",
            line("GET / HTTP/1.2"),
            ours: " ✗versionNotSupported",
            theirs: "nginx serves it as 1.1"
        ),
        Case(
            "HTTP/2.0 in a line of HTTP/1",
            "RFC 9110 §2.5",
            line("GET / HTTP/2.0"),
            ours: " ✗versionNotSupported",
            theirs: "Node serves it"
        ),
        Case(
            "a fragment in the target",
            "RFC 9112 §3.2",
            line("GET /a#b HTTP/1.1"),
            ours: " ✗targetFragment",
            theirs: "both serve it"
        ),
        Case(
            "a byte beyond ASCII in the target",
            "RFC 9112 §3.2",
            line("GET /\u{E9} HTTP/1.1"),
            ours: " ✗targetNotASCII",
            theirs: "nginx serves it"
        ),
        Case("TRACE", "RFC 9110 §9.3.8", line("TRACE / HTTP/1.1"), ours: " ✗traceRefused", theirs: "Node serves it"),
        Case("Host twice", "RFC 9112 §3.2", post("Host: b"), ours: " ✗hostRepeated", theirs: "Node serves the first"),
        Case(
            "no Host, with Upgrade",
            "RFC 9112 §3.2",
            line("POST / HTTP/1.1", host: "Upgrade: h2c\r\n"),
            ours: " ✗hostMissing",
            theirs: "Node serves it"
        ),
        Case(
            "Host with a user name",
            "RFC 9110 §7.2",
            line("GET / HTTP/1.1", host: "Host: u@a\r\n"),
            ours: " ✗hostUserinfo",
            theirs: "both serve it"
        ),
        Case(
            "Host with a byte beyond ASCII",
            "RFC 3986 §3.2.2",
            line("GET / HTTP/1.1", host: "Host: a\u{E9}\r\n"),
            ours: " ✗hostMalformed",
            theirs: "Node serves it"
        ),
        Case(
            "Host that is not the target's",
            "RFC 9112 §3.2",
            line("GET http://a:80/ HTTP/1.1"),
            ours: " ✗hostDiffersFromTarget",
            theirs: "both serve it"
        ),
        Case(
            "Expect twice",
            "RFC 9110 §5.3",
            post("Expect: 100-continue", "Expect: 100-continue"),
            ours: " ✗expectationRepeated",
            theirs: "nginx refuses it, Node serves it; so did we"
        ),
        Case(
            "an unknown expectation",
            "RFC 9110 §10.1.1",
            post("Expect: x"),
            ours: " ✗expectationUnknown",
            theirs: "both serve it"
        ),
        Case(
            "Transfer-Encoding in HTTP/1.0",
            "RFC 9112 §6.1",
            post("Transfer-Encoding: chunked", body: "0\r\n\r\n", version: "1.0"),
            ours: " ✗transferEncodingInHTTP10",
            theirs: "Node serves it"
        ),
        Case(
            "Transfer-Encoding twice",
            "RFC 9112 §6.1",
            post("Transfer-Encoding: x", "Transfer-Encoding: chunked", body: "0\r\n\r\n"),
            ours: " ✗transferEncodingRepeated",
            theirs: "Node serves it"
        ),
        Case(
            "Transfer-Encoding empty",
            "RFC 9112 §6.1",
            post("Transfer-Encoding:"),
            ours: " ✗transferEncodingMalformed",
            theirs: "Node serves it without body"
        ),
        Case(
            "Transfer-Encoding empty, with a length",
            "RFC 9112 §6.3",
            post("Transfer-Encoding:", "Content-Length: 5", body: "hello"),
            ours: " ✗contentLengthWithTransferEncoding",
            theirs: "Node goes by the length"
        ),
        Case(
            "gzip before chunked",
            "RFC 9112 §6.1",
            post("Transfer-Encoding: gzip, chunked", body: "0\r\n\r\n"),
            ours: " ✗transferCodingUnknown",
            theirs: "Node serves it"
        ),
        Case(
            "identity, with Upgrade",
            "RFC 9112 §6.3",
            post("Transfer-Encoding: identity", "Upgrade: x", "Connection: upgrade"),
            ours: " ✗chunkedNotLast",
            theirs: "Node serves it"
        ),
        Case(
            "a chunk size of 17 digits",
            "RFC 9112 §7.1",
            chunked("00000000000000005\r\nhello\r\n0\r\n\r\n"),
            ours: " ✗chunkSizeOverflow",
            theirs: "both serve it"
        ),
        Case(
            "a space behind a chunk size",
            "RFC 9112 §7.1",
            chunked("5 \r\nhello\r\n0\r\n\r\n"),
            ours: " ✗chunkSizeWhitespace",
            theirs: "nginx serves it"
        ),
        Case(
            "a chunk extension without name",
            "RFC 9112 §7.1.1",
            chunked("5;\r\nhello\r\n0\r\n\r\n"),
            ours: " ✗chunkExtensionMalformed",
            theirs: "nginx serves it"
        ),
        Case(
            "a quoted extension over a line's end",
            "RFC 9112 §7.1.1",
            chunked("5;a=\"\r\nhello\"\r\n0\r\n\r\n"),
            ours: " ✗chunkExtensionMalformed",
            theirs: "nginx ends the line there"
        ),
        Case(
            "a chunk's data that ends in LF",
            "RFC 9112 §7.1",
            chunked("5\r\nhello\n0\r\n\r\n"),
            ours: " ✗chunkDataNotTerminated",
            theirs: "nginx serves it"
        ),
        Case(
            "a folded trailer",
            "RFC 9112 §5.2",
            chunked("0\r\n X: y\r\n\r\n"),
            ours: " ✗obsoleteLineFolding",
            theirs: "nginx serves it"
        ),
        Case(
            "a trailer with white space before the colon",
            "RFC 9112 §5.1",
            chunked("0\r\nX : y\r\n\r\n"),
            ours: " ✗whitespaceBeforeColon",
            theirs: "nginx serves it"
        ),
        Case(
            "a trailer without name",
            "RFC 9112 §5",
            chunked("0\r\n: y\r\n\r\n"),
            ours: " ✗fieldNameMissing",
            theirs: "nginx serves it"
        ),
        Case(
            "a trailer with a NUL",
            "RFC 9110 §5.5",
            chunked("0\r\nX: \u{0}\r\n\r\n"),
            ours: " ✗nullByte",
            theirs: "nginx serves it"
        ),
        Case(
            "a tab in a chunk size",
            "RFC 9112 §7.1",
            chunked("f\tf\r\nhello\r\n0\r\n\r\n"),
            ours: " ✗chunkSizeWhitespace",
            theirs: "nginx takes it for the end of the digits"
        ),
        Case(
            "another scheme",
            "RFC 9112 §3.2.2",
            line("GET ht+p://a HTTP/1.1"),
            ours: " ✗targetFormUnknown",
            theirs: "nginx serves it"
        ),
        Case(
            "a version with leading zero",
            "RFC 9112 §2.3",
            line("GET / HTTP/1.01"),
            ours: " ✗versionMalformed",
            theirs: "nginx serves it as 1.1"
        ),
        Case(
            "an open bracket in Host",
            "RFC 3986 §3.2.2",
            line("GET / HTTP/1.1", host: "Host: [::1\r\n"),
            ours: " ✗hostAddressMalformed",
            theirs: "nginx serves it"
        ),
        Case(
            "Content-Length among the trailers",
            "RFC 9110 §6.5.1",
            chunked("0\r\nContent-Length: 5\r\n\r\n"),
            ours: " ✗trailerForbidden",
            theirs: "nginx serves it; so did we"
        ),
    ]
}
