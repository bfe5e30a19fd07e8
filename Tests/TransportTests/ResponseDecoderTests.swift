// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

struct ResponseDecoderTests {
    /// Feeds an answer in pieces, and then the connection's end.
    private func decode(_ text: String, pieces: Int = .max, limit: Int = 100) throws(ClientError) -> ClientResponse {
        var decoder = ResponseDecoder(bodyLimit: limit)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            if let response = try decoder.decode(Array(rest.prefix(pieces))) { return response }
            rest = rest.dropFirst(pieces)
        }
        guard let response = try decoder.decode(nil) else { throw .malformedResponse("the end did not end it") }
        return response
    }

    struct Answer: Sendable, CustomTestStringConvertible {
        let text: String
        let status: Int
        let body: String

        init(_ text: String, _ status: Int, _ body: String) {
            (self.text, self.status, self.body) = (text, status, body)
        }

        var testDescription: String { text.debugDescription }
    }

    @Test(
        arguments: [
            Answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, "abc"),
            Answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", 200, "abc"),
            Answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""),
            Answer("HTTP/1.1 200 \r\ncontent-length:1 \r\n\r\na", 200, "a"),
            Answer("HTTP/1.1 200\r\nContent-Length: 1\r\n\r\na", 200, "a"),
            Answer("HTTP/1.0 404 Not Found\r\n\r\nnothing", 404, "nothing"),
            Answer("HTTP/1.1 200 OK\r\n\r\n", 200, ""),
            Answer(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n",
                200,
                "abcde"
            ),
            Answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\nTrailer: x\r\n\r\n", 200, ""),
            Answer("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
            Answer("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, ""),
            Answer("HTTP/1.1 302 Found\r\nLocation: http://b/\r\nContent-Length: 0\r\n\r\n", 302, ""),
            Answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", 200, "a"),
            Answer(
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 200 OK\r\n\r\nab",
                200,
                "ab"
            ),
        ],
        [Int.max, 1, 2, 3, 7]
    )
    func `an answer is read, however it is cut`(_ answer: Answer, _ pieces: Int) throws {
        let response = try decode(answer.text, pieces: pieces)
        #expect(response.status == answer.status)
        #expect(String(decoding: response.body, as: UTF8.self) == answer.body)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: String
        let error: ClientError

        init(_ text: String, _ error: ClientError) {
            (self.text, self.error) = (text, error)
        }

        var testDescription: String { text.prefix(80).debugDescription }
    }

    @Test(
        arguments: [
            Refusal("", .closedEarly),
            Refusal("HTTP/1.1 200 OK\r\nContent-Le", .closedEarly),
            Refusal("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", .closedEarly),
            Refusal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", .closedEarly),
            Refusal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", .closedEarly),
            Refusal("HTTP/1.1 100 Continue\r\n\r\n", .closedEarly),
            Refusal("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", .responseTooLarge(limit: 100)),
            Refusal(
                "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\n",
                .responseTooLarge(limit: 100)
            ),
            Refusal(
                "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "a", count: 101),
                .responseTooLarge(limit: 100)
            ),
            Refusal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n", .responseTooLarge(limit: 100)),
            Refusal(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                .malformedResponse(RequestError.chunkSizeMalformed.reason)
            ),
            Refusal("SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("HTTP/2 200\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("http/1.1 200 OK\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("HTTP/1.1 2000 OK\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("HTTP/1.1 20 OK\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("HTTP/1.1 +20 OK\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("HTTP/1.1 099 OK\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("HTTP/1.1 600 OK\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("HTTP/1.1-200 OK\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("HTTP/1.x 200 OK\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("HTTP/1.1  200 OK\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("\r\n\r\n", .malformedResponse("bad status line")),
            Refusal("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", .malformedResponse("bad header field")),
            Refusal("HTTP/1.1 200 OK\r\n: b\r\n\r\n", .malformedResponse("bad header field")),
            Refusal("HTTP/1.1 200 OK\r\nA\r\n\r\n", .malformedResponse("bad header field")),
            Refusal("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .malformedResponse("bad header field")),
            Refusal("HTTP/1.1 200 OK\r\nA: b\u{0}\r\n\r\n", .malformedResponse("bad header value")),
            Refusal("HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", .malformedResponse("bad header value")),
            Refusal("HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n", .malformedResponse("a line ends in LF without CR")),
            Refusal("HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc", .malformedResponse("bad Content-Length")),
            Refusal("HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc", .malformedResponse("bad Content-Length")),
            Refusal("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nabc", .malformedResponse("bad Content-Length")),
            Refusal(
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                .malformedResponse("bad Content-Length")
            ),
            Refusal(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                .malformedResponse("unknown Transfer-Encoding")
            ),
            Refusal(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                .malformedResponse("unknown Transfer-Encoding")
            ),
            Refusal(
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                .malformedResponse("Content-Length beside Transfer-Encoding")
            ),
            Refusal(
                "HTTP/1.1 200 OK\r\nA: " + String(repeating: "b", count: 65_536),
                .malformedResponse("its head is too large")
            ),
            Refusal(
                "HTTP/1.1 200 OK\r\nA: " + String(repeating: "b", count: 65_536) + "\r\n\r\n",
                .malformedResponse("its head is too large")
            ),
            Refusal(
                String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 3000),
                .malformedResponse("its head is too large")
            ),
        ],
        [Int.max, 1, 5]
    )
    func `an answer that cannot be trusted is refused, however it is cut`(_ refusal: Refusal, _ pieces: Int) throws {
        let isLong = refusal.text.utf8.count > 1000
        #expect(throws: refusal.error) { try decode(refusal.text, pieces: isLong ? max(999, pieces) : pieces) }
    }

    @Test func `a field is found whatever its letter case`() throws {
        let response = try decode("HTTP/1.1 200 OK\r\nX-a: 1\r\nCONTENT-TYPE:\t text/plain \r\nx-A: 2\r\n\r\n")
        #expect(response.firstValue(of: "Content-Type") == "text/plain")
        #expect(response.firstValue(of: "x-a") == "1")
        #expect(response.firstValue(of: "x") == nil)
        #expect(response.fields.map(\.name) == ["X-a", "CONTENT-TYPE", "x-A"])
    }
}
