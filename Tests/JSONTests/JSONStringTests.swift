// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

@Suite struct JSONStringTests {
    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "A\u{E9}€"),
        (#""\ud83d\ude00""#, "😀"), (#""\uD834\uDD1E!""#, "\u{1D11E}!"), (#""\udbff\udfff""#, "\u{10FFFF}"),
        (#""\u0000""#, "\u{0}"), (#""\uffff""#, "\u{FFFF}"), ("\"\u{7F}\u{2028}😀\"", "\u{7F}\u{2028}😀"),
        (#""a\u0301""#, "a\u{301}"),
    ])
    func `escapes and plain characters become the text`(json: String, text: String) throws {
        let string = try #require(try JSONValue(parsing: json).string)
        #expect(Array(string.utf8) == Array(text.utf8))
    }

    @Test(arguments: [
        (#""\ud800""#, 2), (#""\udc00""#, 2), (#""\ud800x""#, 2), (#""\ud800\n""#, 2), (#""\ud800\ud800""#, 2),
        (#""\ud800\u0041""#, 2), (#""ab\udfff""#, 4), (#""\ude00\ud83d""#, 2),
    ])
    func `half of a surrogate pair is refused`(json: String, offset: Int) {
        #expect(throws: JSONError(reason: .loneSurrogate, offset: offset)) { try JSONValue(parsing: json) }
    }

    @Test(arguments: [
        (#""\x41""#, 2), (#""\u00g0""#, 5), (#""\U0041""#, 2), (#""\'""#, 2), (#""\0""#, 2), ("\"\\\n\"", 2),
    ])
    func `an escape that JSON does not know is refused`(json: String, offset: Int) {
        #expect(throws: JSONError(reason: .invalidEscape, offset: offset)) { try JSONValue(parsing: json) }
    }

    @Test func `every control character must be escaped`() throws {
        for byte in UInt8(0)..<0x20 {
            #expect(throws: JSONError(reason: .controlCharacterInString, offset: 2)) {
                try JSONValue(parsing: [0x22, 0x61, byte, 0x22])
            }
        }
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]]
    )
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        #expect(throws: JSONError(reason: .invalidUTF8, offset: 1)) {
            try JSONValue(parsing: [0x5B, 0x22] + bytes + [0x22, 0x5D])
        }
    }
}
