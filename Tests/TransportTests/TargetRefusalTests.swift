// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import GatewayTransport

/// Request targets that are refused (RFC 9112 §3.2, RFC 9110 §4.2), each with its reason.
struct TargetRefusalTests {
    static let table: [MalformedHead] = [
        .line("a path without slash", "GET a HTTP/1.1", .targetFormUnknown),
        .line("a relative path", "GET a/b HTTP/1.1", .targetFormUnknown),
        .line("a query alone", "GET ?a HTTP/1.1", .targetFormUnknown),
        .line("authority form", "GET a:80 HTTP/1.1", .targetFormUnknown),
        .line("another scheme", "GET ftp://a/b HTTP/1.1", .targetFormUnknown),
        .line("a scheme with one slash", "GET http:/a/b HTTP/1.1", .targetFormUnknown),
        .line("a backslash for a slash", "GET \\a HTTP/1.1", .targetFormUnknown),
        .line("an escaped slash at the beginning", "GET %2Fa HTTP/1.1", .targetFormUnknown),
        .line("two asterisks", "OPTIONS ** HTTP/1.1", .targetFormUnknown),
        .line("an asterisk and more", "OPTIONS *a HTTP/1.1", .targetFormUnknown),
        .line("an asterisk without OPTIONS", "GET * HTTP/1.1", .targetAsteriskWithoutOptions),
        .line("a fragment", "GET /a#b HTTP/1.1", .targetFragment),
        .line("a fragment in absolute form", "GET http://a/b#c HTTP/1.1", .targetFragment),
        .line("a NUL", "GET /\u{0} HTTP/1.1", .nullByte),
        .line("a CR", "GET /\r HTTP/1.1", .bareCarriageReturn),
        .line("a control character", "GET /\u{1} HTTP/1.1", .targetControlCharacter),
        .line("a DEL", "GET /\u{7F} HTTP/1.1", .targetControlCharacter),
        .line("a letter that is not ASCII", "GET /ü HTTP/1.1", .targetNotASCII),
        .line("a combining mark", "GET /u\u{308} HTTP/1.1", .targetNotASCII),
        .line("absolute form with a query and no path", "GET http://a?b HTTP/1.1", .targetPathMissing),
        .line("absolute form without authority", "GET http:// HTTP/1.1", .targetAuthorityMalformed),
        .line("absolute form with an empty authority", "GET http:///b HTTP/1.1", .targetAuthorityMalformed),
        .line("absolute form with a port and no host", "GET http://:80/b HTTP/1.1", .targetAuthorityMalformed),
        .line("absolute form with a user", "GET http://u@a/b HTTP/1.1", .targetUserinfo),
        .line("absolute form with a user and a password", "GET http://u:p@a/b HTTP/1.1", .targetUserinfo),
        .line("absolute form with a port of letters", "GET http://a:b/c HTTP/1.1", .targetAuthorityMalformed),
        .line("absolute form with an open bracket", "GET http://[::1/c HTTP/1.1", .targetAuthorityMalformed),
        .line("absolute form with a backslash", "GET http://a\\@b/c HTTP/1.1", .targetUserinfo),
        .line("absolute form with another host", "GET http://b/c HTTP/1.1", .hostDiffersFromTarget),
        .line("absolute form with another port", "GET http://a:8080/c HTTP/1.1", .hostDiffersFromTarget),
        .line("absolute form of https with another host", "GET https://b/c HTTP/1.1", .hostDiffersFromTarget),
    ]

    @Test(arguments: table)
    func `a malformed target is refused for what is wrong with it`(_ malformed: MalformedHead) {
        expectRefusal(malformed)
    }

    /// RFC 9110 §7.4: an `https` resource is not served over a connection that is not secured.
    @Test(arguments: [("http", false, true), ("https", false, false), ("http", true, true), ("https", true, true)])
    func `a target in absolute form is served where its scheme may be`(
        _ scheme: String,
        _ isSecure: Bool,
        _ isServed: Bool
    ) async throws {
        let fixture = try TLSFixture()
        try await withServer(settings: .quiet(tls: fixture.server)) { running in
            let client = try await running.connect(security: isSecure ? fixture.client() : .plain)
            try await client.send("GET \(scheme)://a/b HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try await client.response()
            #expect(response.head.statusLine == (isServed ? "HTTP/1.1 200 OK" : "HTTP/1.1 421 Misdirected Request"))
            #expect(response.text == (isServed ? "GET /b 0" : "misdirected"))
            // The next target is judged by itself.
            guard isServed else { return }
            try await client.send("GET /c HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().text == "GET /c 0")
        }
    }
}
