// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// From identity to decision, for an authorizer that is a function.
struct GuardTests {
    static let allowed = Outcome.allow(principalId: "user", [])

    @Test(arguments: [nil, ""])
    func `without an identity the answer is 401 and nobody is asked`(_ identity: String?) async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let decided = try await authorizer.makeGuard().decide(identity)
        #expect(decided.outcome == .unauthorized)
        let source = IdentitySource.header("Authorization")
        #expect(decided.trace.identity == (identity == nil ? .missing(source) : .empty(source)))
        #expect(decided.trace.cache == nil)
        #expect(decided.trace.invocation == nil)
        #expect(authorizer.invocations == 0)
    }

    @Test func `the function gets the header as it came, and the request's own ARN`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        var request = StubRequest()
        request.headers = [("Authorization", "other"), ("x-TOKEN", "bEARER  a b=")]
        let decided = try await authorizer.makeGuard(kind: .token(identityHeader: "X-Token")).decide(request)
        #expect(decided.outcome == Self.allowed)
        #expect(decided.trace.identity == .present)
        #expect(decided.trace.authorizer == "scripted")
        #expect(authorizer.events == [AuthorizerEvent.token(authorizationToken: "bEARER  a b=", methodArn: methodArn)])
    }

    @Test func `an Allow carries principal and context`() async throws {
        let authorizer = ScriptedAuthorizer { _ in
            var answer = ScriptedAuthorizer.answer("Allow", "*").object ?? JSONObject()
            answer["context"] = ["role": "admin", "level": 7, "on": true]
            return .object(answer)
        }
        #expect(
            try await authorizer.makeGuard().outcome("t")
                == .allow(principalId: "user", ["role=admin", "level=7", "on=true"])
        )
    }

    @Test func `a Deny is told from silence`() async throws {
        let authorizer = ScriptedAuthorizer { _ in ScriptedAuthorizer.answer("Deny", "*") }
        let guarded = try authorizer.makeGuard(ttl: 0)
        #expect(try await guarded.outcome("t") == .deny(explicit: true))
        authorizer.behave { _ in ScriptedAuthorizer.answer("Allow", "*/other") }
        #expect(try await guarded.outcome("t") == .deny(explicit: false))
        authorizer.behave { _ in ScriptedAuthorizer.answer("Deny", "*", principalId: .null) }
        #expect(try await guarded.outcome("t") == .deny(explicit: true))
    }

    @Test func `a method ARN of more than 1600 bytes is too long, and nobody is asked`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let guarded = try authorizer.makeGuard()
        let longest = String(repeating: "a", count: 1600)
        #expect(try await guarded.outcome("t", longest + "b") == .methodArnTooLong(bytes: 1601))
        #expect(authorizer.invocations == 0)
        #expect(try await guarded.outcome("t", longest) == Self.allowed)
        // A cached answer does not make it shorter.
        #expect(try await guarded.outcome("t", longest + "b") == .methodArnTooLong(bytes: 1601))
        #expect(try await guarded.outcome(nil, longest + "b") == .unauthorized)
    }

    // MARK: - What is thrown

    private enum Refusal: Error {
        case Unauthorized
        case unauthorized
    }

    struct Worded: Error, CustomStringConvertible {
        let description: String
    }

    @Test(arguments: [Refusal.Unauthorized, Worded(description: "Unauthorized")] as [any Error])
    func `an error called Unauthorized is a 401`(_ error: any Error) async throws {
        let decided = try await ScriptedAuthorizer { _ in throw error }.makeGuard().decide("t")
        #expect(decided.outcome == .unauthorized)
        #expect(decided.trace.identity == .present)
        #expect(decided.trace.invocation != nil)
    }

    @Test(
        arguments: [
            (Refusal.unauthorized, "unauthorized"),
            (Worded(description: "Unauthorized."), "Unauthorized."),
            (Worded(description: " Unauthorized"), " Unauthorized"),
            (Worded(description: "Error: Unauthorized"), "Error: Unauthorized"),
            (Worded(description: "unauthorized"), "unauthorized"),
            (Worded(description: "Unauthorize\u{64}\u{200B}"), "Unauthorized\u{200B}"),
            (Worded(description: ""), ""),
            (CancellationError(), "CancellationError()"),
        ] as [(any Error, String)]
    )
    func `any other error is a fault`(_ error: any Error, _ message: String) async throws {
        let outcome = try await ScriptedAuthorizer { _ in throw error }.makeGuard().outcome("t")
        #expect(outcome == .fault(.threw(message)))
    }

    @Test func `returning the text Unauthorized is not throwing it`() async throws {
        let outcome = try await ScriptedAuthorizer { _ in "Unauthorized" }.makeGuard().outcome("t")
        #expect(outcome == .fault(.notAnAnswer("it is a string, not an object")))
    }

    @Test func `an Allow for nobody is a fault`() async throws {
        let authorizer = ScriptedAuthorizer { _ in ScriptedAuthorizer.answer("Allow", "*", principalId: .null) }
        #expect(try await authorizer.makeGuard().outcome("t") == .fault(.principalIdMissing))
    }

    // MARK: - Time

    @Test func `an authorizer that does not answer in time is a fault, and its late answer is dropped`() async throws {
        let clock = ManualTime()
        let gate = Gate()
        let authorizer = ScriptedAuthorizer { _ in
            await gate.pass()
            return ScriptedAuthorizer.answer("Allow", "*")
        }
        let guarded = try authorizer.makeGuard(time: clock.source)
        async let first = guarded.decide("t")
        try await eventually("the authorizer is asked") { authorizer.invocations == 1 && clock.sleeperCount == 1 }
        clock.advance(by: .seconds(28))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        let decided = try await first
        #expect(decided.outcome == .fault(.timedOut(seconds: 29)))
        #expect(decided.trace.invocation?.duration == 29_000_000_000)

        gate.open()
        authorizer.behave { _ in ScriptedAuthorizer.answer("Deny", "*") }
        #expect(try await guarded.outcome("t") == .deny(explicit: true))
        #expect(authorizer.invocations == 2)
    }

    @Test func `the timer of an authorizer that answered is gone`() async throws {
        let clock = ManualTime()
        let guarded = try ScriptedAuthorizer(allowing: "*").makeGuard(time: clock.source)
        for index in 0..<20 {
            #expect(try await guarded.outcome("t\(index)") == Self.allowed)
        }
        try await eventually("no timer is left") { clock.sleeperCount == 0 }
    }
}
