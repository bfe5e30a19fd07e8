// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import GatewayTransport

/// The fast search for what may not stand in a field value, held against the rule itself (RFC 9110 §5.5).
struct FieldByteTests {
    private static func simply(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
        (start..<end).first { !ASCII.isFieldByte(bytes[$0]) }
    }

    @Test func `each byte at each place of a long value is judged as the rule says`() {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<35 {
                var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 35)
                bytes[place] = byte
                let found = ASCII.firstNonFieldByte(in: bytes, from: 0, to: bytes.count)
                #expect(found == Self.simply(bytes, 0, bytes.count), "\(byte) at \(place)")
            }
        }
    }

    @Test func `random bytes in random parts of a buffer`() {
        var random = SeededGenerator(seed: 20_261_122)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...140, using: &random)
            // Mostly good bytes, tabs among them, so that the bad one is far in.
            let bytes = (0..<count).map { _ -> UInt8 in
                switch Int.random(in: 0..<40, using: &random) {
                case 0: UInt8.random(in: 0...255, using: &random)
                case 1...4: 0x09
                case 5...8: UInt8.random(in: 0x80...0xFF, using: &random)
                default: UInt8.random(in: 0x20...0x7E, using: &random)
                }
            }
            let start = Int.random(in: 0...count, using: &random)
            let end = Int.random(in: start...count, using: &random)
            #expect(ASCII.firstNonFieldByte(in: bytes, from: start, to: end) == Self.simply(bytes, start, end))
            #expect(
                ASCII.firstLineFeed(in: bytes, from: start, to: end) == (start..<end).first { bytes[$0] == 0x0A }
            )
        }
    }
}
