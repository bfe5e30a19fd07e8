// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// Host (RFC 9112 §3.2, RFC 9110 §7.2, RFC 3986 §3.2): refused, each with its reason, and served.
struct HostRefusalTests {
    static let table: [MalformedHead] =
        [
            MalformedHead("no Host", "GET / HTTP/1.1\r\n\r\n", .hostMissing),
            MalformedHead("a name that is nearly Host", "GET / HTTP/1.1\r\nHosts: a\r\n\r\n", .hostMissing),
            MalformedHead("no Host in absolute form", "GET http://a/ HTTP/1.1\r\n\r\n", .hostMissing),
            .fields("Host twice", "Host: a", .hostRepeated),
            .fields("Host twice in other letters", "HOST: b", .hostRepeated),
            .fields("Host twice in HTTP/1.0", "Host: a", .hostRepeated, version: "1.0"),
        ]
        + [
            ("a space", "a b", RequestError.hostMalformed), ("a path", "a/b", .hostMalformed),
            ("a user", "u@a", .hostUserinfo), ("a user and a password", "u:p@a", .hostUserinfo),
            ("an at sign alone", "@", .hostUserinfo),
            ("a port of letters", "a:b", .hostPortMalformed), ("two ports", "a:80:80", .hostPortMalformed),
            ("a port of six digits", "a:123456", .hostPortMalformed), ("port 65536", "a:65536", .hostPortMalformed),
            ("a port with a minus", "a:-1", .hostPortMalformed), ("a port with a plus", "a:+1", .hostPortMalformed),
            ("a port in hexadecimal", "a:0x50", .hostPortMalformed), ("a port without host", ":80", .hostMalformed),
            ("a full-width port", "a:８０", .hostMalformed), ("a space before the port", "a: 80", .hostMalformed),
            ("a list", "a, b", .hostMalformed), ("an open bracket", "[::1", .hostAddressMalformed),
            ("empty brackets", "[]", .hostAddressMalformed),
            ("a name in brackets", "[a.example]", .hostAddressMalformed),
            ("an IPv4 address in brackets", "[127.0.0.1]", .hostAddressMalformed),
            ("an IPv6 address with nine groups", "[1:2:3:4:5:6:7:8:9]", .hostAddressMalformed),
            ("an IPv6 address with an empty zone", "[::1%25]", .hostAddressMalformed),
            ("a bracketed text of 100 colons", "[\(String(repeating: ":", count: 100))]", .hostAddressMalformed),
            ("a future address without version", "[v.a]", .hostAddressMalformed),
            ("a future address without address", "[v1.]", .hostAddressMalformed),
            ("letters behind a bracket", "[::1]a", .hostMalformed), ("a bracket too many", "::1]", .hostMalformed),
            ("a closing bracket", "a]", .hostMalformed), ("an opening bracket", "a[", .hostMalformed),
            ("brackets in brackets", "[[::1]]", .hostAddressMalformed),
            ("a bad port behind brackets", "[::1]:a", .hostPortMalformed), ("quotes", "\"a\"", .hostMalformed),
            ("a backslash", "a\\b", .hostMalformed), ("angle brackets", "<a>", .hostMalformed),
            ("a letter that is not ASCII", "ä", .hostMalformed), ("a combining mark", "a\u{301}", .hostMalformed),
            ("a query", "a?b", .hostMalformed), ("a fragment", "a#b", .hostMalformed),
            ("a tab", "a\tb", .hostMalformed),
            ("an escape without digits", "a%", .hostMalformed), ("an escape with one digit", "a%2", .hostMalformed),
            ("an escape with other digits", "a%zz", .hostMalformed),
        ].map { MalformedHead($0.0, "GET / HTTP/1.1\r\nHost: \($0.1)\r\n\r\n", $0.2) }

    @Test(arguments: table)
    func `a malformed Host is refused for what is wrong with it`(_ malformed: MalformedHead) {
        expectRefusal(malformed)
    }

    @Test(arguments: [
        "", "a", "a:", "a:0", "a:65535", "A.Example", "a.example.", "a-b_c", "a,b", "a;b=c", "%41", "127.0.0.1:80",
        "[::1]", "[::1]:80", "[::1]:", "[::ffff:127.0.0.1]", "[fe80::1%25en0]", "[v1.a:b]", "~",
    ])
    func `what RFC 3986 allows is a host`(_ host: String) {
        guard case .head = decodeHead("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n") else {
            Issue.record("refused")
            return
        }
    }
}
