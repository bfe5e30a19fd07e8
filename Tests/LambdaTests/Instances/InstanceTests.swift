// SPDX-License-Identifier: Apache-2.0
// Source: Lambda developer guide, "Understanding the Lambda execution environment lifecycle" and "Understanding Lambda function
// scaling" (one invocation at a time per environment, reserved concurrency, throttling).

import GatewayHandlers
import GatewayJSON
import GatewayLambda
import GatewayModel
import GatewayTransport
import Glibc
import TestSupport
import Testing

struct InstanceTests {
    @Test func `a function gets its event and its answer is handed on`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let value = try await test.value(#"{"a":[1,"ü"]}"#)
            #expect(value == ["a": [1, "ü"]])
        }
    }

    @Test func `an instance is used again`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let first = try await test.pid()
            for _ in 0..<20 { #expect(try await test.pid() == first) }
        }
    }

    @Test func `a call from another thread is answered there`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let result = try await test.function().invoke(FunctionCall(payload: Array("1".utf8)), wantsLog: false)
            guard case .payload(let bytes) = result.outcome else { throw Unexpected("\(result)") }
            #expect(bytes == Array("1".utf8))
            #expect(result.requestId.utf8.count == 36)
            #expect(!test.loop.isCurrent)
        }
    }

    @Test func `calls that overlap have an instance each`() async throws {
        let folder = try TemporaryDirectory()
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let door = folder.file("door")
            async let waits = test.value(#"{"do":"wait","path":"\#(door)"}"#)
            try await test.untilStarted(1)
            // It is answered though the first instance is busy until this has come.
            _ = try await test.pid()
            makeFile(door)
            _ = try await waits
        }
    }

    @Test func `what is beyond the reserved concurrency is throttled`() async throws {
        let folder = try TemporaryDirectory()
        try await TestFleet.with([ScriptedFunction.configuration(concurrency: 1)]) { test in
            let door = folder.file("door")
            async let waits = test.value(#"{"do":"wait","path":"\#(door)"}"#)
            try await test.untilStarted(1)
            let outcome = try await test.call("1")
            #expect(outcome.error == "TooManyRequestsException")
            makeFile(door)
            _ = try await waits
            #expect(try await test.value("1") == 1)
        }
    }

    @Test func `a function without any concurrency is always throttled`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration(concurrency: 0)]) { test in
            let outcome = try await test.call("1")
            #expect(outcome.error == "TooManyRequestsException")
        }
    }

    @Test func `many calls at once are all answered, each with its own`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()], isLogged: false) { test in
            try await withThrowingTaskGroup { group in
                for number in 0..<80 {
                    group.addTask {
                        let value = try await test.value("\(number)")
                        #expect(value == .number(JSONNumber(Int64(number))))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `an event that is too large is not given to it`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let event = "\"" + String(repeating: "x", count: 6_291_456) + "\""
            let outcome = try await test.call(event)
            #expect(outcome.error == "RequestTooLargeException")
        }
    }

    @Test
    func `the process has the environment and the folder that it was launched with, and a session that is not ours`()
        async throws
    {
        let folder = try TemporaryDirectory()
        let function = try ScriptedFunction.configuration(in: folder.path, environment: ["STAGE": "dev"])
        try await TestFleet.with([function]) { test in
            let facts = try #require(try await test.value(#"{"do":"describe"}"#).object)
            let environment = try #require(facts["environment"]?.object)
            #expect(environment["STAGE"] == "dev")
            #expect(environment["AWS_LAMBDA_RUNTIME_API"]?.string?.hasPrefix("127.0.0.1:") == true)
            #expect(environment["AWS_LAMBDA_LOG_STREAM_NAME"]?.string?.contains("/[$LATEST]") == true)
            #expect(environment["HOME"] == nil)
            #expect(facts["directory"] == .string(folder.path))
            #expect(facts["pid"] == facts["group"])
            #expect(facts["session"] == facts["parent"])
            #expect(facts["session"] != .number(JSONNumber(Int64(getsid(0)))))
        }
    }
}

extension TestFleet {
    /// The process that answers.
    func pid(of name: String = "scripted") async throws -> pid_t {
        let facts = try await value(#"{"do":"describe"}"#, of: name)
        return pid_t(try #require(facts.object?["pid"]?.number?.int64))
    }

    func untilStarted(_ count: Int) async throws {
        try await eventually("\(count) invocations have begun") {
            log.lines.filter { $0.contains("START RequestId") }.count >= count
        }
    }

    func untilGone(_ pid: pid_t) async throws {
        try await eventually("process \(pid) is gone") { !isRunning(pid) }
    }
}

extension InvocationOutcome? {
    /// The error of Lambda's own.
    var error: String? {
        if case .invokeError(let error)? = self { error } else { nil }
    }

    /// What the function failed with, as JSON.
    var functionError: JSONValue? {
        get throws {
            guard case .functionError(_, let payload)? = self else { return nil }
            return try JSONValue(parsing: payload)
        }
    }
}

func makeFile(_ path: String, _ text: String = "") {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    precondition(file >= 0)
    _ = text.withCString { write(file, $0, strlen($0)) }
    close(file)
}
