// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import Testing

/// The ids of a request, digit by digit: they are written in one go, many digits at a time.
struct RequestIDTests {
    private static let id = RequestID(
        high: 0x0123_4567_89AB_CDEF,
        low: 0xFEDC_BA98_7654_3210,
        extra: 0x0011_2233_AABB_CCDD
    )

    /// RFC 9562 §5.4: version 4, variant 10.
    @Test func `a UUID has every digit in its place, but for version and variant`() {
        #expect(Self.id.uuid == "01234567-89ab-4def-bedc-ba9876543210")
        #expect(RequestID(high: 0, low: 0, extra: 0).uuid == "00000000-0000-4000-8000-000000000000")
        #expect(RequestID(high: .max, low: .max, extra: .max).uuid == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    }

    @Test func `an extended id is fifteen characters and an equals sign`() {
        #expect(RequestID(high: 0, low: 0, extra: 0).extendedID == "AAAAAAAAAAAAAAA=")
        #expect(RequestID(high: 0, low: 1, extra: 0x3F).extendedID == "_AAAAAAAAABAAAA=")
    }

    @Test func `a trace id is root, parent, and what AWS adds`() {
        var bytes: [UInt8] = []
        Self.id.appendTraceID(seconds: 0x6B03_4935, to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "Root=1-6b034935-fedcba9876543210aabbccdd;Parent=0132675423100132;Sampled=0;Lineage=1:ffffffff:0"
        )
        #expect(bytes.count == RequestID.traceIDLength)
    }
}
