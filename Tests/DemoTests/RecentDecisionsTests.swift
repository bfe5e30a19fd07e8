// SPDX-License-Identifier: Apache-2.0

import GatewayDemo
import GatewayModel
import Testing

struct RecentDecisionsTests {
    @Test func `the last ones are kept, and no more of them`() {
        let decisions = RecentDecisions(loopCount: 2)
        decisions.keep(true)
        let limit = UInt64(RecentDecisions.limit)
        for number in 1...(limit + 10) {
            decisions.record(trace(number), loopIndex: 0) { _ in }
        }
        decisions.record(trace(1000), loopIndex: 1) { _ in }
        func isKept(_ number: UInt64) -> Bool { decisions.decision(requestId: trace(number).requestId.uuid) != nil }
        #expect((1...10).allSatisfy { !isKept($0) })
        #expect((11...(limit + 10)).allSatisfy { isKept($0) })
        #expect(isKept(1000))
    }

    @Test func `nothing is kept, or even made, until somebody may ask`() {
        let decisions = RecentDecisions(loopCount: 1)
        decisions.record(trace(1), loopIndex: 0) { _ in Issue.record("nobody asks") }
        decisions.keep(true)
        decisions.record(trace(2), loopIndex: 0) { _ in }
        #expect(decisions.decision(requestId: trace(1).requestId.uuid) == nil)
        #expect(decisions.decision(requestId: trace(2).requestId.uuid) != nil)
        decisions.keep(false)
        #expect(decisions.decision(requestId: trace(2).requestId.uuid) == nil)
    }
}
