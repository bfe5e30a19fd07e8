// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Testing

struct HTTPURLTests {
    struct Parts: Sendable, CustomTestStringConvertible {
        let text: String
        let isSecure: Bool
        let host: String
        let port: UInt16
        let target: String
        let hostField: String

        init(_ text: String, _ isSecure: Bool, _ host: String, _ port: UInt16, _ target: String, _ hostField: String) {
            (self.text, self.isSecure, self.host, self.port) = (text, isSecure, host, port)
            (self.target, self.hostField) = (target, hostField)
        }

        var testDescription: String { text }
    }

    @Test(arguments: [
        Parts("http://localhost:3000/a?b=c", false, "localhost", 3000, "/a?b=c", "localhost:3000"),
        Parts(
            "https://tenant.eu.auth0.com/.well-known/jwks.json",
            true,
            "tenant.eu.auth0.com",
            443,
            "/.well-known/jwks.json",
            "tenant.eu.auth0.com"
        ),
        Parts("HTTP://a", false, "a", 80, "/", "a"),
        Parts("http://a:80/", false, "a", 80, "/", "a"),
        Parts("http://a:443/", false, "a", 443, "/", "a:443"),
        Parts("https://a:443", true, "a", 443, "/", "a"),
        Parts("http://a?x", false, "a", 80, "/?x", "a"),
        Parts("http://a/b#fragment", false, "a", 80, "/b", "a"),
        Parts("http://a#fragment", false, "a", 80, "/", "a"),
        Parts("http://[::1]:3000/", false, "::1", 3000, "/", "[::1]:3000"),
        Parts("http://[::1]", false, "::1", 80, "/", "[::1]"),
        Parts("http://127.0.0.1:65535/", false, "127.0.0.1", 65535, "/", "127.0.0.1:65535"),
        Parts("http://a/b@c:d", false, "a", 80, "/b@c:d", "a"),
    ])
    func `a URL is taken apart`(_ parts: Parts) throws {
        let url = try #require(HTTPURL(parts.text))
        #expect(url.isSecure == parts.isSecure)
        #expect(url.host == parts.host)
        #expect(url.port == parts.port)
        #expect(url.target == parts.target)
        #expect(url.hostField == parts.hostField)
        #expect(url.description == parts.text)
    }

    @Test(arguments: [
        "", "a", "/a", "//a/", "ftp://a/", "http:/a", "http:a", "http://", "http:///a", "http://:80/", "http://?a",
        "http://user@a/", "http://user:word@a/", "http://a:/", "http://a:0/", "http://a:65536/", "http://a:+80/",
        "http://a:-1/", "http://a: 80/", "http://a:8 0/", "http://a:80:80/", "http://[::1/", "http://[]/",
        "http://[::1]x/",
        "http://[a]/", "http://[1.2.3.4]/", "http://a]b/", "http://a[b/", "http://a b/", "http://a/b c",
        "http://a/\r\nX: y",
        "http://a/\u{0}", "http://a/ü", "http://ä/", "http://a\\b/", "http://a/\\b", "http://a\t/", " http://a/",
        "http://::1/", "http://a%20b/",
    ])
    func `what is no such URL is refused`(_ text: String) {
        #expect(HTTPURL(text) == nil)
    }

    @Test(arguments: [
        ("http://localhost/", true), ("http://LocalHost/", true), ("http://127.0.0.1/", true),
        ("http://127.1.2.3/", true),
        ("http://[::1]/", true), ("http://[::ffff:127.0.0.1]/", true), ("http://[0:0:0:0:0:0:0:1]/", true),
        ("http://127.0.0.1.example.com/", false), ("http://127.example.com/", false),
        ("http://localhost.example/", false),
        ("http://128.0.0.1/", false), ("http://[::2]/", false), ("http://[::ffff:128.0.0.1]/", false),
        ("http://0.0.0.0/", false), ("http://1270.0.0.1/", false),
    ])
    func `only names and addresses of this machine are loopback`(_ text: String, _ isLoopback: Bool) throws {
        #expect(try #require(HTTPURL(text)).isLoopback == isLoopback)
    }
}
