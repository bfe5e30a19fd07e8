// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import TestSupport
import Testing

/// `${file()}`, where it ends, and definitions that are no YAML.
///
/// Source: Serverless Framework documentation, "Variables", "Reference properties in other files".
struct IncludedFileTests {
    @Test func `a file that includes others is one with them`() throws {
        let folder = try ServiceFolder(
            "service: s\ncustom: ${file(./config.yml)}\nv: ${self:custom.own}\n",
            ["config.yml": "map: {key: value}\nown: ${self:custom.map.key}-${file(name.txt)}\n", "name.txt": "x"]
        )
        #expect(try folder.value("v") == "\"value-x\"")
    }

    @Test func `a file outside of the folder is included`() throws {
        let other = try ServiceFolder("service: other\n", ["shared.yml": "a: b"])
        let folder = try ServiceFolder("service: s\nv: ${file(\(other.directory.file("shared.yml"))):a}\n")
        #expect(try folder.value("v") == "b")
    }

    @Test func `files that include one another end`() throws {
        let files = ["a.yml": "b: ${file(b.yml)}", "b.yml": "a: ${file(a.yml)}"]
        let report = try ServiceFolder("service: s\nv: ${file(a.yml)}\n", files).report
        #expect(report.contains("variables lead back to themselves"))
    }

    /// A fallback is for what is not there, and not for what is wrong.
    @Test(arguments: [
        ("a: [", "config.yml:2:1: did not find expected node content"),
        ("a: 1\na: 2", #"config.yml:2:1: the key "a" occurs twice"#),
        ("a: !Strange x", #"config.yml:1:4: unknown tag "!Strange""#),
    ])
    func `a file that is broken is told with its own place, whatever the fallback`(
        text: String,
        problem: String
    ) throws {
        let folder = try ServiceFolder("service: s\nv: ${file(config.yml):a, 'x'}\n", ["config.yml": text])
        #expect(folder.report.hasPrefix(problem), "\(folder.report)")
    }

    @Test func `what stands in for a program is taken as it is given`() throws {
        var folder = try ServiceFolder("service: s\nv: ${file(./c.js):a}\n", ["c.js": "module.exports = {a: 1}"])
        #expect(try folder.value("v") == "?file(./c.js):a")
        folder.options.variables = ["file(./c.js):a": "1"]
        #expect(try folder.value("v") == "\"1\"")
    }

    @Test func `a definition may be JSON`() throws {
        let text = #"{"service": "s", "provider": {"name": "aws"}, "v": "${self:service}\/\u00e9"}"#
        #expect(try ServiceFolder(text).value("v") == "\"s/é\"")
    }

    @Test func `a part may refer to another part of itself`() throws {
        let text = """
            service: s
            custom:
              base: a
              derived: ${self:custom.base}b
              all: {x: '${self:custom.derived}'}
            v: ${self:custom}
            """
        #expect(try ServiceFolder(text).value("v") == #"{base: a, derived: "ab", all: {x: "ab"}}"#)
    }

    /// Seeded: the same texts each time.
    @Test func `damaged variables are read or refused with a reason`() throws {
        var generator = SeededGenerator(seed: 7)
        let pieces = [
            "${", "}", "self:", "custom.a", ":", ",", "(", ")", "file(", "'", "\\", "$", " ", "env:X", "5", "opt:", "x",
        ]
        for _ in 0..<2000 {
            let count = Int.random(in: 1...12, using: &generator)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            let quoted =
                "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
            let file = "service: s\ncustom: {a: \(quoted)}\nv: \(quoted)"
            do throws(DefinitionProblems) {
                let options = ServerlessOptions()
                let document = try ServerlessDocument.read(text: Array(file.utf8), file: "s.yml", options: options)
                #expect(document.root.mapping?["v"] != nil)
            } catch {
                #expect(!error.problems.isEmpty, "\(text)")
                #expect(error.problems.allSatisfy { $0.position != nil }, "\(text): \(error)")
            }
        }
    }
}
