// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

struct ResponseEncoderTests {
    private func encode(_ response: Response, keepsAlive: Bool = true, isHead: Bool = false) -> String {
        var output: [UInt8] = []
        ResponseEncoder.encode(
            response,
            into: &output,
            dateField: Array("Date: now\r\n".utf8),
            keepsAlive: keepsAlive,
            isHead: isHead
        )
        return String(decoding: output, as: UTF8.self)
    }

    @Test func `an answer has the fields in API Gateway's order`() {
        var response = Response.text("hello")
        response.fields.append("X-A", "1")
        #expect(
            encode(response) == """
                HTTP/1.1 200 OK\r\nDate: now\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\
                Connection: keep-alive\r\nX-A: 1\r\n\r\nhello
                """
        )
    }

    @Test func `the last answer of a connection says so`() {
        #expect(
            encode(Response(status: 403), keepsAlive: false)
                == "HTTP/1.1 403 Forbidden\r\nDate: now\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    }

    @Test func `the answer to HEAD has the length of the body and not the body`() {
        #expect(encode(.text("hello"), isHead: true).hasSuffix("Content-Length: 5\r\nConnection: keep-alive\r\n\r\n"))
    }

    @Test(arguments: [204, 304] as [UInt16])
    func `an answer that cannot have a body has neither body nor length`(_ status: UInt16) {
        let text = encode(Response(status: status, body: [1, 2, 3]))
        #expect(!text.contains("Content-Length"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test(
        arguments: [(404, "404 Not Found"), (504, "504 Gateway Timeout"), (299, "299 "), (418, "418 ")]
            as [(UInt16, String)]
    )
    func `a status line has the phrase of its status, or none`(_ status: UInt16, _ line: String) {
        #expect(encode(Response(status: status)).hasPrefix("HTTP/1.1 \(line)\r\n"))
    }

    @Test(arguments: ["a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\u{0}b", "a\u{7F}"])
    func `a content type that would add a field is left out`(_ contentType: String) {
        let text = encode(Response(status: 200, contentType: Array(contentType.utf8)))
        #expect(text == "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n")
    }

    @Test(arguments: ["a\r\nSet-Cookie: b", "a\r\n", "\n", "\r", "a\u{0}", "\u{7F}", "\u{1B}[0m"])
    func `a value with control characters is refused`(_ value: String) {
        var fields = ResponseFields()
        let isAppended = fields.append("X-A", Array(value.utf8))
        #expect(!isAppended)
        #expect(fields.bytes.isEmpty)
    }

    @Test(arguments: ["", "a", "a\tb c", "é"])
    func `a value without control characters is appended`(_ value: String) {
        var fields = ResponseFields()
        let isAppended = fields.append("X-A", Array(value.utf8))
        #expect(isAppended)
        #expect(fields.bytes == Array("X-A: \(value)\r\n".utf8))
    }

    @Test(arguments: [0, 1, 9, 10, 99, 100, 65_535, Int.max, -1, Int.min])
    func `a number is written in decimal digits`(_ number: Int) {
        var bytes: [UInt8] = []
        bytes.append(decimal: number)
        #expect(String(decoding: bytes, as: UTF8.self) == String(number))
    }
}
