// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// What is refused before any key is looked for.
@Suite struct TokenShapeTests {
    @Test(arguments: [
        ("", TokenError.empty), ("opaque", .partCount(1)), ("a.b", .partCount(2)), (".", .partCount(2)),
        ("a.b.c.d", .partCount(4)), ("a.b.c.d.e", .encrypted), ("....", .encrypted), ("a.b.c.d.e.f", .partCount(6)),
        ("..", .headerNotJSON(JSONError(reason: .unexpectedEnd, offset: 0))),
    ])
    func `a token has three parts`(text: String, error: TokenError) {
        #expect(throws: error) { try UnverifiedToken(parsing: text) }
    }

    /// RFC 7519 §3: a JWT is always in the compact serialization.
    @Test(arguments: [
        (#"{"payload":"e30","protected":"e30","signature":"AA"}"#, TokenError.JSONSerialization.flattened),
        (#"{"payload":"e30","signature":"AA"}"#, .flattened), (" \t\r\n{\"signature\":1}", .flattened),
        (#"{"payload":"e30","signatures":[{"protected":"e30","signature":"AA"}]}"#, .general),
        (#"{"signatures":[],"signature":"AA"}"#, .general), (#"{"ciphertext":"AA"}"#, .neither), ("{}", .neither),
        ("{", .neither), ("{a.b.c", .neither), (#"{"signature":"a","signature":"b"}"#, .neither),
        (#"{"signature":"# + String(repeating: "[", count: 10_000), .neither),
    ])
    func `a JWS in JSON is refused by its name`(text: String, form: TokenError.JSONSerialization) {
        #expect(throws: TokenError.jsonSerialization(form)) { try UnverifiedToken(parsing: text) }
    }

    @Test func `a token of sixteen KiB is read and a longer one is not`() throws {
        var token = Token()
        token.claims["filler"] = .string(String(repeating: "x", count: 11_000))
        let text = try token.signed()
        #expect(text.utf8.count > 14_000)
        #expect(throws: Never.self) { try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now) }

        for count in [JWS.byteLimit + 1, 10 << 20] {
            for character in ["x", ".", "{", "="] {
                let long = String(repeating: character, count: count)
                #expect(throws: TokenError.tooLong(bytes: count, limit: JWS.byteLimit)) {
                    try UnverifiedToken(parsing: long)
                }
            }
        }
    }

    @Test(arguments: [
        (" ", Base64Error.invalidByte(0x20, offset: 0)), ("\n", .invalidByte(0x0A, offset: 0)),
    ])
    func `white space around a token is refused`(space: String, error: Base64Error) throws {
        let text = try Token().signed()
        #expect(throws: TokenError.notBase64URL(.header, error)) { try UnverifiedToken(parsing: space + text) }
        let byte = try #require(space.utf8.first)
        #expect(throws: TokenError.notBase64URL(.signature, .invalidByte(byte, offset: 342))) {
            try UnverifiedToken(parsing: text + space)
        }
    }

    @Test func `white space inside a part is refused`() throws {
        let parts = try Token().signed().split(separator: ".").map(String.init)
        let broken = "\(parts[0]).\(parts[1].prefix(8))\r\n\(parts[1].dropFirst(8)).\(parts[2])"
        #expect(throws: TokenError.notBase64URL(.payload, .invalidByte(0x0D, offset: 8))) {
            try UnverifiedToken(parsing: broken)
        }
    }

    /// RFC 7515 §2: base64url with all trailing `=` left out, and without line breaks or white space.
    @Test(arguments: [0, 1, 2])
    func `a padded part is refused`(index: Int) throws {
        var parts = try Token().signed().split(separator: ".").map(String.init)
        parts[index] += "="
        let part = [TokenError.Part.header, .payload, .signature][index]
        #expect(throws: TokenError.notBase64URL(part, .wrongPadding)) {
            try UnverifiedToken(parsing: parts.joined(separator: "."))
        }
    }

    @Test func `the alphabet of plain base64 is refused`() throws {
        var parts = try Token().signed().split(separator: ".").map(String.init)
        parts[2] = "+" + parts[2].dropFirst()
        #expect(throws: TokenError.notBase64URL(.signature, .invalidByte(UInt8(ascii: "+"), offset: 0))) {
            try UnverifiedToken(parsing: parts.joined(separator: "."))
        }
    }

    /// RFC 4648 §3.5.
    @Test func `a last character with unused bits, which decodes to the same signature, is refused`() throws {
        let text = try Token().signed()
        // 256 bytes leave four bits unused in the last of 342 characters, so it is one of A, Q, g, w.
        let next = ["A": "B", "Q": "R", "g": "h", "w": "x"][String(text.suffix(1))]
        let changed = try String(text.dropLast()) + #require(next)
        #expect(throws: TokenError.notBase64URL(.signature, .unusedBitsSet)) { try UnverifiedToken(parsing: changed) }
    }

    @Test(arguments: [
        ("", JSONError(reason: .unexpectedEnd, offset: 0)), ("{", JSONError(reason: .unexpectedEnd, offset: 1)),
        (#"{"alg":"RS256"} x"#, JSONError(reason: .trailingBytes, offset: 16)),
        (#"{"alg":"none","alg":"RS256"}"#, JSONError(reason: .duplicateMember("alg"), offset: 14)),
        (#"{"kid":"a","\u006bid":"b"}"#, JSONError(reason: .duplicateMember("kid"), offset: 11)),
        ("\u{FEFF}{}", JSONError(reason: .byteOrderMark, offset: 0)),
    ])
    func `a header that is not strict JSON is refused`(header: String, error: JSONError) {
        let text = Base64URL.encode(bytes(header)) + ".e30.AA"
        #expect(throws: TokenError.headerNotJSON(error)) { try UnverifiedToken(parsing: text) }
    }

    @Test func `a header that is a list is refused`() {
        let text = Base64URL.encode(bytes("[]")) + ".e30.AA"
        #expect(throws: TokenError.headerNotAnObject(found: "a list")) { try UnverifiedToken(parsing: text) }
    }

    @Test func `a header nested deeper than any header is refused`() {
        let text = Base64URL.encode(bytes(String(repeating: "[", count: 9))) + ".e30.AA"
        #expect(throws: TokenError.headerNotJSON(JSONError(reason: .tooDeep(limit: 8), offset: 8))) {
            try UnverifiedToken(parsing: text)
        }
    }
}
