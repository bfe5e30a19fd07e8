// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// Requests out of a buffer that is filled as a socket fills it.
struct RequestDecoderTests {
    /// Feeds bytes in pieces and tells what comes out: requests as `METHOD target body`, and `100` for a 100 Continue.
    private func decode(_ text: String, pieces: Int, limits: HTTPLimits = HTTPLimits()) throws -> [String] {
        var pool = BufferPool()
        var input = InputBuffer()
        var decoder = RequestDecoder(limits: limits)
        var outcome: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            input.fill(from: &pool) { memory in
                let piece = rest.prefix(min(pieces, memory.count))
                memory.copyBytes(from: piece)
                rest = rest.dropFirst(piece.count)
                return piece.count
            }
            steps: while true {
                do throws(RequestError) {
                    switch try decoder.next(&input) {
                    case .needsMore: break steps
                    case .needsContinue:
                        outcome.append("100")
                        break steps
                    case .complete(let head, let body):
                        let words = [head.method, head.target, body].map { String(decoding: $0, as: UTF8.self) }
                        outcome.append(words.joined(separator: " "))
                    }
                } catch {
                    return outcome + ["\(error)"]
                }
            }
            input.release(to: &pool)
        }
        return outcome
    }

    private static let several = """
        GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc\
        POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\nT: x\r\n\r\n\
        POST /4 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n\r\n\r\nDELETE /5 HTTP/1.1\r\nHost: a\r\n\r\n
        """

    @Test(arguments: [Int.max, 1, 2, 3, 5, 17, 64])
    func `several requests in a row are told apart, however they are cut`(_ pieces: Int) throws {
        let requests = try decode(Self.several, pieces: pieces)
        #expect(requests == ["GET /1 ", "POST /2 abc", "POST /3 def", "POST /4 ", "DELETE /5 "])
    }

    @Test(arguments: [16 * 1024, 16_383, 1000])
    func `a body larger than the buffer is put together`(_ pieces: Int) throws {
        let body = (0..<50_000).map { "\($0)," }.joined()
        let head = "POST / HTTP/1.1\r\nHost: a\r\n"
        let next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"
        let expected = ["POST / \(body)", "GET /next "]
        let length = "Content-Length: \(body.utf8.count)\r\n\r\n"
        #expect(try decode(head + length + body + next, pieces: pieces) == expected)
        let size = String(body.utf8.count, radix: 16)
        let chunked = "Transfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body)\r\n0\r\n\r\n"
        #expect(try decode(head + chunked + next, pieces: pieces) == expected)
    }

    @Test func `a head larger than the buffer is read`() throws {
        var limits = HTTPLimits()
        limits.fieldValueBytes = 40_000
        let value = String(repeating: "x", count: 39_000)
        let text = "GET / HTTP/1.1\r\nHost: a\r\nA: \(value)\r\n\r\n"
        #expect(try decode(text, pieces: .max, limits: limits) == ["GET / "])
    }

    @Test func `a client that waits for 100 Continue is told once, and only when it does wait`() throws {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
        #expect(try decode(head + "abc", pieces: .max) == ["POST / abc"])
        #expect(try decode(head + "abc", pieces: head.utf8.count) == ["100", "POST / abc"])
        #expect(try decode(head + "abc", pieces: head.utf8.count + 1) == ["POST / abc"])
        #expect(try decode(head + "abc", pieces: 1) == ["100", "POST / abc"])
    }

    @Test func `requests before a malformed one are still there`() throws {
        let text = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try decode(text, pieces: .max) == ["GET /1 ", "versionMissing"])
    }

    @Test func `progress tells a head from a body from nothing`() throws {
        var pool = BufferPool()
        var input = InputBuffer()
        var decoder = RequestDecoder(limits: HTTPLimits())
        func feed(_ text: String) throws -> String {
            input.fill(from: &pool) { memory in
                memory.copyBytes(from: text.utf8)
                return text.utf8.count
            }
            _ = try decoder.next(&input)
            return "\(decoder.progress)"
        }
        #expect("\(decoder.progress)" == "betweenRequests")
        #expect(try feed("\r\n") == "betweenRequests")
        #expect(try feed("P") == "inHead")
        #expect(try feed("OST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n") == "inBody(received: 0)")
        #expect(try feed("ab") == "inBody(received: 2)")
        #expect(try feed("c") == "betweenRequests")
    }
}
