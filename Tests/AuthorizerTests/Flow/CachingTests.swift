// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport
import Testing

@testable import GatewayAuthorizer

/// What is kept, for whom, and for how long.
struct CachingTests {
    private static let allowed = GuardTests.allowed
    private static let other = "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/other"

    @Test func `one token is asked about once`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let guarded = try authorizer.makeGuard()
        let first = try await guarded.decide("t")
        let second = try await guarded.decide("t")
        #expect(first.outcome == Self.allowed)
        #expect(first.trace.cache == .miss)
        #expect(first.trace.invocation != nil)
        #expect(second.outcome == Self.allowed)
        #expect(second.trace.cache == .hit(remaining: 300))
        #expect(second.trace.invocation == nil)
        #expect(authorizer.invocations == 1)
    }

    @Test(arguments: ["T", "t ", "t\u{0}", "\u{E9}", "e\u{301}", "tt"])
    func `another token, however alike, is asked about anew`(_ token: String) async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let guarded = try authorizer.makeGuard()
        for identity in ["t", "\u{E8}", "e\u{300}"] + [token] { _ = try await guarded.decide(identity) }
        #expect(authorizer.invocations == 4)
        #expect(authorizer.events.last?.authorizationToken?.utf8.elementsEqual(token.utf8) == true)
    }

    @Test func `an answer is kept for its time by the clock, and not a moment longer`() async throws {
        let clock = ManualTime()
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let guarded = try authorizer.makeGuard(ttl: 60, time: clock.source)
        _ = try await guarded.decide("t")
        clock.advance(by: .seconds(1))
        #expect(try await guarded.decide("t").trace.cache == .hit(remaining: 59))
        clock.advance(by: .milliseconds(58_999))
        #expect(try await guarded.decide("t").trace.cache == .hit(remaining: 1))
        clock.advance(by: .milliseconds(1))
        #expect(try await guarded.decide("t").trace.cache == .miss)
        #expect(authorizer.invocations == 2)
        // The new answer has its whole time again.
        clock.advance(by: .seconds(59))
        #expect(try await guarded.decide("t").trace.cache == .hit(remaining: 1))
    }

    @Test func `a time of 0 keeps nothing`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let guarded = try authorizer.makeGuard(ttl: 0)
        for _ in 1...3 { #expect(try await guarded.decide("t").trace.cache == .off) }
        #expect(authorizer.invocations == 3)
    }

    @Test func `two authorizers share nothing`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        _ = try await authorizer.makeGuard().decide("t")
        _ = try await authorizer.makeGuard().decide("t")
        #expect(authorizer.invocations == 2)
    }

    @Test func `a kept policy for one method locks its token out of the next`() async throws {
        let authorizer = ScriptedAuthorizer { ScriptedAuthorizer.answer("Allow", $0.methodArn) }
        let guarded = try authorizer.makeGuard()
        #expect(try await guarded.outcome("t") == Self.allowed)
        let locked = try await guarded.decide("t", Self.other)
        #expect(locked.outcome == .deny(explicit: false))
        #expect(locked.trace.cache == .hit(remaining: 300))
        #expect(try await guarded.outcome("t") == Self.allowed)
        #expect(authorizer.invocations == 1)
    }

    @Test func `a kept policy for the whole stage does not`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/*")
        let guarded = try authorizer.makeGuard()
        #expect(try await guarded.outcome("t") == Self.allowed)
        #expect(try await guarded.outcome("t", Self.other) == Self.allowed)
        #expect(
            try await guarded.outcome("t", "arn:aws:execute-api:us-east-1:123456789012:localapi01/prod/GET/x")
                == .deny(explicit: false)
        )
        #expect(authorizer.invocations == 1)
    }

    @Test func `a Deny is kept like an Allow`() async throws {
        let authorizer = ScriptedAuthorizer { _ in ScriptedAuthorizer.answer("Deny", "*") }
        let guarded = try authorizer.makeGuard()
        #expect(try await guarded.outcome("t") == .deny(explicit: true))
        authorizer.behave { _ in ScriptedAuthorizer.answer("Allow", "*") }
        #expect(try await guarded.outcome("t") == .deny(explicit: true))
        #expect(authorizer.invocations == 1)
    }

    private struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    @Test(arguments: ["Unauthorized", "broken"])
    func `what was thrown is not kept`(_ message: String) async throws {
        let authorizer = ScriptedAuthorizer { _ in throw Refusal(description: message) }
        let guarded = try authorizer.makeGuard()
        #expect(try await guarded.outcome("t") != Self.allowed)
        authorizer.behave { _ in ScriptedAuthorizer.answer("Allow", "*") }
        #expect(try await guarded.outcome("t") == Self.allowed)
    }

    @Test(
        arguments: [
            .null,
            "Unauthorized",
            ["principalId": "user"],
            ScriptedAuthorizer.answer("allow", "*"),
            ScriptedAuthorizer.answer("Allow", "*", principalId: .null),
            ScriptedAuthorizer.answer("Allow", "*", principalId: 1),
        ] as [JSONValue]
    )
    func `an answer that is a fault is not kept`(_ answer: JSONValue) async throws {
        let authorizer = ScriptedAuthorizer { _ in answer }
        let guarded = try authorizer.makeGuard()
        guard case .fault = try await guarded.outcome("t") else {
            Issue.record("not a fault")
            return
        }
        authorizer.behave { _ in ScriptedAuthorizer.answer("Allow", "*") }
        #expect(try await guarded.outcome("t") == Self.allowed)
    }

    // MARK: - The cache itself

    private static let answer = AuthorizerAnswer(.allow, principalId: "user", resource: "*")

    private static func key(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

    @Test func `it holds so many answers and drops the oldest`() {
        let cache = AnswerCache(seconds: 60, time: .system, capacity: 10)
        for index in 0..<1000 { cache.keep(Self.answer, for: Self.key("token \(index)")) }
        #expect(cache.count == 10)
        #expect(cache.answer(for: Self.key("token 989")) == nil)
        for index in 990..<1000 { #expect(cache.answer(for: Self.key("token \(index)")) != nil) }
    }

    @Test func `keeping one token again and again takes one place`() {
        let cache = AnswerCache(seconds: 60, time: .system, capacity: 3)
        cache.keep(Self.answer, for: Self.key("a"))
        for _ in 0..<100 { cache.keep(Self.answer, for: Self.key("b")) }
        #expect(cache.count == 2)
        #expect(cache.answer(for: Self.key("a")) != nil)
    }

    @Test func `long tokens leave room for fewer`() {
        let cost = 1000 + Self.answer.byteCount
        let cache = AnswerCache(seconds: 60, time: .system, capacity: 1000, byteLimit: 4 * cost)
        for index in 100..<200 {
            cache.keep(Self.answer, for: Self.key("\(index)" + String(repeating: "x", count: 997)))
        }
        #expect(cache.count == 4)
        #expect(cache.answer(for: Self.key("199" + String(repeating: "x", count: 997))) != nil)
    }

    @Test func `long answers leave room for fewer, and one that is too long is not kept`() {
        func answer(_ length: Int) -> AuthorizerAnswer {
            AuthorizerAnswer(
                .allow,
                principalId: "user",
                resource: "*",
                context: [.init(key: "k", value: String(repeating: "x", count: length))]
            )
        }
        let cost = 1 + answer(1000).byteCount
        let cache = AnswerCache(seconds: 60, time: .system, capacity: 1000, byteLimit: 4 * cost)
        for name in ["a", "b", "c", "d", "e", "f"] { cache.keep(answer(1000), for: Self.key(name)) }
        #expect(cache.count == 4)
        // A new answer for a key that is there takes the old one's place.
        for _ in 0..<10 { cache.keep(answer(1000), for: Self.key("f")) }
        #expect(cache.count == 4)
        cache.keep(answer(5000), for: Self.key("g"))
        #expect(cache.count == 0)
        for name in ["a", "b", "c", "d"] { cache.keep(answer(1000), for: Self.key(name)) }
        #expect(cache.count == 4)
    }

    /// The last one is looked at first.
    @Test func `who asks again gets what is kept now, and nothing that has ended or made room`() {
        func name(_ hit: AnswerCache.Hit?) -> String? { hit?.answer.principalId }
        func answer(_ name: String) -> AuthorizerAnswer { AuthorizerAnswer(.allow, principalId: name, resource: "*") }
        let time = ManualTime()
        let cache = AnswerCache(seconds: 60, time: time.source, capacity: 2)
        cache.keep(answer("first"), for: Self.key("a"))
        #expect(name(cache.answer(for: Self.key("a"))) == "first")
        #expect(cache.answer(for: Self.key("b")) == nil)
        #expect(cache.answer(for: Self.key("A")) == nil)
        cache.keep(answer("second"), for: Self.key("a"))
        #expect(name(cache.answer(for: Self.key("a"))) == "second")
        cache.keep(answer("b"), for: Self.key("b"))
        #expect(name(cache.answer(for: Self.key("a"))) == "second")
        cache.keep(answer("c"), for: Self.key("c"))
        #expect(cache.answer(for: Self.key("a")) == nil)
        #expect(name(cache.answer(for: Self.key("c"))) == "c")
        time.advance(by: .seconds(60))
        #expect(cache.answer(for: Self.key("c")) == nil)
    }

    @Test func `a key is bytes, wherever they lie in their buffer`() {
        let cache = AnswerCache(seconds: 60, time: .system)
        cache.keep(Self.answer, for: Array("xxtoken".utf8)[2...])
        #expect(cache.answer(for: Array("tokenyy".utf8)[..<5]) != nil)
        #expect(cache.answer(for: Array("tokenyy".utf8)[..<6]) == nil)
    }

    @Test func `many may use it at once`() async {
        let cache = AnswerCache(seconds: 60, time: .system, capacity: 50)
        await withTaskGroup { group in
            for worker in 0..<8 {
                group.addTask {
                    for index in 0..<500 {
                        cache.keep(Self.answer, for: Self.key("\(worker) \(index % 70)"))
                        _ = cache.answer(for: Self.key("\(worker) \(index % 60)"))
                    }
                }
            }
        }
        #expect(cache.count == 50)
    }
}
