// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Testing

/// - Source: WHATWG URL standard, §5.1 "application/x-www-form-urlencoded parsing".
struct FormURLEncodedTests {
    @Test(
        arguments: [
            ("", []),
            ("&&", []),
            ("a", [("a", "")]),
            ("a=", [("a", "")]),
            ("=a", [("", "a")]),
            ("a=1&b=2&a=3", [("a", "1"), ("b", "2"), ("a", "3")]),
            ("a=b=c", [("a", "b=c")]),
            ("a%3Db=c+d", [("a=b", "c d")]),
            ("%C3%A4=%e4%b8%ad", [("ä", "中")]),
            ("a=%", [("a", "%")]),
            ("a=%4", [("a", "%4")]),
            ("a=%zz%41", [("a", "%zzA")]),
            ("a=%+1", [("a", "% 1")]),
        ] as [(String, [(String, String)])]
    )
    func `pairs are decoded in their order`(_ text: String, _ expected: [(String, String)]) {
        let pairs = FormURLEncoded.pairs(of: Array(text.utf8)[...]).map { pair in
            [pair.name, pair.value].map { String(decoding: FormURLEncoded.decodeLeniently($0), as: UTF8.self) }
        }
        #expect(pairs == expected.map { [$0.0, $0.1] })
    }

    @Test(arguments: ["%", "%4", "%zz", "%4g", "a%", "%+1", "%-1"])
    func `a strict reader refuses an escape that is none`(_ text: String) {
        #expect(FormURLEncoded.decode(Array(text.utf8)[...]) == nil)
    }

    @Test func `a byte that is no text is kept`() {
        #expect(FormURLEncoded.decode(Array("%ff%00+".utf8)[...]) == [0xFF, 0, 0x20])
    }
}
