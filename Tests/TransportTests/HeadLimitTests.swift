// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// Heads at their limits, and one byte beyond; the same whether they come in one piece or byte by byte.
struct HeadLimitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let error: RequestError
        let limits: HTTPLimits
        /// A head that is larger the larger its argument.
        let head: @Sendable (Int) -> String
        /// The largest argument that passes.
        let limit: Int

        init(
            _ name: String,
            _ error: RequestError,
            _ limit: Int,
            _ limits: HTTPLimits,
            _ head: @escaping @Sendable (Int) -> String
        ) {
            (self.name, self.error, self.limit, self.limits, self.head) = (name, error, limit, limits, head)
        }

        var testDescription: String { name }
    }

    private static func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = HTTPLimits()
        change(&limits)
        return limits
    }

    private static func x(_ count: Int) -> String { String(repeating: "x", count: count) }

    static let table: [Case] = [
        Case("target", .targetTooLong, 50, limits { $0.targetBytes = 50 }) {
            "GET /\(x($0 - 1)) HTTP/1.1\r\nHost: a\r\n\r\n"
        },
        Case("target by default", .targetTooLong, 10_240, HTTPLimits()) {
            "GET /\(x($0 - 1)) HTTP/1.1\r\nHost: a\r\n\r\n"
        },
        Case("request line", .targetTooLong, 50 + 63, limits { $0.targetBytes = 50 }) {
            "\(x($0 - 11)) / HTTP/1.1\r\nHost: a\r\n\r\n"
        },
        Case("one value", .fieldValuesTooLarge, 40, limits { $0.fieldValueBytes = 40 }) {
            "GET / HTTP/1.1\r\nHost: \(x($0))\r\n\r\n"
        },
        Case("values together", .fieldValuesTooLarge, 40, limits { $0.fieldValueBytes = 40 }) {
            "GET / HTTP/1.1\r\nHost: a\r\nA: \t\(x(20)) \t\r\nB: \(x($0 - 21))\r\n\r\n"
        },
        Case("values by default", .fieldValuesTooLarge, 10_240, HTTPLimits()) {
            "GET / HTTP/1.1\r\nHost: a\r\nA: \(x(5000))\r\nB: \(x($0 - 5001))\r\n\r\n"
        },
        Case("head by a name", .headTooLarge, 100, limits { $0.headBytes = 100 }) {
            "GET / HTTP/1.1\r\nHost: a\r\n\(x($0 - 30)):\r\n\r\n"
        },
        Case("head by white space", .headTooLarge, 100, limits { $0.headBytes = 100 }) {
            "GET / HTTP/1.1\r\nHost: a\r\nA:\(String(repeating: " ", count: $0 - 31))\r\n\r\n"
        },
        Case("head by a malformed line", .headTooLarge, 0, limits { $0.headBytes = 100 }) { _ in
            "GET / HTTP/1.1\r\nHost: a\r\nA : \(x(100))\r\n\r\n"
        },
        Case("fields", .tooManyFields, 5, limits { $0.fieldCount = 5 }) {
            "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "A:\r\n", count: $0 - 1))\r\n"
        },
        Case("fields by default", .tooManyFields, 200, HTTPLimits()) {
            "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "A:\r\n", count: $0 - 1))\r\n"
        },
        Case("empty lines", .emptyLinesBeforeRequest, 3, limits { $0.emptyBytesBeforeRequest = 6 }) {
            "\(String(repeating: "\r\n", count: $0))GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        },
        Case("body", .bodyTooLarge, 77, limits { $0.bodyBytes = 77 }) {
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: \($0)\r\n\r\n"
        },
    ]

    @Test(arguments: table, [Int.max, 1, 3])
    func `what is exactly at a limit passes, and one more does not`(_ limit: Case, _ pieces: Int) {
        if limit.limit > 0 {
            guard case .head = decodeHead(limit.head(limit.limit), pieces: pieces, limits: limit.limits) else {
                Issue.record("refused at the limit")
                return
            }
        }
        let beyond = decodeHead(limit.head(limit.limit + 1), pieces: pieces, limits: limit.limits)
        #expect(beyond == .refused(limit.error))
    }

    @Test(arguments: ["", "GET ", "GET /a HTTP/1.1\r\n", "GET /a HTTP/1.1\r\nHost: a\r\nA: "])
    func `a line without end is refused before it fills the memory`(_ start: String) {
        let outcome = decodeHead(start + String(repeating: "x", count: 60_000), pieces: 1024)
        #expect(outcome == .refused(start.utf8.contains(0x0D) ? .headTooLarge : .targetTooLong))
    }
}
