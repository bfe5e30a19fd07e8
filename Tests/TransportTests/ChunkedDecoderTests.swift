// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// What becomes of a body in the chunked coding.
enum ChunkedOutcome: Equatable, Sendable {
    case body(String, rest: Int)
    case unfinished
    case refused(RequestError)

    init(_ text: String, pieces: [Int], limits: HTTPLimits) {
        let bytes = Array(text.utf8)
        var decoder = ChunkedDecoder(limits: limits)
        var body: [UInt8] = []
        var position = 0
        self = .unfinished
        for end in pieces + [bytes.count] {
            do throws(RequestError) {
                if try decoder.decode(bytes, position: &position, end: end, into: &body) {
                    self = .body(String(decoding: body, as: UTF8.self), rest: bytes.count - position)
                    return
                }
            } catch {
                self = .refused(error)
                return
            }
        }
    }
}

/// Decodes in one piece, in two at every place, and byte by byte.
func expectBody(_ text: String, _ expected: ChunkedOutcome, limits: HTTPLimits = HTTPLimits()) {
    let count = text.utf8.count
    #expect(ChunkedOutcome(text, pieces: [], limits: limits) == expected)
    #expect(ChunkedOutcome(text, pieces: Array(1..<max(1, count)), limits: limits) == expected, "byte by byte")
    for cut in 1..<max(1, min(count, 200)) {
        #expect(ChunkedOutcome(text, pieces: [cut], limits: limits) == expected, "cut after \(cut)")
    }
}

/// The chunked coding (RFC 9112 §7.1).
struct ChunkedDecoderTests {
    @Test(arguments: [
        ("0\r\n\r\n", "", 0),
        ("5\r\nhello\r\n0\r\n\r\n", "hello", 0),
        ("5\r\nhello\r\n0\r\n\r\nGET /", "hello", 5),
        ("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "abc", 0),
        ("a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n", "01234567890123456789a", 0),
        ("0000000000000003\r\nabc\r\n000\r\n\r\n", "abc", 0),
        ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n", 0),
        ("1;a\r\na\r\n0;a=b;c=\"d e\"\r\n\r\n", "a", 0),
        ("1;\tx\r\na\r\n0\r\n\r\n", "a", 0),
        ("1; a = b ; c = \"d;\\\"e\" ;f\r\na\r\n0\r\n\r\n", "a", 0),
        ("1;a=\"\u{FF}\\\\\"\r\na\r\n0\r\n\r\n", "a", 0),
        ("1\r\na\r\n0\r\nA: b\r\nC:\r\n\r\n", "a", 0),
        // Dropped, like all trailers.
        ("1\r\na\r\n0\r\nAuthorization: b\r\nContent-Lengths: 7\r\n\r\nGET /", "a", 5),
    ])
    func `a body is put together, wherever it is cut`(_ text: String, _ body: String, _ rest: Int) {
        expectBody(text, .body(body, rest: rest))
    }

    @Test(arguments: [
        "", "1", "1\r", "1\r\n", "1\r\na", "1\r\na\r", "1\r\na\r\n", "1;a", "0\r\n", "0\r\n\r", "0\r\na", "0\r\na:",
        "0\r\na: b\r", "0\r\na: b\r\n\r",
    ])
    func `a body that is not complete waits for more`(_ text: String) {
        expectBody(text, .unfinished)
    }

    private func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = HTTPLimits()
        change(&limits)
        return limits
    }

    @Test func `chunks may fill the limit together, and no byte more`() {
        let limits = limits { $0.bodyBytes = 5 }
        expectBody("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", .body("abcde", rest: 0), limits: limits)
        expectBody("3\r\nabc\r\n3\r\n", .refused(.bodyTooLarge), limits: limits)
        expectBody("6\r\n", .refused(.bodyTooLarge), limits: limits)
        expectBody("5\r\nabcde\r\n1\r\n", .refused(.bodyTooLarge), limits: limits)
    }

    @Test func `extensions of all chunks together are bounded`() {
        let limits = limits { $0.chunkExtensionBytes = 4 }
        expectBody("1;ab\r\na\r\n1;cd\r\nb\r\n0\r\n\r\n", .body("ab", rest: 0), limits: limits)
        expectBody("1;ab\r\na\r\n1;cde", .refused(.chunkExtensionTooLong), limits: limits)
    }

    @Test func `trailers are bounded`() {
        let limits = limits { $0.trailerBytes = 8 }
        expectBody("0\r\na: bcd\r\n\r\n", .refused(.trailersTooLarge), limits: limits)
        expectBody("0\r\na: bc\r\n\r\n", .body("", rest: 0), limits: limits)
    }

    @Test(arguments: ["FFFFFFFFFFFFFFFF\r\n", "8000000000000000\r\n", "1\r\na\r\n7FFFFFFFFFFFFFFF\r\n"])
    func `a size that no machine can hold is refused even without a limit`(_ text: String) {
        expectBody(text, .refused(.bodyTooLarge), limits: limits { $0.bodyBytes = .max })
    }
}
