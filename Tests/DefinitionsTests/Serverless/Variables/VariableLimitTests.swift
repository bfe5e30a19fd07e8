// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import TestSupport
import Testing

/// A small file cannot ask for much.
struct VariableLimitTests {
    /// A level of repetition for each letter.
    private func doubling(_ levels: Int, _ value: (String) -> String) -> String {
        let names = (0...levels).map { "v\($0)" }
        return zip(names, names.dropFirst()).map { "\($0): \(value($1))\n" }.joined() + "v\(levels): x\n"
    }

    @Test func `lists that repeat one another are too large`() throws {
        let folder = try ServiceFolder("service: s\n" + doubling(30) { "['${self:\($0)}', '${self:\($0)}']" })
        #expect(folder.report.contains("the file holds more than 100000 values, those of its variables included"))
    }

    @Test func `texts that repeat one another are too long`() throws {
        let folder = try ServiceFolder("service: s\n" + doubling(35) { "${self:\($0)}${self:\($0)}" })
        #expect(folder.report.contains("texts with variables are longer than 8388608 bytes together"))
    }

    @Test func `a chain of variables has an end`() throws {
        let folder = try ServiceFolder("service: s\n" + doubling(200) { "${self:\($0)}" })
        #expect(folder.report.contains("variables lead on from one another more than 40 times"))
        #expect(try ServiceFolder("service: s\n" + doubling(35) { "${self:\($0)}" }).value("v0") == "x")
    }

    @Test func `what files repeat is too deep`() throws {
        let text = String(repeating: "[", count: 40) + "'${self:deep}'" + String(repeating: "]", count: 40)
        let folder = try ServiceFolder("service: s\nv: \(text)\ndeep: \(text.replacing("${self:deep}", with: "x"))\n")
        #expect(folder.report.contains("lists and maps are nested more than 64 levels deep"))
    }

    @Test func `variables inside of one another have an end`() throws {
        let text = String(repeating: "${self:", count: 1000) + String(repeating: "}", count: 1000)
        #expect(try ServiceFolder("service: s\nv: \(text)").report.contains("more than 16 times"))
    }

    @Test func `a value of the environment that names itself has an end`() throws {
        var folder = try ServiceFolder("service: s\nv: ${env:A}\n")
        folder.options.environment = ["A": "${env:B}", "B": "${env:A}"]
        #expect(folder.report.contains("variables lead back to themselves"))
    }

    @Test func `a pipe is not waited for`() throws {
        let folder = try ServiceFolder("service: s\nv: ${file(pipe.yml)}\n")
        try folder.makePipe("pipe.yml")
        #expect(folder.report.contains("it is a pipe or a device"))
    }

    @Test func `a long file is refused`() throws {
        let folder = try ServiceFolder("service: s\nv: ${file(long.txt)}\n")
        try folder.write("long.txt", String(repeating: "x", count: 1 << 20 + 1))
        #expect(folder.report.contains("the file is longer than 1048576 bytes"))
    }

    /// What was probably meant is looked for among all names: not for each of many slips, and not where a fallback is.
    @Test func `many slips are all said, and few with what was meant`() throws {
        let names = (0..<2000).map { "  name\($0): \($0)\n" }.joined()
        let slips = (0..<2000).map { "  slip\($0): ${self:custom.nam\($0)}\n" }.joined()
        let lines = try ServiceFolder("service: s\ncustom:\n\(names)more:\n\(slips)").report.split(separator: "\n")
        #expect(lines.count == 2000)
        #expect(lines.filter { $0.contains("did you mean") }.count == 50)
    }

    @Test func `braces without an end cost nothing`() throws {
        let text = String(repeating: "${", count: 300_000)
        let folder = try ServiceFolder("service: s\n", [".env": "A=\(text)\nB=${C:-${D:-x}}\n"])
        #expect(try folder.read().environment == ["A": text, "B": "x"])
    }
}
