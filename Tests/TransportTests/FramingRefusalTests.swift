// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// Content-Length (RFC 9110 §8.6) and Transfer-Encoding (RFC 9112 §6.1, §6.3) that are refused, each with its reason.
struct FramingRefusalTests {
    static let lengths: [MalformedHead] =
        [
            ("nothing", "", RequestError.contentLengthEmpty), ("a plus", "+5", .contentLengthSigned),
            ("a minus", "-5", .contentLengthSigned), ("minus zero", "-0", .contentLengthSigned),
            ("a space inside", "5 5", .contentLengthMalformed), ("a list of the same", "5,5", .contentLengthList),
            ("a list with a space", "5, 5", .contentLengthList),
            ("a list of different ones", "5,6", .contentLengthList),
            ("a comma behind", "5,", .contentLengthList), ("a semicolon", "5;", .contentLengthMalformed),
            ("hexadecimal digits", "0x5", .contentLengthMalformed), ("a fraction", "5.0", .contentLengthMalformed),
            ("an exponent", "5e1", .contentLengthMalformed), ("an underscore", "1_0", .contentLengthMalformed),
            ("a letter", "a", .contentLengthMalformed), ("quotes", "\"5\"", .contentLengthMalformed),
            ("an Arabic digit", "٥", .contentLengthMalformed), ("a full-width digit", "５", .contentLengthMalformed),
            ("a combining mark", "5\u{301}", .contentLengthMalformed),
            ("a no-break space", "5\u{A0}", .contentLengthMalformed),
            ("2^63 + more", "9999999999999999999", .contentLengthOverflow),
            ("2^64 + 5", "18446744073709551621", .contentLengthOverflow),
            ("400 digits", String(repeating: "9", count: 400), .contentLengthOverflow),
            ("one byte too many", "10485761", .bodyTooLarge),
        ].map { .fields("Content-Length: " + $0.0, "Content-Length: \($0.1)", $0.2) }
        + [
            .fields("the same twice", "Content-Length: 5\r\nContent-Length: 5", .contentLengthRepeated),
            .fields("two different ones", "Content-Length: 5\r\ncontent-length: 6", .contentLengthRepeated),
            .fields("zero twice", "Content-Length: 0\r\nContent-Length: 0", .contentLengthRepeated),
            .fields(
                "beside chunked",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                .contentLengthWithTransferEncoding
            ),
            .fields(
                "behind chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 0",
                .contentLengthWithTransferEncoding
            ),
            .fields(
                "beside another coding",
                "Transfer-Encoding: gzip\r\nContent-Length: 5",
                .contentLengthWithTransferEncoding
            ),
            .fields(
                "beside an obfuscated one",
                "Content-Length: 5\r\nTransfer-Encoding: xchunked",
                .contentLengthWithTransferEncoding
            ),
        ]

    static let codings: [MalformedHead] =
        [
            ("nothing", "", RequestError.transferEncodingMalformed), ("a letter before", "xchunked", .chunkedNotLast),
            ("a letter behind", "chunkedx", .chunkedNotLast), ("a digit behind", "cHunKeD2", .chunkedNotLast),
            ("chunked twice", "chunked, chunked", .chunkedRepeated),
            ("a comma behind", "chunked,", .transferEncodingMalformed),
            ("a comma before", ",chunked", .transferEncodingMalformed), ("gzip", "gzip", .chunkedNotLast),
            ("gzip before chunked", "gzip, chunked", .transferCodingUnknown),
            ("identity before chunked", "identity, chunked", .transferCodingUnknown),
            ("chunked before gzip", "chunked, gzip", .chunkedNotLast),
            ("chunked before identity", "chunked, identity", .chunkedNotLast),
            ("identity", "identity", .chunkedNotLast),
            ("a parameter", "chunked;q=1", .chunkedWithParameters), ("a semicolon", "chunked;", .chunkedWithParameters),
            ("double quotes", "\"chunked\"", .transferEncodingMalformed),
            ("single quotes", "'chunked'", .chunkedNotLast),
            ("a no-break space behind", "chunked\u{A0}", .transferEncodingMalformed),
            ("a space inside", "chun ked", .transferEncodingMalformed),
            ("a second word", "chunked\tx", .transferEncodingMalformed),
            ("a full-width letter", "ｃhunked", .transferEncodingMalformed),
            ("the Kelvin sign", "chun\u{212A}ed", .transferEncodingMalformed),
            ("a combining mark", "chunked\u{301}", .transferEncodingMalformed),
            ("a colon before", ": chunked", .transferEncodingMalformed),
            ("brackets", "[chunked]", .transferEncodingMalformed),
            ("a vertical tab before", "\u{B}chunked", .fieldValueMalformed),
            ("a form feed behind", "chunked\u{C}", .fieldValueMalformed),
            ("a NUL behind", "chunked\u{0}", .nullByte),
        ].map { .fields("Transfer-Encoding: " + $0.0, "Transfer-Encoding: \($0.1)", $0.2) }
        + [
            .fields(
                "chunked in two fields",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                .transferEncodingRepeated
            ),
            .fields(
                "identity behind chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                .transferEncodingRepeated
            ),
            .fields(
                "identity before chunked",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                .transferEncodingRepeated
            ),
            .fields("a folded value", "Transfer-Encoding:\r\n chunked", .obsoleteLineFolding),
            .fields(
                "chunked in HTTP/1.0",
                "Transfer-Encoding: chunked",
                .transferEncodingInHTTP10,
                version: "1.0"
            ),
            .fields("gzip in HTTP/1.0", "Transfer-Encoding: gzip", .transferEncodingInHTTP10, version: "1.0"),
        ]

    @Test(arguments: lengths)
    func `a Content-Length that is no number of bytes is refused`(_ malformed: MalformedHead) {
        expectRefusal(malformed)
    }

    @Test(arguments: codings)
    func `a Transfer-Encoding that is not chunked alone is refused`(_ malformed: MalformedHead) {
        expectRefusal(malformed)
    }

    /// They are fields like any other, and frame nothing.
    @Test(arguments: ["Transfer_Encoding: chunked", "TransferEncoding: chunked", "TE: chunked", "Content_Length: 5"])
    func `a field with nearly the name frames nothing`(_ field: String) {
        guard case .head(_, _, _, let framing, _) = decodeHead("POST / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n") else {
            Issue.record("refused")
            return
        }
        #expect(framing == .none)
    }

    /// RFC 9110 §7.6.1: Connection names fields of this hop; to drop one that frames the body would move its end.
    @Test(arguments: ["Content-Length", "content-length, close", "transfer-encoding"])
    func `a framing field that Connection names frames nevertheless`(_ options: String) {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nConnection: \(options)\r\nContent-Length: 5\r\n\r\n"
        guard case .head(_, _, _, let framing, _) = decodeHead(head) else {
            Issue.record("refused")
            return
        }
        #expect(framing == .length(5))
    }

    /// RFC 9110 §8.6: `1*DIGIT`.
    @Test(arguments: [("0000000000000000005", 5), ("0", 0), (String(repeating: "0", count: 400), 0), ("007", 7)])
    func `zeros before a length change nothing`(_ text: String, _ length: Int) throws {
        #expect(try ContentLengthField.length(Array(text.utf8)[...]) == length)
    }
}
