// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// Lines and fields that are refused (RFC 9112 §2.2, §5; RFC 9110 §5), each with its reason.
struct FieldRefusalTests {
    static let table: [MalformedHead] = [
        MalformedHead("an LF for an empty line", "\n", .bareLineFeed),
        MalformedHead("an LF behind the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineFeed),
        MalformedHead("an LF behind a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", .bareLineFeed),
        MalformedHead("an LF at the head's end", "GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
        .fields("an LF in a value", "A: b\nC: d", .bareLineFeed),
        .fields("a CR in a value", "A: b\rC: d", .bareCarriageReturn),
        .fields("two CR behind a value", "A: b\r", .bareCarriageReturn),
        .fields("a CR before a value", "A: \rb", .bareCarriageReturn),
        .fields("a CR behind a name", "A\r: b", .bareCarriageReturn),
        .fields("a NUL in a value", "A: b\u{0}c", .nullByte),
        .fields("a NUL in a name", "A\u{0}: b", .nullByte),
        .fields("a control character in a value", "A: \u{1F}", .fieldValueMalformed),
        .fields("a vertical tab in a value", "A: \u{B}b", .fieldValueMalformed),
        .fields("a DEL in a value", "A: \u{7F}", .fieldValueMalformed),
        .fields("a line folded with a space", "A: b\r\n c", .obsoleteLineFolding),
        .fields("a line folded with a tab", "A: b\r\n\tc: d", .obsoleteLineFolding),
        .fields("a field behind a space", " A: b", .obsoleteLineFolding),
        .fields("a line of white space", " \t", .obsoleteLineFolding),
        MalformedHead(
            "a space before the first field",
            "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
            .obsoleteLineFolding
        ),
        .fields("a space before the colon", "A : b", .whitespaceBeforeColon),
        .fields("a tab before the colon", "A\t: b", .whitespaceBeforeColon),
        .fields("a space and no colon", "A b", .whitespaceBeforeColon),
        .fields("a space behind Transfer-Encoding", "Transfer-Encoding : chunked", .whitespaceBeforeColon),
        .fields("a space behind Content-Length", "Content-Length : 5", .whitespaceBeforeColon),
        .fields("a value without name", ": b", .fieldNameMissing),
        .fields("a colon alone", ":", .fieldNameMissing),
        .fields("no colon", "A", .colonMissing),
        .fields("a name in quotes", "\"A\": b", .fieldNameMalformed),
        .fields("a name that is not ASCII", "Ä: b", .fieldNameMalformed),
        .fields("a name with a combining mark", "Host\u{301}: b", .fieldNameMalformed),
        .fields("a name with a full-width letter", "Ａ: b", .fieldNameMalformed),
        .fields("a name with parentheses", "A(b): c", .fieldNameMalformed),
        .fields("a vertical tab before a name", "\u{B}Transfer-Encoding: chunked", .fieldNameMalformed),
        .fields("a name with a control character", "A\u{1}: b", .fieldNameMalformed),
        .fields("a second request line", "GET /x HTTP/1.1", .whitespaceBeforeColon),
        .fields("201 fields", (1...200).map { "F\($0):" }.joined(separator: "\r\n"), .tooManyFields),
        .fields("an unknown expectation", "Expect: 200-ok", .expectationUnknown),
        .fields("an expectation twice in a list", "Expect: 100-continue, 100-continue", .expectationUnknown),
        .fields("an expectation and more", "Expect: 100-continue;a", .expectationUnknown),
        .fields("Expect twice", "Expect: 100-continue\r\nExpect: 100-continue", .expectationRepeated),
        .fields("an empty expectation", "Expect:", .expectationUnknown),
    ]

    @Test(arguments: table)
    func `a malformed field is refused for what is wrong with it`(_ malformed: MalformedHead) {
        expectRefusal(malformed)
    }
}
