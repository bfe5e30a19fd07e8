// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The commands in the READMEs of Examples/serverless-…, which print what stands below them.
@Suite(.enabled(if: Tool.mayRun(Tool.curl), "curl is missing"))
struct ServerlessReadmeTests {
    @Test(ServerlessExample.node.condition)
    func `the commands of the project in JavaScript do what its README says`() async throws {
        try await walk(.node)
    }

    @Test(ServerlessExample.python.condition)
    func `the commands of the project in Python do what its README says`() async throws {
        try await walk(.python)
    }

    @Test(ServerlessExample.swift.condition)
    func `the commands of the project in Swift do what its README says`() async throws {
        try await walk(.swift)
    }

    private func walk(_ example: ServerlessExample) async throws {
        _ = try Tool.need(Tool.curl, "curl")
        let path = "PATH=\"\(Tool.gateway.dropLast("/gateway".count)):$PATH\""
        // The block before them sets the project up, and serves it.
        let blocks = try example.readme().split(separator: "```\n").filter {
            $0.hasPrefix("$ curl") || $0.contains("\n$ curl")
        }
        #expect(blocks.count == 5)
        try await example.serve { gateway in
            for block in blocks {
                let lines = block.replacing("localhost:3000", with: "localhost:\(gateway.port)")
                    .replacing("localhost:3002", with: "localhost:\(gateway.invokePort ?? 0)")
                    .split(separator: "\n")
                // What curl prints need not end a line.
                let commands = lines.filter { $0.hasPrefix("$ ") }.flatMap { [String($0.dropFirst(2)), "echo"] }
                let shell = ["-c", ([path] + commands).joined(separator: "\n")]
                let (code, output, errors) = try await run("/bin/sh", shell, in: gateway.folder)
                #expect(code == 0)
                let printed = output.split(whereSeparator: \.isNewline)
                for line in lines where !line.hasPrefix("$ ") {
                    #expect(printed.contains(line), "\(output)\(errors)\(gateway.process.errors)")
                }
            }
        }
    }
}
