// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import GatewayLambda
import GatewayModel
import GatewayTime
import TestSupport
import Testing

struct ChangeTests {
    @Test func `the call after a change uses the new code`() async throws {
        let folder = try TemporaryDirectory()
        makeFile(folder.file("code.txt"), "one")
        try await TestFleet.with([ScriptedFunction.configuration(in: folder.path)]) { test in
            let value1 = try await test.value(#"{"do":"code"}"#)
            #expect(value1 == "one")
            for text in ["two", "three"] {
                makeFile(folder.file("code.txt"), text)
                // As a watch would, when it is asked as the call arrives.
                test.changes.add("scripted")
                let value2 = try await test.value(#"{"do":"code"}"#)
                #expect(value2 == .string(text))
            }
            makeFile(folder.file("code.txt"), "four")
            await test.fleet.codeChanged(under: [folder.file("code.txt")])
            let value3 = try await test.value(#"{"do":"code"}"#)
            #expect(value3 == "four")
        }
    }

    @Test func `a change elsewhere keeps the instance`() async throws {
        let folder = try TemporaryDirectory()
        try await TestFleet.with([ScriptedFunction.configuration(in: folder.file("src"), environment: ["FOLDER": "/"])])
        {
            test in
            let before = try await test.pid()
            await test.fleet.codeChanged(under: [folder.file("src2"), folder.file("other")])
            test.changes.add("another")
            #expect(try await test.pid() == before)
            await test.fleet.codeChanged(under: [folder.path])
            #expect(try await test.pid() != before)
        }
    }

    @Test func `a busy instance finishes its call before it ends`() async throws {
        let folder = try TemporaryDirectory()
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let before = try await test.pid()
            let door = folder.file("door")
            async let waits = test.value(#"{"do":"wait","path":"\#(door)"}"#)
            try await test.untilStarted(2)
            await test.fleet.codeChanged(of: ["scripted"])
            #expect(try await test.pid() != before)
            #expect(isRunning(before))
            makeFile(door)
            #expect(try await waits.object?["do"] == "wait")
            try await test.untilGone(before)
        }
    }

    /// A request that waits for its authorizer holds on to the function that was deployed when it came.
    @Test func `a function that was replaced before its call came keeps its time-out`() async throws {
        let clock = ManualTime()
        let function = try ScriptedFunction.configuration(timeout: .seconds(6))
        try await TestFleet.with([function], time: clock.source) { test in
            let kept = try test.function()
            await test.fleet.deploy([try ScriptedFunction.configuration(timeout: .seconds(5))])
            let invocation = Invocation(
                payload: Array(#"{"do":"hang"}"#.utf8),
                requestId: TestFleet.requestId,
                traceId: "Root=1-2-3"
            )
            async let outcome = withTaskExecutorPreference(test.loop) { await kept.invoke(invocation, within: nil) }
            try await test.untilStarted(1)
            clock.advance(by: .seconds(6))
            let message = "RequestId: \(TestFleet.requestId) Error: Task timed out after 6.00 seconds"
            #expect(
                try await outcome.functionError == ["errorType": "Sandbox.Timedout", "errorMessage": .string(message)]
            )
        }
    }

    @Test func `a change while it starts costs no call`() async throws {
        let folder = try TemporaryDirectory()
        let door = folder.file("door")
        try await TestFleet.with([ScriptedFunction.configuration(environment: ["INIT": "wait \(door)"])]) { test in
            async let answer = test.value("1")
            for _ in 0..<5 { await test.fleet.codeChanged(of: ["scripted"]) }
            makeFile(door)
            let value = try await answer
            #expect(value == 1)
        }
    }

    @Test func `a deployment of the same keeps what is warm, and one of something else does not`() async throws {
        let function = try ScriptedFunction.configuration()
        try await TestFleet.with([function]) { test in
            let before = try await test.pid()
            await test.fleet.deploy([function, try ScriptedFunction.configuration("other")])
            #expect(try await test.pid() == before)
            await test.fleet.deploy([try ScriptedFunction.configuration(environment: ["NEW": "1"])])
            #expect(test.fleet.function(named: "other") == nil)
            #expect(try await test.pid() != before)
            try await test.untilGone(before)
        }
    }

    @Test func `who has called a function that is no longer deployed is answered`() async throws {
        let folder = try TemporaryDirectory()
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let door = folder.file("door")
            async let waits = test.value(#"{"do":"wait","path":"\#(door)"}"#)
            try await test.untilStarted(1)
            await test.fleet.deploy([])
            #expect(test.fleet.function(named: "scripted") == nil)
            makeFile(door)
            #expect(try await waits.object?["do"] == "wait")
        }
    }
}
