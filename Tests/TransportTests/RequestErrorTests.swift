// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// The errors themselves: that each has its status and its words, and that none stands there for nothing.
struct RequestErrorTests {
    @Test func `each error has a status of its own kind and a reason of its own`() {
        let statuses: [RequestError: UInt16] = [
            .bodyTooLarge: 413, .contentLengthOverflow: 413, .targetTooLong: 414, .expectationUnknown: 417,
            .misdirected: 421,
            .fieldValuesTooLarge: 431, .headTooLarge: 431, .tooManyFields: 431, .trailersTooLarge: 431,
            .connectRefused: 501, .traceRefused: 501,
            .headTimedOut: 408, .bodyTimedOut: 408, .transferCodingUnknown: 501, .versionNotSupported: 505,
        ]
        for error in RequestError.allCases {
            #expect(error.status == statuses[error] ?? 400, "\(error)")
        }
        #expect(Set(RequestError.allCases.map(\.reason)).count == RequestError.allCases.count)
    }

    @Test func `each error has an input that is refused with it`() {
        let heads =
            RequestLineRefusalTests.table + TargetRefusalTests.table + FieldRefusalTests.table + HostRefusalTests.table
            + FramingRefusalTests.lengths + FramingRefusalTests.codings
        let shown = Set(heads.map(\.error)).union(ChunkedRefusalTests.table.map(\.error))
        // These need a limit of their own, or a clock: HeadLimitTests, ChunkedDecoderTests, DeadlineTests.
        let elsewhere: Set<RequestError> = [
            .targetTooLong, .fieldValuesTooLarge, .headTooLarge, .chunkExtensionTooLong, .trailersTooLarge,
            .headTimedOut, .bodyTimedOut,
            // And this a connection: TargetRefusalTests.
            .misdirected,
        ]
        #expect(Set(RequestError.allCases).subtracting(shown) == elsewhere)
    }
}
