// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import GatewayLambda
import GatewayModel
import Glibc
import TestSupport
import Testing

struct KeeperTests {
    @Test func `at the end nothing is left, not even what has a session of its own`() async throws {
        let pids = try await TestFleet.spawned { _ in }
        #expect(pids.count == 3)
        // The fleet has waited for all of them.
        for pid in pids { #expect(!isRunning(pid)) }
    }

    @Test func `an instance takes along what it has started, in whatever group and session that is`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let pids = try await test.spawn()
            await test.fleet.codeChanged(of: ["scripted"])
            for pid in [pids[2], pids[0], pids[1]] { try await test.untilGone(pid) }
            // And nothing of another one.
            let others = try await test.spawn()
            #expect(others.count == 3)
            for pid in others { #expect(isRunning(pid)) }
        }
    }

    @Test func `whoever kills the keeper kills the functions, and the next call gets another one`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let facts = try await test.value(#"{"do":"describe"}"#).object
            let keeper = pid_t(try #require(facts?["parent"]?.number?.int64))
            let function = pid_t(try #require(facts?["pid"]?.number?.int64))
            kill(keeper, SIGKILL)
            try await test.untilGone(function)
            try await eventually("another keeper's function answers") {
                if case .payload? = try await test.call("1") { true } else { false }
            }
            #expect(try await test.pid() != function)
        }
    }

    @Test func `who calls while the fleet ends is answered`() async throws {
        let outcome = try await TestFleet.lastOutcome(of: #"{"do":"hang"}"#)
        #expect(outcome.error == "ServiceException")
    }
}

extension TestFleet {
    /// A child in the function's process group, one in a session of its own, and the function itself.
    func spawn() async throws -> [pid_t] {
        let pids = try await value(#"{"do":"spawn"}"#).array?.compactMap(\.number?.int64).map(pid_t.init) ?? []
        for pid in pids { #expect(isRunning(pid)) }
        return pids
    }

    /// The processes of a fleet that has ended.
    static func spawned(_ body: (TestFleet) async throws -> Void) async throws -> [pid_t] {
        var pids: [pid_t] = []
        try await with([ScriptedFunction.configuration()]) { test in
            pids = try await test.spawn()
            try await body(test)
        }
        return pids
    }

    /// What became of a call that was not answered when the fleet ended.
    static func lastOutcome(of event: String) async throws -> InvocationOutcome? {
        var call: Task<InvocationOutcome?, any Error>?
        try await with([ScriptedFunction.configuration()]) { test in
            call = Task { try await test.call(event) }
            try await test.untilStarted(1)
        }
        return try await call?.value
    }
}
