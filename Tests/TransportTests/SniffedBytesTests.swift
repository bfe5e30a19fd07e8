// SPDX-License-Identifier: Apache-2.0

// RFC 8446 §5.1: a record of a handshake begins with 22; RFC 9110 §9.1: a method is a token, whose bytes are printable.

import GatewayTransport
import Testing

/// What the first bytes on a port that speaks HTTP and TLS are taken for.
struct SniffedBytesTests {
    private func sniff(_ bytes: [UInt8], pieceLength: Int) throws -> SniffedBytes {
        let made = try TLSFixture.stranger()
        let context = try TLSContext.server(certificate: made.certificate, privateKey: made.privateKey)
        return try SniffedBytes(reading: bytes, pieceLength: pieceLength, context: context)
    }

    @Test(arguments: [
        ([], SniffedBytes.undecided), ([0x47], .http(plaintext: [0x47])), ([0x00], .http(plaintext: [0x00])),
        ([0x80, 0x2E], .http(plaintext: [0x80, 0x2E])), ([0x16], .handshake(hasReplied: false)),
        ([0x16, 0x03, 0x01, 0x00], .handshake(hasReplied: false)),
        // A record of a version that is none, for which there are no words, and one that holds no handshake message.
        ([0x16, 0x07, 0x07, 0x00, 0x01, 0x00], .refused(alert: nil)),
        ([0x16, 0x03, 0x01, 0x00, 0x05] + Array("hello".utf8), .refused(alert: 21)),
    ])
    func `the first byte tells HTTP from TLS, and rubbish is refused`(
        _ bytes: [UInt8],
        _ expected: SniffedBytes
    ) throws {
        for length in [1, 2, .max] {
            #expect(try sniff(bytes, pieceLength: length) == expected, "in pieces of \(length)")
        }
    }
}
