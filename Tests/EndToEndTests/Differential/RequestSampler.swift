// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// Makes bytes that are nearly requests: by the grammar, and then with a slip or two.
struct RequestSampler {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private static let lines = [
        "GET /dev/public HTTP/1.1", "GET /dev/public HTTP/1.1", "POST /dev/public HTTP/1.1", "PUT /a?b=c HTTP/1.1",
        "HEAD /dev/public HTTP/1.1", "GET / HTTP/1.0", "POST / HTTP/1.0", "OPTIONS * HTTP/1.1",
        "GET http://a/b HTTP/1.1",
        "DELETE http://a HTTP/1.1", "GET //a/b HTTP/1.1", "GET /a#b HTTP/1.1", "GET /a",
        "GET / HTTP/1.2", "GET / HTTP/2.0", "GET / http/1.1", "TRACE / HTTP/1.1", "BREW / HTTP/1.1", "get / HTTP/1.1",
    ]

    private static let fields = [
        "Connection: close", "Connection: keep-alive", "Connection: close, keep-alive", "Connection: content-length",
        "Connection: transfer-encoding", "Connection: upgrade", "Upgrade: h2c", "Upgrade: websocket", "X: y", "X:",
        "Expect: 100-continue", "Expect: x", "TE: trailers", "Trailer: X", "Host: b", "Host: a:80", "Host: a,b",
        "Host: u@a", "Host: [::1]", "Host:", "X: \u{E9}", "X: a\tb", "X-\u{E9}: b", "X y: b", "X: a\r\n b",
        "Keep-Alive: 5", "Content_Length: 5", "Transfer_Encoding: chunked", "Content-Type: text/plain",
        "HTTP2-Settings: AAMAAABkAAQAAP__", "Content-Length: 5", "Content-Length: 0", "Content-Length: 05",
        "Content-Length: +5", "Content-Length: -5", "Content-Length: 5, 5", "Content-Length: 5,6",
        "Content-Length: 0x5",
        "Content-Length:", "Content-Length: 5 ", "Content-Length:\t5", "Content-Length : 5", "Content-Length: 5.0",
        "Content-Length: 5;a", "Content-Length: 18446744073709551621", "Content-Length: \u{FF15}",
        "Content-Length: 5\u{301}", "Transfer-Encoding: chunked", "Transfer-Encoding: Chunked",
        "Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity, chunked", "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked;q=1", "Transfer-Encoding: \u{B}chunked",
        "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, gzip", "Transfer-Encoding : chunked", "Transfer-Encoding:\tchunked",
        "Transfer-Encoding:chunked", "Transfer-Encoding: chunked ", "Transfer-Encoding:", "Transfer-Encoding: ,chunked",
        "Transfer-Encoding: chunked,", "Transfer-Encoding:\r\n chunked", "Transfer-Encoding: chunk\u{E9}d",
    ]

    private static let bodies = [
        "", "", "hello", "5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "0\r\n\r\n", "0\r\nX: y\r\n\r\n",
        "5;a=b\r\nhello\r\n0\r\n\r\n", "5;a=\"\r\nhello\"\r\n0\r\n\r\n", "5;a\r\nhello\r\n0\r\n\r\n",
        "5;\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", "5 ;a\r\nhello\r\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
        "5_0\r\nhello\r\n0\r\n\r\n",
        "5\nhello\n0\n\n", "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhelloXX0\r\n\r\n",
        "00005\r\nhello\r\n00\r\n\r\n",
        "00000000000000005\r\nhello\r\n0\r\n\r\n", "ffffffffffffffff5\r\nhello\r\n0\r\n\r\n",
        "10000000000000005\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n", "5\r\nhello\r\n0\r\nX : y\r\n\r\n",
        "5\r\nhello\r\n0\r\nX\r\n\r\n",
        "5\r\nhello\r\n0\r\n X: y\r\n\r\n", "5\r\nhello\r\n0\r\nX: y\n\r\n", "5\r\nhello\r\n0\n\n",
        "5;a\nb\r\nhello\r\n0\r\n\r\n",
    ]

    private static let slips: [[UInt8]] = [
        [0x00], [0x01], [0x09], [0x0A], [0x0B], [0x0C], [0x0D], [0x0D, 0x0A], [0x20], [0x22], [0x2B], [0x2C], [0x2D],
        [0x2F], [0x30], [0x3A], [0x3B], [0x3D], [0x40], [0x5C], [0x7F], [0x80], [0x85], [0xA0], [0xC2, 0xA0],
        [0xCC, 0x81], [0xFF],
    ]

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }

    private mutating func isTrue(oneIn count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    /// The next bytes: one to three requests, hardly ever all of them right.
    mutating func next() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) { bytes += request() }
        // Then something that shows where the last body was taken to end.
        if isTrue(oneIn: 2) { bytes += Array("GET /last HTTP/1.1\r\nHost: a\r\n\r\n".utf8) }
        for _ in 0..<pick([0, 0, 0, 1, 2]) { slip(&bytes) }
        return bytes
    }

    private mutating func request() -> [UInt8] {
        var fields = isTrue(oneIn: 12) ? [] : ["Host: a"]
        for _ in 0..<pick([0, 0, 1, 1, 1, 2]) {
            fields.insert(pick(Self.fields), at: Int.random(in: 0...fields.count, using: &random))
        }
        var body = pick(Self.bodies)
        // Mostly framed in a way that fits the body.
        if !isTrue(oneIn: 3) {
            if body.contains("\r\n") || body.contains("\n") {
                fields.append("Transfer-Encoding: chunked")
            } else if !body.isEmpty {
                fields.append("Content-Length: 5")
            }
        } else if isTrue(oneIn: 2) {
            body = ""
        }
        let line = isTrue(oneIn: 3) ? pick(Self.lines) : "POST /dev/public HTTP/1.1"
        let end = isTrue(oneIn: 30) ? "\n" : "\r\n"
        return Array((([line] + fields).joined(separator: "\r\n") + end + "\r\n" + body).utf8)
    }

    /// Puts in, takes out, or changes a byte or two.
    private mutating func slip(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.insert(contentsOf: pick(Self.slips), at: place)
        case 1: bytes.remove(at: place)
        default: bytes.replaceSubrange(place...place, with: pick(Self.slips))
        }
    }
}
