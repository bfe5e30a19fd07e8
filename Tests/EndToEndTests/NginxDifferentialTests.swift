// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The same bytes, to nginx and to us.
///
/// A front that sees fewer requests than what is behind it is how requests are smuggled (RFC 9112 §11.2). So where we see
/// more than nginx does, it has to be one of the cases below, each judged by the RFC. Where we see fewer we are stricter,
/// which is what we want to be.
@Suite(.enabled(if: Tool.mayRun(Tool.nginx), "nginx is missing"))
struct NginxDifferentialTests {
    /// Pieces that requests are made of, good ones and bad ones.
    private static let pieces = [
        "GET /dev/public HTTP/1.1\r\n", "POST /dev/public HTTP/1.1\r\n", "GET /dev/public HTTP/1.0\r\n",
        "HEAD /dev/public HTTP/1.1\r\n", "GET http://a/dev/public HTTP/1.1\r\n", "GET /dev/public\r\n",
        "Host: a\r\n", "Host: a\r\n", "Host: b\r\n", "Host:\r\n", "Host : a\r\n", "host: a:80\r\n", "Host: a b\r\n",
        "Content-Length: 0\r\n", "Content-Length: 5\r\n", "Content-Length: +5\r\n", "Content-Length: 5, 5\r\n",
        "Content-Length: 0x5\r\n", "Content-Length:5\r\n", "Content-Length : 5\r\n", "content-length: 05\r\n",
        "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: Chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked, chunked\r\n", "Transfer-Encoding: x\r\n",
        "Transfer-Encoding:\tchunked\r\n", "Transfer-Encoding\t: chunked\r\n", "Transfer-Encoding: chunked \r\n",
        " folded: x\r\n", "\tfolded\r\n", "X: y\r\n", "X: \u{0}\r\n", "X: a\rb\r\n", "X\n", "X: y\n",
        "Connection: close\r\n",
        "Connection: keep-alive\r\n", "Expect: 100-continue\r\n", "\r\n", "\r\n", "\r\n\r\n", "\n", "\r", "hello",
        "0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "5;a=b\r\nhello\r\n", "+5\r\nhello\r\n", "5 \r\nhello\r\n",
        "0x5\r\nhello\r\n",
        "ffffffffffffffff5\r\n", "5\nhello\n0\n\n", "0\r\nX: y\r\n\r\n", ":\r\n", "\u{0}", " ", "\u{FF}",
    ].map { Array($0.utf8) }

    private static func sample(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            // A beginning that is often right, so that what is wrong lies deep.
            if Int.random(in: 0..<5, using: &random) > 0 {
                bytes += pieces[Int.random(in: 0..<5, using: &random)] + pieces[6]
            }
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                bytes += pieces.randomElement(using: &random) ?? []
            }
            bytes += Array("\r\n".utf8)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                bytes += pieces.randomElement(using: &random) ?? []
            }
        }
        return bytes
    }

    /// Disagreements that were looked at: we are right by the RFC, or both may be.
    private static let judged: [(name: String, holds: @Sendable ([UInt8]) -> Bool)] = []

    @Test func `we never see a request where nginx sees none, but for judged cases`() async throws {
        try await withGateway { gateway in
            try await withNginx({ _ in "location / { return 200 'ok'; }" }) { port in
                var random = SeededGenerator(seed: 9112)
                var seen = (ours: 0, theirs: 0)
                for number in 0..<4000 {
                    let bytes = Self.sample(&random)
                    let theirs = Self.count("HTTP/1.1 200", in: try await Self.exchange(bytes, port: port))
                    let ours = Self.count("x-amzn-RequestId: ", in: try await Self.exchange(bytes, port: gateway.port))
                    seen = (seen.ours + ours, seen.theirs + theirs)
                    guard ours > theirs, !Self.judged.contains(where: { $0.holds(bytes) }) else { continue }
                    let text = String(decoding: bytes, as: UTF8.self).debugDescription
                    Issue.record("\(number): we see \(ours) requests, nginx \(theirs): \(text)")
                }
                // Or else nothing was compared.
                #expect(seen.ours > 500 && seen.theirs > seen.ours, "\(seen)")
            }
        }
    }

    private static func count(_ mark: String, in bytes: [UInt8]) -> Int {
        String(decoding: bytes, as: UTF8.self).ranges(of: mark).count
    }

    /// Sends bytes, ends its side, and reads to the other's end.
    private static func exchange(_ bytes: [UInt8], port: UInt16) async throws -> [UInt8] {
        let connection = try await RawConnection.open(port: port)
        var answer: [UInt8] = []
        do {
            try await connection.send(bytes)
            await connection.finishWriting()
            while let more = try await connection.receive() { answer += more }
        } catch {
            // Refused in the middle: what was answered before counts.
        }
        await connection.close()
        return answer
    }
}
