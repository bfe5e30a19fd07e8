// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

@Suite struct Base64Tests {
    // RFC 4648 §10.
    private static let vectors = [
        ("", "", ""), ("f", "Zg", "Zg=="), ("fo", "Zm8", "Zm8="), ("foo", "Zm9v", "Zm9v"),
        ("foob", "Zm9vYg", "Zm9vYg=="),
        ("fooba", "Zm9vYmE", "Zm9vYmE="), ("foobar", "Zm9vYmFy", "Zm9vYmFy"),
    ]

    @Test(arguments: vectors)
    func `the examples of RFC 4648 hold in both directions`(text: String, url: String, standard: String) throws {
        #expect(Base64URL.encode(bytes(text)) == url)
        #expect(Base64.encode(bytes(text)) == standard)
        #expect(try Base64URL.decode(url) == bytes(text))
        #expect(try Base64.decode(standard) == bytes(text))
    }

    @Test func `the two alphabets differ in the last two characters`() throws {
        let every: [UInt8] = [0xFB, 0xEF, 0xFF]
        #expect(Base64URL.encode(every) == "--__")
        #expect(Base64.encode(every) == "++//")
        #expect(throws: Base64Error.invalidByte(UInt8(ascii: "+"), offset: 0)) { try Base64URL.decode("++//") }
        #expect(throws: Base64Error.invalidByte(UInt8(ascii: "-"), offset: 0)) { try Base64.decode("--__") }
    }

    @Test func `every length of every byte comes back`() throws {
        for length in 0...70 {
            let original = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 151 + length * 7) }
            #expect(try Base64URL.decode(Base64URL.encode(original)) == original)
            #expect(try Base64.decode(Base64.encode(original)) == original)
        }
    }

    @Test func `a slice is read from its own start`() throws {
        let text = bytes("xxZm8!")
        #expect(try Base64URL.decode(text[2..<5]) == bytes("fo"))
        #expect(throws: Base64Error.invalidByte(UInt8(ascii: "!"), offset: 3)) { try Base64URL.decode(text[2...]) }
    }

    @Test(arguments: [
        ("Zg==", Base64Error.wrongPadding), ("Zg=", .wrongPadding), ("=", .wrongPadding), ("Z", .impossibleLength(1)),
        ("Zm9vY", .impossibleLength(5)), ("Zh", .unusedBitsSet), ("Zm9", .unusedBitsSet), ("Zn", .unusedBitsSet),
        ("Zm 8", .invalidByte(0x20, offset: 2)), ("Zm8\n", .invalidByte(0x0A, offset: 3)),
        ("Zm8\u{0}", .invalidByte(0, offset: 3)), ("Zé", .invalidByte(0xC3, offset: 1)),
    ])
    func `base64url that is not the one text of its bytes is refused`(text: String, error: Base64Error) {
        #expect(throws: error) { try Base64URL.decode(text) }
    }

    @Test(arguments: [
        ("Zg", Base64Error.wrongPadding), ("Zg=", .wrongPadding), ("Zg===", .wrongPadding), ("Z===", .wrongPadding),
        ("====", .wrongPadding), ("Zg==Zg==", .wrongPadding), ("Zh==", .unusedBitsSet), ("Zm9=", .unusedBitsSet),
        ("Zm9v\r\n", .wrongPadding), ("Zm9v\r\nZg", .invalidByte(0x0D, offset: 4)),
    ])
    func `base64 that is not the one text of its bytes is refused`(text: String, error: Base64Error) {
        #expect(throws: error) { try Base64.decode(text) }
    }

    @Test func `of the last characters only those without unused bits are accepted`() {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let accepted = alphabet.filter { (try? Base64URL.decode("Zm9vY" + String($0)))?.count == 4 }
        #expect(accepted == "AQgw")
    }
}

@Suite struct HashAndRandomTests {
    // FIPS 180-2, appendix B.
    @Test func `SHA-256 of the known texts`() {
        #expect(
            SHA256.hash(bytes("abc")) == [
                0xBA, 0x78, 0x16, 0xBF, 0x8F, 0x01, 0xCF, 0xEA, 0x41, 0x41, 0x40, 0xDE, 0x5D, 0xAE, 0x22, 0x23,
                0xB0, 0x03, 0x61, 0xA3, 0x96, 0x17, 0x7A, 0x9C, 0xB4, 0x10, 0xFF, 0x61, 0xF2, 0x00, 0x15, 0xAD,
            ]
        )
        #expect(Base64.encode(SHA256.hash([])) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    // RFC 7636, appendix B.
    @Test func `the challenge of PKCE's own example`() {
        let challenge = Base64URL.encode(SHA256.hash(bytes("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")))
        #expect(challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test func `random bytes come in the wanted number and not twice`() {
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(33).count == 33)
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
    }
}
