// SPDX-License-Identifier: Apache-2.0
// Source: the messages that Lambda itself answers and logs, as its users report them: `Runtime.ExitError` with "Runtime exited
// with error: exit status 1" or "signal: killed", `Sandbox.Timedout` with "Task timed out after 3.00 seconds",
// `Runtime.InvalidEntrypoint` with "fork/exec /var/task/bootstrap: no such file or directory".

import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTransport
import TestSupport
import Testing

@testable import GatewayLambda

struct FailureTests {
    @Test(arguments: [
        (#"{"do":"exit","code":1}"#, "Runtime exited with error: exit status 1"),
        (#"{"do":"exit","code":0}"#, "Runtime exited without providing a reason"),
        (#"{"do":"signal","number":9}"#, "Runtime exited with error: signal: killed"),
        (#"{"do":"signal","number":11}"#, "Runtime exited with error: signal: segmentation fault"),
    ])
    func `a process that ends in an invocation fails that one alone`(event: String, words: String) async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let before = try await test.pid()
            let message = "RequestId: \(TestFleet.requestId) Error: \(words)"
            let error = try await test.call(event).functionError
            #expect(error == ["errorType": "Runtime.ExitError", "errorMessage": .string(message)])
            #expect(try await test.pid() != before)
        }
    }

    @Test func `a crash leaves the other instances alone`() async throws {
        let folder = try TemporaryDirectory()
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let door = folder.file("door")
            async let waits = test.value(#"{"do":"wait","path":"\#(door)"}"#)
            try await test.untilStarted(1)
            #expect(try await test.call(#"{"do":"exit","code":1}"#).functionError != nil)
            makeFile(door)
            #expect(try await waits.object?["do"] == "wait")
        }
    }

    @Test func `a process that ends before it asks for an event fails the call that it was started for`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration(environment: ["INIT": "exit"])]) { test in
            for _ in 0..<2 {
                let error = try await test.call("1").functionError?.object
                #expect(error?["errorType"] == "Runtime.ExitError")
                #expect(error?["errorMessage"]?.string?.hasSuffix("exit status 3") == true)
            }
            #expect(test.log.lines.contains("scripted: about to end"))
            let report = test.log.lines.first { $0.contains("INIT_REPORT") }
            #expect(report?.hasSuffix("Status: error\tError Type: Runtime.ExitError") == true)
        }
    }

    @Test func `an error in its initialization is handed on as it was reported`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration(environment: ["INIT": "error"])]) { test in
            let error = try await test.call("1").functionError
            #expect(error == ["errorType": "Runtime.ImportModuleError", "errorMessage": "no module"])
        }
    }

    @Test(arguments: [
        (
            ["EXECUTABLE": "/no/such/bootstrap"], "Runtime.InvalidEntrypoint",
            "fork/exec /no/such/bootstrap: no such file or directory"
        ),
        (["EXECUTABLE": "/etc/passwd"], "Runtime.InvalidEntrypoint", "fork/exec /etc/passwd: permission denied"),
        (
            ["FOLDER": "/no/such/folder"], "Runtime.InvalidWorkingDir",
            "chdir /no/such/folder: no such file or directory"
        ),
    ])
    func `a program that cannot be executed is told with the system's reason`(
        environment: [String: String],
        type: String,
        words: String
    ) async throws {
        try await TestFleet.with([ScriptedFunction.configuration(environment: environment)]) { test in
            let error = try await test.call("1").functionError
            let message = "RequestId: \(TestFleet.requestId) Error: \(words)"
            #expect(error == ["errorType": .string(type), "errorMessage": .string(message)])
        }
    }

    @Test func `why a function cannot be launched is logged once`() async throws {
        let function = try ScriptedFunction.configuration(environment: ["PROBLEM": "there is no such interpreter"])
        try await TestFleet.with([function]) { test in
            for _ in 0..<3 {
                let outcome = try await test.call("1")
                #expect(outcome.error == "InvalidRuntimeException")
            }
            let told = test.log.lines.filter { $0.contains("there is no such interpreter") }
            #expect(
                told == [
                    "error: cannot start scripted: there is no such interpreter",
                    "scripted: cannot start: there is no such interpreter",
                ]
            )
        }
    }

    @Test func `a time-out ends the process and is told in Lambda's words`() async throws {
        let clock = ManualTime()
        let function = try ScriptedFunction.configuration(timeout: .seconds(6))
        try await TestFleet.with([function], time: clock.source) { test in
            let before = try await test.pid()
            async let outcome = test.call(#"{"do":"hang"}"#)
            try await test.untilStarted(2)
            clock.advance(by: .seconds(6))
            let message = "RequestId: \(TestFleet.requestId) Error: Task timed out after 6.00 seconds"
            #expect(
                try await outcome.functionError == ["errorType": "Sandbox.Timedout", "errorMessage": .string(message)]
            )
            #expect(
                test.log.lines.contains { $0.hasSuffix("Z \(TestFleet.requestId) Task timed out after 6.00 seconds") }
            )
            #expect(
                test.log.lines.contains { $0.contains("Duration: 6000.00 ms\t") && $0.hasSuffix("Status: timeout") }
            )
            try await test.untilGone(before)
            #expect(try await test.pid() != before)
        }
    }

    @Test func `a function that never asks for an event is ended after ten seconds and its time-out`() async throws {
        let clock = ManualTime()
        let function = try ScriptedFunction.configuration(timeout: .seconds(6), environment: ["INIT": "hang"])
        try await TestFleet.with([function], time: clock.source) { test in
            async let outcome = test.call("1")
            try await eventually("the instance has a deadline") { clock.sleeperCount >= 1 }
            clock.advance(by: .milliseconds(15_999))
            clock.advance(by: .milliseconds(1))
            #expect(try await outcome.functionError?.object?["errorType"] == "Sandbox.Timedout")
        }
    }

    @Test func `a caller goes at its limit, and the invocation goes on`() async throws {
        let clock = ManualTime()
        let folder = try TemporaryDirectory()
        try await TestFleet.with([ScriptedFunction.configuration()], time: clock.source) { test in
            let door = folder.file("door")
            async let outcome = test.call(#"{"do":"wait","path":"\#(door)"}"#, within: .seconds(29))
            try await test.untilStarted(1)
            clock.advance(by: .seconds(29))
            let answer = try await outcome
            #expect(answer == nil)
            #expect(!test.log.lines.contains { $0.contains("END RequestId") })
            makeFile(door)
            try await eventually("the invocation has ended") {
                test.log.lines.contains { $0.contains("END RequestId") }
            }
        }
    }

    @Test func `an instance that nobody needs ends after a minute`() async throws {
        let clock = ManualTime()
        try await TestFleet.with([ScriptedFunction.configuration()], time: clock.source) { test in
            let before = try await test.pid()
            try await test.untilIdle()
            try await eventually("it is gone") {
                clock.advance(by: .seconds(60))
                return !isRunning(before)
            }
            #expect(try await test.pid() != before)
        }
    }
}

extension TestFleet {
    /// Waits until a further call would be given to an instance at once.
    func untilIdle(_ name: String = "scripted") async throws {
        let function = try #require(try function(name) as? DeployedFunction)
        try await eventually("an instance is idle") {
            await loop.call { function.idleCount > 0 }
        }
    }
}
