// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// Heads that are served.
struct HeadDecoderTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let text: String
        let method: String
        let target: String
        let fields: [String]
        let framing: RequestHead.BodyFraming

        init(
            _ text: String,
            _ method: String,
            _ target: String,
            _ fields: [String] = ["Host=a"],
            _ framing: RequestHead.BodyFraming = .none
        ) {
            (self.text, self.method, self.target) = (text, method, target)
            (self.fields, self.framing) = (fields, framing)
        }

        var testDescription: String { text.debugDescription }
    }

    static let table: [Good] = [
        Good("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET", "/"),
        Good("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET", "/"),
        Good(String(repeating: "\r\n", count: 8) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET", "/"),
        Good("G / HTTP/1.0\r\n\r\n", "G", "/", []),
        Good(
            "!#$%&'*+-.^_`|~09azAZ //a?b=%zz&c[]={}|\\^\"<> HTTP/1.1\r\nHost: a\r\n\r\n",
            "!#$%&'*+-.^_`|~09azAZ",
            "//a?b=%zz&c[]={}|\\^\"<>"
        ),
        Good("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS", "*"),
        Good("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", "GET", "/"),
        Good("GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n", "GET", "/b?c"),
        Good("GET HTTPS://A:443/ HTTP/1.1\r\nHost: a:443\r\n\r\n", "GET", "/", ["Host=a:443"]),
        Good("GET http://[::1]:80/b HTTP/1.0\r\n\r\n", "GET", "/b", []),
        Good("GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET", "/", ["Host="]),
        Good(
            "GET / HTTP/1.1\r\nhOST:\t a:80 \t\r\nA:\r\nB:  x y\tz  \r\nB: \u{FF}é\r\n\r\n",
            "GET",
            "/",
            ["hOST=a:80", "A=", "B=x y\tz", "B=\u{FF}é"]
        ),
        Good("GET / HTTP/1.1\r\nHost: [fe80::1%25en0]:\r\n\r\n", "GET", "/", ["Host=[fe80::1%25en0]:"]),
        Good("GET / HTTP/1.1\r\nHost: a-b_c.example:65535\r\n\r\n", "GET", "/", ["Host=a-b_c.example:65535"]),
        Good("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "POST", "/", ["Host=a", "Content-Length=0"]),
        Good(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10485760\r\n\r\n",
            "POST",
            "/",
            ["Host=a", "Content-Length=10485760"],
            .length(10_485_760)
        ),
        Good(
            "POST / HTTP/1.1\r\nHost: a\r\nCONTENT-LENGTH: 007 \r\n\r\n",
            "POST",
            "/",
            ["Host=a", "CONTENT-LENGTH=007"],
            .length(7)
        ),
        Good("POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\n", "POST", "/", ["Content-Length=1"], .length(1)),
        Good(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \tChunked\r\n\r\n",
            "POST",
            "/",
            ["Host=a", "Transfer-Encoding=Chunked"],
            .chunked
        ),
    ]

    @Test(arguments: table, [Int.max, 1, 2, 7])
    func `a head is read, however it is cut`(_ good: Good, _ pieces: Int) {
        #expect(
            decodeHead(good.text + "GET /", pieces: pieces)
                == .head(
                    method: good.method,
                    target: good.target,
                    fields: good.fields,
                    framing: good.framing,
                    length: good.text.utf8.count
                )
        )
    }

    private func head(_ text: String) throws -> RequestHead {
        var decoder = HeadDecoder(limits: HTTPLimits())
        let bytes = Array(text.utf8)
        return try #require(try decoder.decode(bytes, base: 0, end: bytes.count)).head
    }

    @Test(arguments: [
        ("1.1", "", true), ("1.1", "Connection: close\r\n", false), ("1.1", "Connection: Close\r\n", false),
        ("1.1", "Connection: keep-alive\r\n", true), ("1.1", "Connection: x, close ,y\r\n", false),
        ("1.1", "Connection: keep-alive\r\nConnection: close\r\n", false), ("1.1", "Connection: closed\r\n", true),
        ("1.1", "Connection: ,,\r\n", true), ("1.1", "Connection:\r\n", true), ("1.0", "", false),
        ("1.0", "Connection: Keep-Alive\r\n", true), ("1.0", "Connection: keep-alive, close\r\n", false),
        ("1.0", "Connection: keep\r\n", false),
    ])
    func `a connection stays open as version and Connection say`(
        _ version: String,
        _ fields: String,
        _ keepsAlive: Bool
    ) throws {
        #expect(try head("GET / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n").keepsAlive == keepsAlive)
    }

    @Test(arguments: [
        ("HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1", true),
        ("HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked", true),
        ("HTTP/1.1\r\nHost: a\r\nExpect: 100-continue", false),
        ("HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1", false),
        ("HTTP/1.1\r\nHost: a\r\nContent-Length: 1", false),
    ])
    func `100 Continue is for HTTP 1.1 clients with a body that ask for it`(_ rest: String, _ expects: Bool) throws {
        #expect(try head("POST / \(rest)\r\n\r\n").expectsContinue == expects)
    }

    @Test(arguments: [("HEAD", true), ("head", false), ("Head", false), ("GET", false), ("HEADS", false), ("H", false)])
    func `only HEAD is HEAD`(_ method: String, _ isHead: Bool) throws {
        #expect(try head("\(method) / HTTP/1.1\r\nHost: a\r\n\r\n").isHead == isHead)
    }

    @Test func `fields are found by name, the first of several`() throws {
        let head = try head("GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nx-a: 2\r\nX-Ab: 3\r\n\r\n")
        #expect(head.firstValue(of: "x-a")?.elementsEqual("1".utf8) == true)
        #expect(head.firstValue(ofLowercase: Array("x-ab".utf8))?.elementsEqual("3".utf8) == true)
        #expect(head.firstValue(of: "x") == nil)
        #expect(head.firstValue(ofLowercase: Array("x-abc".utf8)) == nil)
    }

    @Test func `a decoder reads one head after the other, and nothing of the first stays`() throws {
        var decoder = HeadDecoder(limits: HTTPLimits())
        let first = Array(
            "POST /1 HTTP/1.0\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n".utf8
        )
        let second = Array("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let bytes = first + second
        _ = try #require(try decoder.decode(bytes, base: 0, end: bytes.count))
        let (head, length) = try #require(try decoder.decode(bytes, base: first.count, end: bytes.count))
        #expect(length == second.count)
        #expect(head.target.elementsEqual("/2".utf8))
        #expect(head.fieldCount == 1)
        #expect(head.framing == .none)
        #expect(head.keepsAlive && !head.expectsContinue && !head.isHTTP10)
    }

    @Test func `a head has begun with its first byte, not with an empty line before it`() throws {
        var decoder = HeadDecoder(limits: HTTPLimits())
        #expect(!decoder.hasBegun)
        let bytes = Array("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for end in 1..<bytes.count {
            #expect(try decoder.decode(bytes, base: 0, end: end) == nil)
            #expect(decoder.hasBegun == (end != 2))
        }
        #expect(try decoder.decode(bytes, base: 0, end: bytes.count) != nil)
        #expect(!decoder.hasBegun)
    }
}
