// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayTime
import Synchronization
import TestSupport
import Testing

@testable import GatewayAuthorizer

/// When keys are fetched, and when not.
struct KeySourceTests {
    private let clock = ManualTime()
    private let issuer = FakeIssuer()

    private func source() -> KeySource {
        let issuer = issuer
        return KeySource(executor: globalConcurrentExecutor, time: clock.source) { try await issuer.fetch() }
    }

    /// Publishes keys as a test says, and counts how often it is asked.
    private final class FakeIssuer: Sendable {
        private let state = Mutex(State())

        private struct State {
            var signers = [TestKeys.first]
            var failure: String?
            var gate: Gate?
            var fetches = 0
            var atOnce = 0
            var mostAtOnce = 0
        }

        func publish(_ signers: [TokenSigner]) { state.withLock { $0.signers = signers } }
        func fail(_ reason: String?) { state.withLock { $0.failure = reason } }
        func hold(_ gate: Gate?) { state.withLock { $0.gate = gate } }
        var fetches: Int { state.withLock { $0.fetches } }
        var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

        func fetch() async throws -> JWKSet {
            let gate = state.withLock { state in
                state.fetches += 1
                state.atOnce += 1
                state.mostAtOnce = max(state.mostAtOnce, state.atOnce)
                return state.gate
            }
            defer { state.withLock { $0.atOnce -= 1 } }
            await gate?.pass()
            return try state.withLock { state in
                if let failure = state.failure { throw Outage(description: failure) }
                return JWKSet(state.signers.map(\.jwk))
            }
        }
    }

    private struct Outage: Error, CustomStringConvertible {
        let description: String
    }

    @Test func `keys are fetched once, and then at hand`() async throws {
        let source = source()
        #expect(issuer.fetches == 0)
        for _ in 0..<50 { #expect(try await source.keys(for: "first").value.get()["first"] != nil) }
        #expect(issuer.fetches == 1)
    }

    @Test func `many who wait share one fetch`() async throws {
        let (source, gate) = (source(), Gate())
        issuer.hold(gate)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 { group.addTask { try await source.keys(for: "first").value.get()["first"] != nil } }
            try await eventually("the fetch is under way") { gate.waitingCount == 1 }
            gate.open()
            for try await hasKey in group { #expect(hasKey) }
        }
        #expect(issuer.fetches == 1)
    }

    @Test func `under a storm of known and unknown keys there is never more than one fetch`() async throws {
        let source = source()
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for index in 0..<200 {
                        _ = try? await source.keys(for: index % 3 == 0 ? "unknown \(worker) \(index)" : "first").value
                            .get()
                    }
                }
            }
        }
        #expect(issuer.mostAtOnce == 1)
        // The clock stands still: no turn comes back.
        #expect(issuer.fetches <= 10)
    }

    @Test func `a known key needs no fetch that an unknown one began`() async throws {
        let (source, gate) = (source(), Gate())
        _ = try await source.keys(for: "first").value.get()
        issuer.hold(gate)
        async let unknown = source.keys(for: "unknown").value.get()
        try await eventually("the fetch is under way") { gate.waitingCount == 1 }
        #expect(try await source.keys(for: "first").value.get()["first"] != nil)
        gate.open()
        #expect(try await unknown["unknown"] == nil)
    }

    @Test func `an unknown key is looked for again, ten times and then ten times a minute`() async throws {
        let source = source()
        /// Asks for keys that are not there, and answers how often it was told to come back later.
        func refusals(of count: Int) async throws -> Int {
            var refused = 0
            for index in 0..<count {
                do throws(KeySourceError) {
                    let keys = try await source.keys(for: "unknown \(index)").value.get()
                    #expect(keys["unknown \(index)"] == nil)
                } catch {
                    guard case .fetchedTooOften = error else { throw error }
                    refused += 1
                }
            }
            return refused
        }
        #expect(try await refusals(of: 30) == 20)
        #expect(issuer.fetches == 10)
        clock.advance(by: .milliseconds(5_900))
        #expect(try await refusals(of: 1) == 1)
        clock.advance(by: .milliseconds(200))
        #expect(try await refusals(of: 5) == 4)
        #expect(issuer.fetches == 11)
        clock.advance(by: .seconds(300))
        #expect(try await refusals(of: 30) == 20)
        #expect(issuer.fetches == 21)
        // A key that is there needs no turn.
        #expect(try await source.keys(for: "first").value.get()["first"] != nil)
    }

    @Test func `without keys and without a turn there is a refusal, and a way back`() async throws {
        let source = source()
        issuer.fail("down")
        for _ in 0..<10 {
            await #expect(throws: KeySourceError.self) { try await source.keys(for: "first").value.get() }
        }
        issuer.fail(nil)
        do {
            _ = try await source.keys(for: "first").value.get()
            Issue.record("there was no turn left")
        } catch {
            guard case .fetchedTooOften = error else {
                Issue.record("\(error)")
                return
            }
            #expect(
                error.description
                    == "the JWKS was fetched 10 times within a minute, and is not fetched again yet; try again in 6 s; "
                    + "the last time: down"
            )
        }
        #expect(issuer.fetches == 10)
        clock.advance(by: .seconds(7))
        #expect(try await source.keys(for: "first").value.get()["first"] != nil)
    }

    @Test func `a new key is found at once, an old one is gone with it`() async throws {
        let source = source()
        _ = try await source.keys(for: "first").value.get()
        issuer.publish([TestKeys.second])
        #expect(try await source.keys(for: "first").value.get()["first"] != nil)
        let rotated = try await source.keys(for: "second").value.get()
        #expect(rotated["second"] != nil)
        #expect(rotated["first"] == nil)
        #expect(issuer.fetches == 2)
    }

    @Test func `keys are fetched again after ten minutes`() async throws {
        let source = source()
        _ = try await source.keys(for: "first").value.get()
        issuer.publish([TestKeys.second])
        clock.advance(by: .seconds(599))
        #expect(try await source.keys(for: "first").value.get()["first"] != nil)
        #expect(issuer.fetches == 1)
        clock.advance(by: .seconds(1))
        #expect(try await source.keys(for: "first").value.get()["first"] == nil)
        #expect(issuer.fetches > 1)
    }

    @Test func `keys that are too old are not used when new ones cannot be had`() async throws {
        let source = source()
        _ = try await source.keys(for: "first").value.get()
        issuer.fail("down")
        clock.advance(by: .seconds(601))
        do {
            _ = try await source.keys(for: "first").value.get()
            Issue.record("old keys were used")
        } catch {
            #expect(error.description == "the JWKS cannot be had: down")
        }
        issuer.fail(nil)
        #expect(try await source.keys(for: "first").value.get()["first"] != nil)
    }

    @Test func `whoever names no key gets the set at hand, as long as it is young enough`() async throws {
        let source = source()
        #expect(try await source.keys().keys.map(\.kid) == ["first"])
        issuer.publish([TestKeys.second])
        clock.advance(by: .seconds(599))
        #expect(try await source.keys().keys.map(\.kid) == ["first"])
        #expect(issuer.fetches == 1)
        clock.advance(by: .seconds(1))
        #expect(try await source.keys().keys.map(\.kid) == ["second"])
        issuer.fail("down")
        clock.advance(by: .seconds(600))
        await #expect(throws: KeySourceError.self) { try await source.keys() }
    }

    @Test func `an outage within the lifetime is noticed by nobody who has a known key`() async throws {
        let source = source()
        _ = try await source.keys(for: "first").value.get()
        issuer.fail("down")
        // Strangers use up every turn, and each of their fetches fails.
        for index in 0..<30 {
            await #expect(throws: KeySourceError.self) { try await source.keys(for: "unknown \(index)").value.get() }
            #expect(try await source.keys(for: "first").value.get()["first"] != nil)
        }
        #expect(issuer.fetches == 10)
        clock.advance(by: .seconds(599))
        #expect(try await source.keys(for: "first").value.get()["first"] != nil)
        clock.advance(by: .seconds(1))
        await #expect(throws: KeySourceError.self) { try await source.keys(for: "first").value.get() }
    }

    @Test func `a success after failures forgets why they failed`() async throws {
        let source = source()
        issuer.fail("down")
        await #expect(throws: KeySourceError.self) { try await source.keys(for: "first").value.get() }
        issuer.fail(nil)
        for index in 0..<9 { _ = try await source.keys(for: "unknown \(index)").value.get() }
        do {
            _ = try await source.keys(for: "unknown").value.get()
            Issue.record("there was no turn left")
        } catch {
            #expect("\(error)".hasSuffix("try again in 6 s"))
        }
    }

    @Test func `a fetch that fails does not spoil the keys at hand or the next fetch`() async throws {
        let source = source()
        _ = try await source.keys(for: "first").value.get()
        issuer.fail("down")
        await #expect(throws: KeySourceError.self) { try await source.keys(for: "second").value.get() }
        #expect(try await source.keys(for: "first").value.get()["first"] != nil)
        issuer.fail(nil)
        issuer.publish([TestKeys.first, TestKeys.second])
        #expect(try await source.keys(for: "second").value.get()["second"] != nil)
    }

    @Test func `a fetch that never ends is given up, and the next one is a new one`() async throws {
        let (source, gate) = (source(), Gate())
        issuer.hold(gate)
        async let stuck = source.keys(for: "first").value.get()
        try await eventually("the fetch has a time limit") { clock.sleeperCount == 1 && gate.waitingCount == 1 }
        clock.advance(by: KeySource.timeLimit)
        do {
            _ = try await stuck
            Issue.record("there were keys")
        } catch {
            #expect("\(error)" == "the JWKS cannot be had: no answer within 10 s")
        }
        issuer.hold(nil)
        #expect(try await source.keys(for: "first").value.get()["first"] != nil)
        #expect(issuer.fetches == 2)
        gate.open()
    }

    @Test func `turns come back with time, up to as many as there were`() {
        var bucket = TokenBucket(capacity: 2, perMinute: 60, now: 0)
        let seconds: [UInt64] = [0, 0, 0, 1, 1, 3600, 3600, 3600]
        let taken = seconds.map { bucket.take(now: $0 * 1_000_000_000) }
        #expect(taken == [true, true, false, true, false, true, true, false])
    }

    /// Two threads read the clock, and the one that read it first comes second.
    @Test func `a moment from the past brings no turns back`() {
        var bucket = TokenBucket(capacity: 2, perMinute: 60, now: 1000)
        let taken = [1000, 1000, 999, 1000].map { bucket.take(now: $0) }
        #expect(taken == [true, true, false, false])
    }
}
