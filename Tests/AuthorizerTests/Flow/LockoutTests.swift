// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayModel
import Testing

/// The trap of a cached policy that speaks of `event.methodArn` only.
///
/// - Source: API Gateway developer guide, "Lambda authorizer caching": "the cached policy … applies to all methods"; the
///   trap itself is reported by many.
struct LockoutTests {
    private static let other = "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/other"

    @Test func `it is foretold when the policy is kept, and told when it strikes`() async throws {
        let guarded = try ScriptedAuthorizer { ScriptedAuthorizer.answer("Allow", $0.methodArn) }.makeGuard()
        let first = try await guarded.decide("t")
        #expect(first.outcome == GuardTests.allowed)
        #expect(first.trace.lockout == Trace.Lockout(allowedArn: methodArn, remaining: 300))
        // Again the same method: all is well.
        #expect(try await guarded.decide("t").trace.lockout == nil)
        let second = try await guarded.decide("t", Self.other)
        #expect(second.outcome == .deny(explicit: false))
        #expect(second.trace.lockout == Trace.Lockout(allowedArn: methodArn, remaining: 300))
    }

    @Test func `a pattern locks nobody out`() async throws {
        let guarded = try ScriptedAuthorizer(allowing: "arn:aws:execute-api:*/dev/*").makeGuard()
        #expect(try await guarded.decide("t").trace.lockout == nil)
    }

    @Test func `without a cache every route is asked about`() async throws {
        let guarded = try ScriptedAuthorizer { ScriptedAuthorizer.answer("Allow", $0.methodArn) }.makeGuard(ttl: 0)
        #expect(try await guarded.decide("t").trace.lockout == nil)
    }

    @Test func `there is nobody to lock out of an only route`() async throws {
        let authorizer = ScriptedAuthorizer { ScriptedAuthorizer.answer("Allow", $0.methodArn) }
        #expect(try await authorizer.makeGuard(guardsSeveralArns: false).decide("t").trace.lockout == nil)
    }
}
