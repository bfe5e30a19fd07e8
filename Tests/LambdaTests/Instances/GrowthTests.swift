// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import Glibc
import TestSupport
import Testing

@testable import GatewayLambda
@testable import GatewayTransport

/// Nothing is left of an invocation, nor of an instance that has ended.
///
/// What the fleet holds is counted on its own loop, since other tests open and close descriptors of this process meanwhile.
/// `GATEWAY_INVOCATIONS` and `GATEWAY_RELOADS` say how often.
struct GrowthTests {
    @Test func `invocations leave nothing behind`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()], isLogged: false) { test in
            let pid = try await test.pid()
            let before = await test.descriptorCount()
            for _ in 0..<Self.count("GATEWAY_INVOCATIONS", 2000) { _ = try await test.value("1") }
            #expect(await test.descriptorCount() == before)
            #expect(try await test.pid() == pid)
        }
    }

    @Test func `reloads leave nothing behind`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()], isLogged: false) { test in
            var pids: Set<pid_t> = [try await test.pid()]
            let before = await test.descriptorCount()
            let function = try #require(try test.function() as? DeployedFunction)
            let instances = WeakInstances()
            let reloads = Self.count("GATEWAY_RELOADS", 50)
            for _ in 0..<reloads {
                await test.loop.call { instances.note(function.instances) }
                test.changes.add("scripted")
                pids.insert(try await test.pid())
            }
            // A process id may come twice, when there were many.
            #expect(pids.count > reloads / 2)
            try await eventually("the descriptors of old instances are closed") {
                await test.descriptorCount() == before
            }
            try await eventually("old instances are forgotten") { await test.loop.call { instances.presentCount <= 1 } }
            let last = try await test.pid()
            for pid in pids where pid != last { try await test.untilGone(pid) }
        }
    }

    private static func count(_ variable: String, _ usual: Int) -> Int {
        getenv(variable).flatMap { Int(String(cString: $0)) } ?? usual
    }
}

/// `@unchecked Sendable`: touched on the loop of its fleet only.
private final class WeakInstances: @unchecked Sendable {
    private struct Reference {
        weak var instance: Instance?
    }

    private var references: [Reference] = []

    func note(_ instances: [Instance]) {
        references += instances.map { Reference(instance: $0) }
    }

    var presentCount: Int { Set(references.compactMap { $0.instance.map(ObjectIdentifier.init) }).count }
}

extension TestFleet {
    /// Everything that the fleet's loop waits for.
    func descriptorCount() async -> Int {
        await loop.call { [loop] in loop.handlers().count }
    }
}
