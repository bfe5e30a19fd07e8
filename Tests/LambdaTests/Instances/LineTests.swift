// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayLambda

struct LineTests {
    private static let millisecond: UInt64 = 1_000_000

    @Test func `short calls wait rather than use more processes than there are cores`() {
        var line = Line()
        #expect(!line.prefersWaiting(active: 2, cores: 2))
        line.moved(at: 0, after: Self.millisecond / 10)
        #expect(line.prefersWaiting(active: 2, cores: 2))
        #expect(!line.prefersWaiting(active: 1, cores: 2))
    }

    @Test func `long calls do not wait, even when one was short a while ago`() {
        var line = Line()
        line.moved(at: 0, after: 100 * Self.millisecond)
        #expect(!line.prefersWaiting(active: 2, cores: 2))
        line.moved(at: 0, after: Self.millisecond / 10)
        #expect(line.prefersWaiting(active: 2, cores: 2))
        for _ in 0..<50 { line.moved(at: 0, after: 100 * Self.millisecond) }
        #expect(!line.prefersWaiting(active: 2, cores: 2))
    }

    @Test func `one that is slowed down by many others is still a short one`() {
        var line = Line()
        line.moved(at: 0, after: Self.millisecond / 10)
        for number in 0..<1000 {
            line.moved(at: 0, after: number.isMultiple(of: 10) ? Self.millisecond / 5 : 5 * Self.millisecond)
        }
        #expect(line.prefersWaiting(active: 2, cores: 2))
    }
}
