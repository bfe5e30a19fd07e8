// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// Header and payload are JSON in UTF-8 without a byte order mark (RFC 7515 §3, RFC 7519 §7.2, RFC 8259 §8.1), and names are
/// compared by their bytes (RFC 7515 §5.3, RFC 8725 §2.4).
@Suite struct EncodingTests {
    private func refusal(header: [UInt8]) -> TokenError? {
        #expect(throws: TokenError.self) { try UnverifiedToken(parsing: "\(Base64URL.encode(header)).e30.AA") }
    }

    private func refusal(payload: [UInt8]) -> TokenError? {
        #expect(throws: TokenError.self) {
            try Tenant.verifier.verify(Token(payload: payload).signed(), keys: Tenant.keys, now: Tenant.now)
        }
    }

    private static func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return bigEndian ? pair : pair.reversed()
        }
    }

    private static func utf32(_ text: String) -> [UInt8] {
        text.unicodeScalars.flatMap { [0, 0, UInt8($0.value >> 8 & 0xFF), UInt8($0.value & 0xFF)] }
    }

    private static let object = #"{"alg":"RS256","kid":"rsa"}"#

    private static let foreign: [(bytes: [UInt8], error: JSONError)] = [
        (utf16(object, bigEndian: true), JSONError(reason: .unexpectedByte(0), offset: 0)),
        (utf16(object, bigEndian: false), JSONError(reason: .unexpectedByte(0), offset: 1)),
        ([0xFE, 0xFF] + utf16(object, bigEndian: true), JSONError(reason: .unexpectedByte(0xFE), offset: 0)),
        ([0xFF, 0xFE] + utf16(object, bigEndian: false), JSONError(reason: .unexpectedByte(0xFF), offset: 0)),
        (utf32(object), JSONError(reason: .unexpectedByte(0), offset: 0)),
        ([0xEF, 0xBB, 0xBF] + bytes(object), JSONError(reason: .byteOrderMark, offset: 0)),
    ]

    @Test(arguments: foreign) func `RFC 7515 3: UTF-16, UTF-32 and byte order marks are refused`(
        text: [UInt8],
        error: JSONError
    ) {
        #expect(refusal(header: text) == .headerNotJSON(error))
        #expect(refusal(payload: text) == .payloadNotJSON(error))
    }

    /// RFC 3629 §3: a byte that none has, a lone continuation, a cut sequence, an overlong `/`, an overlong NUL, a
    /// surrogate half, a number beyond U+10FFFF.
    @Test(
        arguments: [
            [0xFF], [0x80], [0xC3], [0xE2, 0x82], [0xC0, 0xAF], [0xC0, 0x80], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80],
        ] as [[UInt8]]
    )
    func `RFC 3629: invalid UTF-8 is refused, in names and in values`(wrong: [UInt8]) {
        let value = bytes(#"{"kid":""#) + wrong + bytes(#""}"#)
        let name = bytes(#"{""#) + wrong + bytes(#"":1}"#)
        #expect(refusal(header: value) == .headerNotJSON(JSONError(reason: .invalidUTF8, offset: 7)))
        #expect(refusal(payload: value) == .payloadNotJSON(JSONError(reason: .invalidUTF8, offset: 7)))
        #expect(refusal(header: name) == .headerNotJSON(JSONError(reason: .invalidUTF8, offset: 1)))
        #expect(refusal(payload: name) == .payloadNotJSON(JSONError(reason: .invalidUTF8, offset: 1)))
    }

    @Test(arguments: [#"\ud800"#, #"\udfff"#, #"\ud800\ud800"#, #"\udc00\ud800"#, #"\ud800x"#])
    func `RFC 8259 8-2: half of a surrogate pair is refused`(escape: String) {
        let text = bytes(#"{"kid":"\#(escape)"}"#)
        #expect(refusal(header: text) == .headerNotJSON(JSONError(reason: .loneSurrogate, offset: 9)))
        #expect(refusal(payload: text) == .payloadNotJSON(JSONError(reason: .loneSurrogate, offset: 9)))
    }

    @Test func `RFC 8259 8-2: an escape is the character that it stands for`() throws {
        var payload = JSONValue.object(Tenant.claims).compactBytes
        payload.removeLast()
        payload += bytes(#","\u0066ull":"\ud83d\ude00"}"#)
        let claims = try Tenant.verifier.verify(
            Token(payload: payload).signed(),
            keys: Tenant.keys,
            now: Tenant.now
        )
        #expect(claims.object["full"]?.string == "😀")
    }

    @Test(arguments: [0, 10, 400, -1]) func `RFC 7515 2: a byte beyond ASCII anywhere in a token is refused`(
        place: Int
    ) throws {
        var text = bytes(try Token().signed())
        for wrong in [[0xC3, 0xA9], [0xEF, 0xBC, 0xA1], [0x00], [0x7F], [0xE2, 0x80, 0x8B]] as [[UInt8]] {
            text.insert(contentsOf: wrong, at: place < 0 ? text.count : place)
            let error = #expect(throws: TokenError.self) { try UnverifiedToken(parsing: text) }
            guard case .notBase64URL = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    // MARK: - NUL and look-alikes

    /// C libraries end a text at NUL; what stands behind it counts here.
    @Test(arguments: ["iss", "aud"]) func `RFC 7519 4-1: a text that goes on after a NUL is another text`(
        name: String
    ) throws {
        let ours = name == "iss" ? Tenant.issuer : Tenant.audience
        for other in [ours + "\u{0}", ours + "\u{0}.evil.example", "\u{0}" + ours] {
            let error = #expect(throws: TokenError.self) { try verified(name, .string(other)) }
            switch error {
            case .issuerMismatch(let found, _): #expect(found == other)
            case .audienceMismatch(let found, _): #expect(found == [other])
            default: Issue.record("\(String(describing: error))")
            }
        }
    }

    @Test func `RFC 7519 4-1-2: a subject is kept whole, with a NUL in it, too`() throws {
        let subject = "auth0|mary\u{0}admin"
        #expect(try verified("sub", .string(subject)).subject.utf8.elementsEqual(subject.utf8))
    }

    /// NFC and NFD of one word, a Cyrillic а, a full-width e, a zero-width space, the Kelvin sign.
    @Test(arguments: [
        ("https://caf\u{E9}.example/", "https://cafe\u{301}.example/"),
        ("https://a.example/", "https://\u{430}.example/"),
        ("https://e.example/", "https://\u{FF45}.example/"), ("https://a.example/", "https://a\u{200B}.example/"),
        ("https://K.example/", "https://\u{212A}.example/"),
    ])
    func `RFC 7519 4-1-1 and 4-1-3: letters that look alike are other letters`(ours: String, other: String) {
        let verifier = JWTVerifier(issuer: ours, audiences: [Tenant.audience])
        #expect(throws: Never.self) { try verified("iss", .string(ours), verifier: verifier) }
        #expect(throws: TokenError.issuerMismatch(found: other, expected: ours)) {
            try verified("iss", .string(other), verifier: verifier)
        }
        let audience = JWTVerifier(issuer: Tenant.issuer, audiences: [ours])
        #expect(throws: Never.self) { try verified("aud", .string(ours), verifier: audience) }
        for value in [.string(other), [.string(other)]] as [JSONValue] {
            let error = #expect(throws: TokenError.self) { try verified("aud", value, verifier: audience) }
            guard case .audienceMismatch = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }
}
