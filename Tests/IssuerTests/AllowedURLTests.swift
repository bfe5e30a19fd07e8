// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayModel
import TestSupport
import Testing

/// Where a browser may be sent (RFC 9700 §2.1, §4.1; https://url.spec.whatwg.org/#url-parsing): what is listed, letter by
/// letter, or what is on this machine however one reads it.
@Suite struct AllowedURLTests {
    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    @Test(arguments: [
        "http://localhost", "https://localhost/", "http://localhost:3000/callback?a=b&c=d", "http://127.0.0.1:65535?x",
        "https://[::1]:443/a/b;c=@d", "http://localhost:0/%5C%40%00", "http://localhost/\"<>'",
        "http://localhost/@evil.example",
        "http://localhost?@evil.example/",
    ])
    func `a URL of this machine is one for a browser, too`(_ url: String) throws {
        #expect(AllowedURLs.loopback.allows(url))
        #expect(Self.loopback.contains(try #require(BrowserURL.host(of: url))))
    }

    /// Ways to make a host look like another one; browsers go elsewhere, or to this machine by another spelling.
    @Test(arguments: [
        // User names.
        "http://localhost@evil.example/", "http://localhost:80@evil.example/", "http://a@localhost/",
        "http://@localhost/",
        "http://localhost%40evil.example/", "http://evil.example\\@localhost/", "http://localhost:@evil.example",
        // Backslashes, and slashes too many or too few.
        "http://localhost\\.evil.example/", "http://localhost/\\evil.example", "http:\\\\localhost/",
        "http:/localhost/",
        "http:localhost", "http:///localhost/", "//localhost/", "/\\evil.example", "localhost", "",
        // Names that begin or end like this one.
        "http://localhost.evil.example/", "http://evil.example/localhost", "http://localhostevil.example",
        "http://xlocalhost/",
        "http://localhost./", "http://127.0.0.1.evil.example/", "http://127.0.0.10/", "http://[::1].evil.example/",
        "http://[::10]/", "http://localhost,evil.example/", "http://localhost;evil.example/", "http://localhost&a/",
        // Other spellings.
        "http://LOCALHOST/", "HTTP://localhost/", "http://127.1/", "http://0x7f.0.0.1/", "http://2130706433/",
        "http://0177.0.0.1/", "http://127.0.0.1./", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/",
        "http://%6Cocalhost/", "http://local%00host/", "http://\u{FF4C}ocalhost/", "http://localhost\u{3002}/",
        "http://loc\u{AD}alhost/", "http://[::1%25eth0]/", "http://0/", "http://[::]/", "http://0.0.0.0/",
        // White space and what is not seen, which browsers leave out.
        "http://local\thost/", "http://localhost\n.evil.example/", " http://localhost/", "http://localhost/ ",
        "ht\ntp://localhost/", "http://localhost/\u{0}", "http://localhost/\u{7F}", "http://localhost/\u{E9}",
        "http://localhost/a b", "http://localhost/\r\nSet-Cookie: a=b",
        // Ports.
        "http://localhost:/", "http://localhost:65536/", "http://localhost:999999/", "http://localhost:-1/",
        "http://localhost:+1/",
        "http://localhost:8 0/", "http://localhost:80:90/", "http://localhost:0x50/",
        "http://localhost:80.evil.example/",
        // Fragments (RFC 6749 §3.1.2), and other schemes.
        "http://localhost/#", "http://localhost#@evil.example/", "javascript:alert(1)//http://localhost/",
        "data:text/html,x",
        "ftp://localhost/", "httpx://localhost/", "blob:http://localhost/",
    ])
    func `what could be read in another way is not allowed`(_ url: String) {
        #expect(!AllowedURLs.loopback.allows(url))
        #expect(!AllowedURLs.loopback.allowsOrigin(url))
    }

    private static let pieces = [
        "http", "https", "ftp", "javascript", ":", "/", "//", "\\", "\\\\", "@", "?", "#", ".", "%", ":80", ":65536",
        "localhost",
        "127.0.0.1", "[::1]", "evil.example", "LOCALHOST", "127.1", "0x7f", "[", "]", "::", "%2e", "%40", "%5c", "%00",
        "%6c",
        "\t", "\n", " ", "\u{0}", "\u{7F}", "\u{E9}", "\u{FF0E}", "\u{3002}", "\u{FF20}", "a", "=", "&", ";", "~", "\"",
        "<",
    ]

    /// A URL of this machine with hostile pieces somewhere in it.
    private static func candidate(_ generator: inout SeededGenerator) -> String {
        func piece() -> String { pieces.randomElement(using: &generator) ?? "" }
        let scheme = ["http://", "https://"].randomElement(using: &generator) ?? ""
        var parts = [scheme, loopback.sorted().randomElement(using: &generator) ?? ""]
        if Bool.random(using: &generator) { parts.append(":\(Int.random(in: 0...70_000, using: &generator))") }
        parts.append(["", "/", "?", "/a?b=c"].randomElement(using: &generator) ?? "")
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            parts.insert(piece(), at: Int.random(in: 0...parts.count, using: &generator))
        }
        if Int.random(in: 0..<4, using: &generator) == 0 {
            parts.remove(at: Int.random(in: 0..<parts.count, using: &generator))
        }
        return parts.joined()
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `what is allowed is on this machine for a browser`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var allowed = 0
        for _ in 0..<5_000 {
            let url = Self.candidate(&generator)
            guard AllowedURLs.loopback.allows(url) else { continue }
            allowed += 1
            let host = BrowserURL.host(of: url)
            #expect(host.map(Self.loopback.contains) == true, "\(url.debugDescription) leads to \(host ?? "nowhere")")
            // With an answer behind it, as a browser gets to see it.
            for answer in [url.contains("?") ? "&code=a" : "?code=a", "#access_token=a"] {
                #expect(BrowserURL.host(of: url + answer) == host, "\(url.debugDescription)")
            }
        }
        #expect(allowed > 500)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `of a listed URL nothing may be changed`(seed: UInt64) throws {
        let listed = "https://app.example/callback?a=b"
        let allowed = AllowedURLs([listed])
        #expect(allowed.allows(listed))
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var scalars = Array(listed.unicodeScalars)
            let piece = Array(try #require(Self.pieces.randomElement(using: &generator)).unicodeScalars)
            let start = Int.random(in: 0...scalars.count, using: &generator)
            let end = Int.random(in: start...min(start + 2, scalars.count), using: &generator)
            scalars.replaceSubrange(start..<end, with: piece)
            let changed = String(String.UnicodeScalarView(scalars))
            #expect(allowed.allows(changed) == changed.utf8.elementsEqual(listed.utf8), "\(changed.debugDescription)")
        }
    }

    /// The same for Swift's `==`, and another address for a browser.
    @Test func `letters that look the same are not the same`() {
        #expect(!AllowedURLs(["https://app.example/\u{E9}"]).allows("https://app.example/e\u{301}"))
        #expect(!AllowedURLs(["https://app.example/K"]).allows("https://app.example/\u{212A}"))
    }

    @Test(arguments: [
        ("https://app.example", true), ("https://app.example/", false), ("http://app.example", false),
        ("https://app.example:443", false), ("https://app.example.evil.example", false), ("null", false), ("", false),
        ("https://a@app.example", false), ("http://localhost:4000", false),
    ])
    func `an origin is that of a listed URL`(_ origin: String, _ isAllowed: Bool) {
        #expect(AllowedURLs(["https://app.example/callback"]).allowsOrigin(origin) == isAllowed)
    }

    @Test(arguments: [
        ("http://localhost:4000", true), ("https://[::1]", true), ("http://localhost:4000/", false),
        ("http://localhost?", false), ("http://localhost@evil.example", false), ("null", false),
        ("http://app.localhost", false),
    ])
    func `an origin of this machine is one without a path`(_ origin: String, _ isAllowed: Bool) {
        #expect(AllowedURLs.loopback.allowsOrigin(origin) == isAllowed)
    }
}
