// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// The chunked coding (RFC 9112 §7.1).
struct ChunkedDecoderTests {
    enum Outcome: Equatable, Sendable {
        case body(String, rest: Int)
        case unfinished
        case refused(RequestError)
    }

    private func decode(_ text: String, pieces: [Int], limits: HTTPLimits) -> Outcome {
        let bytes = Array(text.utf8)
        var decoder = ChunkedDecoder(limits: limits)
        var body: [UInt8] = []
        var position = 0
        for end in pieces + [bytes.count] {
            do throws(RequestError) {
                if try decoder.decode(bytes, position: &position, end: end, into: &body) {
                    return .body(String(decoding: body, as: UTF8.self), rest: bytes.count - position)
                }
            } catch {
                return .refused(error)
            }
        }
        return .unfinished
    }

    /// Decodes in one piece, in two at every place, and byte by byte.
    private func expect(_ text: String, _ expected: Outcome, limits: HTTPLimits = HTTPLimits()) {
        let count = text.utf8.count
        #expect(decode(text, pieces: [], limits: limits) == expected)
        #expect(decode(text, pieces: Array(1..<max(1, count)), limits: limits) == expected, "byte by byte")
        for cut in 1..<max(1, min(count, 200)) {
            #expect(decode(text, pieces: [cut], limits: limits) == expected, "cut after \(cut)")
        }
    }

    @Test(arguments: [
        ("0\r\n\r\n", "", 0),
        ("5\r\nhello\r\n0\r\n\r\n", "hello", 0),
        ("5\r\nhello\r\n0\r\n\r\nGET /", "hello", 5),
        ("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "abc", 0),
        ("a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n", "01234567890123456789a", 0),
        ("0000000000000003\r\nabc\r\n000\r\n\r\n", "abc", 0),
        ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n", 0),
        ("1;\r\na\r\n0;a=b;c=\"d e\"\r\n\r\n", "a", 0),
        ("1;\tx\r\na\r\n0\r\n\r\n", "a", 0),
        ("1\r\na\r\n0\r\nA: b\r\nContent-Length: 7\r\nC:\r\n\r\n", "a", 0),
    ])
    func `a body is put together, wherever it is cut`(_ text: String, _ body: String, _ rest: Int) {
        expect(text, .body(body, rest: rest))
    }

    @Test(arguments: [
        ("\r\n", RequestError.chunkSizeMalformed), (" 1\r\na\r\n", .chunkSizeMalformed),
        ("+1\r\na\r\n", .chunkSizeMalformed),
        ("-1\r\na\r\n", .chunkSizeMalformed), ("0x1\r\na\r\n", .chunkSizeMalformed), ("g\r\n", .chunkSizeMalformed),
        ("1 \r\na\r\n", .chunkSizeMalformed), ("1 ;a\r\na\r\n", .chunkSizeMalformed),
        ("1\t\r\na\r\n", .chunkSizeMalformed),
        ("1,1\r\na\r\n", .chunkSizeMalformed), ("1\na\r\n", .chunkSizeMalformed), ("1\ra\r\n", .chunkSizeMalformed),
        ("1_0\r\na\r\n", .chunkSizeMalformed), (";a\r\n", .chunkSizeMalformed), ("١\r\na\r\n", .chunkSizeMalformed),
        ("00000000000000003\r\nabc\r\n", .chunkSizeMalformed), ("1;a\nb\r\n", .chunkSizeMalformed),
        ("1;a\u{0}\r\n", .chunkSizeMalformed), ("1;a\rb\r\n", .chunkSizeMalformed),
        ("1\r\nab\r\n", .chunkDataNotTerminated), ("1\r\na\n0\r\n\r\n", .chunkDataNotTerminated),
        ("1\r\na\r0\r\n\r\n", .chunkDataNotTerminated), ("1\r\na0\r\n\r\n", .chunkDataNotTerminated),
        ("3\r\nab\r\n0\r\n\r\n", .chunkDataNotTerminated),
        ("0\r\n\r\r\n", .trailerMalformed), ("0\r\n\n", .trailerMalformed), ("0\r\n a: b\r\n\r\n", .trailerMalformed),
        ("0\r\n: b\r\n\r\n", .trailerMalformed), ("0\r\na b\r\n\r\n", .trailerMalformed),
        ("0\r\na\r\n\r\n", .trailerMalformed),
        ("0\r\na : b\r\n\r\n", .trailerMalformed), ("0\r\na: b\n\r\n", .trailerMalformed),
        ("0\r\na: b\u{0}\r\n\r\n", .trailerMalformed), ("0\r\na: b\rc\r\n\r\n", .trailerMalformed),
        ("0\r\na: b\r\n c\r\n\r\n", .trailerMalformed), ("0\r\nGET / HTTP/1.1\r\n\r\n", .trailerMalformed),
        ("FFFFFFFFFFFFFFFF\r\n", .bodyTooLarge), ("8000000000000000\r\n", .bodyTooLarge),
        ("7FFFFFFFFFFFFFFF\r\n", .bodyTooLarge), ("100000000\r\n", .bodyTooLarge), ("a00001\r\n", .bodyTooLarge),
    ])
    func `a malformed body is refused, wherever it is cut`(_ text: String, _ error: RequestError) {
        expect(text, .refused(error))
    }

    @Test(arguments: [
        "", "1", "1\r", "1\r\n", "1\r\na", "1\r\na\r", "1\r\na\r\n", "1;a", "0\r\n", "0\r\n\r", "0\r\na", "0\r\na:",
        "0\r\na: b\r", "0\r\na: b\r\n\r",
    ])
    func `a body that is not complete waits for more`(_ text: String) {
        expect(text, .unfinished)
    }

    private func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = HTTPLimits()
        change(&limits)
        return limits
    }

    @Test func `chunks may fill the limit together, and no byte more`() {
        let limits = limits { $0.bodyBytes = 5 }
        expect("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", .body("abcde", rest: 0), limits: limits)
        expect("3\r\nabc\r\n3\r\n", .refused(.bodyTooLarge), limits: limits)
        expect("6\r\n", .refused(.bodyTooLarge), limits: limits)
        expect("5\r\nabcde\r\n1\r\n", .refused(.bodyTooLarge), limits: limits)
    }

    @Test func `extensions of all chunks together are bounded`() {
        let limits = limits { $0.chunkExtensionBytes = 4 }
        expect("1;ab\r\na\r\n1;cd\r\nb\r\n0\r\n\r\n", .body("ab", rest: 0), limits: limits)
        expect("1;ab\r\na\r\n1;cde", .refused(.chunkExtensionTooLong), limits: limits)
    }

    @Test func `trailers are bounded`() {
        let limits = limits { $0.trailerBytes = 8 }
        expect("0\r\na: bcd\r\n\r\n", .refused(.trailersTooLarge), limits: limits)
        expect("0\r\na: bc\r\n\r\n", .body("", rest: 0), limits: limits)
    }

    @Test(arguments: ["FFFFFFFFFFFFFFFF\r\n", "8000000000000000\r\n", "1\r\na\r\n7FFFFFFFFFFFFFFF\r\n"])
    func `a size that no machine can hold is refused even without a limit`(_ text: String) {
        expect(text, .refused(.bodyTooLarge), limits: limits { $0.bodyBytes = .max })
    }
}
