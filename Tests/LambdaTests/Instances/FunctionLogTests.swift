// SPDX-License-Identifier: Apache-2.0
// Source: Lambda developer guide, "Log and monitor" (the text format: START, END, REPORT) and API reference, Invoke, LogType Tail.

import GatewayHandlers
import GatewayJSON
import GatewayLambda
import GatewayModel
import TestSupport
import Testing

struct FunctionLogTests {
    @Test func `what a function prints stands between its START and END lines`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            for _ in 0..<2 {
                _ = try await test.value(#"{"do":"print","text":"one\ntwo\n","error":"three"}"#)
            }
            let id = TestFleet.requestId
            let lines = test.log.lines.map { $0.replacing("scripted: ", with: "") }
            let expected = ["START RequestId: \(id) Version: $LATEST", "one", "two", "three", "END RequestId: \(id)"]
            #expect(Array(lines.prefix(5)) == expected)
            #expect(Array(lines.dropFirst(6).prefix(5)) == expected)
            let report = #/REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\t/#
                .anchorsMatchLineEndings()
            #expect(lines.count == 12)
            #expect(lines[5].starts(with: report) && lines[11].starts(with: report))
            // The first one alone was there to see the beginning.
            #expect(lines[5].hasSuffix(" ms\t") && lines[5].contains(" MB\tInit Duration: "))
            #expect(lines[11].hasSuffix(" MB\t") && lines[11].contains("\tMemory Size: 128 MB\tMax Memory Used: "))
        }
    }

    @Test func `a flood of lines is told to the last`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            _ = try await test.value(#"{"do":"flood","count":30000}"#)
            let numbers = test.log.lines.compactMap { Int($0.dropFirst("scripted: ".count)) }
            #expect(numbers == Array(0..<30_000))
        }
    }

    @Test func `a line without end is cut`() async throws {
        try await TestFleet.with([ScriptedFunction.configuration()]) { test in
            let text = String(repeating: "x", count: 150_000)
            _ = try await test.value(#"{"do":"print","text":"\#(text)\n"}"#)
            let lengths = test.log.lines.map { $0.utf8.count - "scripted: ".utf8.count }.filter { $0 > 1000 }
            #expect(lengths == [65_536, 65_536, 150_000 - 131_072])
        }
    }

    @Test(arguments: [true, false])
    func `the end of the log is there for who asks for it`(isLogged: Bool) async throws {
        try await TestFleet.with([ScriptedFunction.configuration()], isLogged: isLogged) { test in
            let function = try test.function()
            let call = FunctionCall(payload: Array(#"{"do":"print","text":"hello\n"}"#.utf8))
            let result = await function.invoke(call, wantsLog: true)
            let tail = String(decoding: result.logTail, as: UTF8.self)
            #expect(tail.hasPrefix("START RequestId: \(result.requestId) Version: $LATEST\nhello\nEND RequestId: "))
            #expect(tail.hasSuffix(" ms\t\n"))
            let flood = FunctionCall(payload: Array(#"{"do":"flood","count":5000}"#.utf8))
            #expect(await function.invoke(flood, wantsLog: true).logTail.count == 4096)
            #expect(await function.invoke(call, wantsLog: false).logTail.isEmpty)
        }
    }
}
