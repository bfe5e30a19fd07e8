// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import TestSupport
import Testing

/// What is wrong with variables is said with its place and the way out, and nothing that depends on it is said.
struct VariableMistakesTests {
    /// The value begins at column 4 of line 3.
    @Test(arguments: [
        Mistake(
            "${self:custom.nam}",
            #"serverless.yml:3:4: "${self:custom.nam}" has no value: there is no "custom.nam"; did you mean "name"?"#
        ),
        Mistake(
            "${self:custom.name.x}",
            #"serverless.yml:3:4: "${self:custom.name.x}" has no value: there is no "custom.name.x", above it is a text"#
        ),
        Mistake(
            "${self:custom.empty}",
            #"serverless.yml:3:4: "${self:custom.empty}" has no value: what it names is empty; fill it, or give it a "#
                + "fallback: ${self:custom.empty, 'local'}"
        ),
        Mistake(
            "${env:HOST}",
            #"serverless.yml:3:4: "${env:HOST}" has no value: the environment has no "HOST"; set it, write it into .env, "#
                + "or give it a fallback: ${env:HOST, 'local'}"
        ),
        Mistake(
            "${opt:color}",
            #"serverless.yml:3:4: "${opt:color}" has no value: there is no option --color; give it, or give it a fallback: "#
                + "${opt:color, 'local'}"
        ),
        Mistake(
            "${param:x}",
            #"serverless.yml:3:4: "${param:x}" has no value: there is no parameter "x" for the stage "dev"; give it with "#
                + #"--param x=VALUE, or under "stages.default.params""#
        ),
        Mistake(
            "${sls:stag}",
            #"serverless.yml:3:4: "${sls:stag}" has no value: the framework has no "stag"; did you mean "stage"?"#
        ),
        Mistake(
            "${file(c.yaml):a}",
            #"serverless.yml:3:4: "${file(c.yaml):a}" has no value: there is no file "c.yaml"; did you mean "c.yml"?"#
        ),
        Mistake(
            "${file(c.yml):b}",
            #"serverless.yml:3:4: "${file(c.yml):b}" has no value: there is no "b" in "c.yml"; add it, or give it a fallback"#
        ),
        Mistake(
            "${file():b}",
            #"serverless.yml:3:4: "file" has no path; write ${file(config.yml):key}"#
        ),
        Mistake(
            "x-${self:custom.map}",
            #"serverless.yml:3:4: "${self:custom.map}" is a map, and stands inside of a text; name a text in it, or let "#
                + "the variable stand alone"
        ),
        Mistake(
            "${strToBool(2)}",
            #"serverless.yml:3:4: strToBool wants true, false, 0 or 1, this is "2"; give it one of them"#
        ),
        // How it is written.
        Mistake(
            "${self:custom.name",
            #"serverless.yml:3:4: "${self:custom.name" has no end; close it with }"#
        ),
        Mistake(
            "${opt:x, local}",
            #"serverless.yml:3:4: "${opt:x, local}" has "local" where a source is wanted; put a text in quotes: 'local'"#
        ),
        Mistake(
            "${opt:x, }",
            #"serverless.yml:3:4: "${opt:x, }" has nothing where a source is wanted; remove the comma"#
        ),
        Mistake(
            "${opt:x, 'a' b}",
            #"serverless.yml:3:4: "${opt:x, 'a' b}" has something behind "${opt:x, 'a' "; write "," before a fallback, "#
                + #"and "}" at the end"#
        ),
        Mistake(
            "${self:custom.${Name}}",
            #"serverless.yml:3:4: "${Name}" inside of a variable has no source; write one, such as ${self:custom.name}"#
        ),
        Mistake(
            #"${opt:x, "\x"}"#,
            #"serverless.yml:3:4: "\x" has an escape that JSON does not know; write it in single quotes, where nothing is an "#
                + "escape"
        ),
        // A fallback is no way around a mistake.
        Mistake(
            "${self:custom.${env:NO}, 'x'}",
            #"serverless.yml:3:4: "${env:NO}" has no value: the environment has no "NO"; set it, write it into .env, or give "#
                + "it a fallback: ${env:NO, 'local'}"
        ),
    ])
    func `a variable without a value is named`(mistake: Mistake) throws {
        let text = """
            service: s
            custom: {name: n, empty: null, map: {k: v}}
            v: \(mistake.text)
            again: ${self:v}
            """
        #expect(try ServiceFolder(text, ["c.yml": "a: 1\n"]).report == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "v: ${self:v}",
            #"serverless.yml:2:4: variables lead back to themselves: "${self:v}" (serverless.yml:2:4); write one of them out"#
        ),
        Mistake(
            "v: ${self:w}\nw: x${self:v}",
            #"serverless.yml:2:4: variables lead back to themselves: "${self:w}" (serverless.yml:2:4) → "x${self:v}" "#
                + "(serverless.yml:3:4); write one of them out"
        ),
        Mistake(
            "v: ${self:w, 'x'}\nw: ${self:v, 'x'}",
            #"serverless.yml:2:4: variables lead back to themselves: "${self:w, 'x'}" (serverless.yml:2:4) → "#
                + #""${self:v, 'x'}" (serverless.yml:3:4); write one of them out"#
        ),
        Mistake(
            "v: {a: '${self:v}'}",
            #"serverless.yml:2:8: variables lead back to themselves: "${self:v}" (serverless.yml:2:8); write one of them out"#
        ),
        Mistake(
            "v: ${self:}",
            #"serverless.yml:2:4: variables lead back to themselves: "${self:}" (serverless.yml:2:4); write one of them out"#
        ),
        Mistake(
            "provider: {stage: '${sls:stage}'}",
            #"serverless.yml:2:19: variables lead back to themselves: "${sls:stage}" (serverless.yml:2:19); write one of "#
                + "them out"
        ),
        Mistake(
            "v: ${file(c.yml):a}",
            #"c.yml:1:4: variables lead back to themselves: "${file(c.yml):b}" (c.yml:1:4) → "${self:v}" (c.yml:2:4) → "#
                + #""${file(c.yml):a}" (serverless.yml:2:4); write one of them out"#
        ),
    ])
    func `a circle is shown with its way round`(mistake: Mistake) throws {
        let folder = try ServiceFolder(
            "service: s\n" + mistake.text,
            ["c.yml": "a: ${file(c.yml):b}\nb: ${self:v}\n"]
        )
        let report = folder.report
        // From which of its places a circle is come upon does not matter.
        let isRotated = mistake.text.contains("file(")
        #expect(isRotated ? report.contains("c.yml:1:4") && report.contains("c.yml:2:4") : report == mistake.report)
    }

    @Test(arguments: [
        Mistake("v: !Reff x", #"serverless.yml:2:4: unknown tag "!Reff"; did you mean "!Ref"?"#),
        Mistake("v: !unresolved x", #"serverless.yml:2:4: unknown tag "!unresolved"; known tags: "#),
        Mistake("v: !!binary x", #"serverless.yml:2:4: unknown tag "!!binary"; known tags: "#),
        Mistake(
            "v: {<<: '${file(c.yml)}'}",
            #"serverless.yml:2:9: "<<" wants a map, or a list of maps, this is a text; write an alias, such as <<: "#
                + "*defaults; variables are looked at later"
        ),
        Mistake("", "serverless.yml:1:1: the file is empty; it wants at least"),
        Mistake("v: ${file(bad.yml)}", "bad.yml:2:1: did not find"),
        Mistake("v: ${file(twice.yml)}", #"twice.yml:2:1: the key "a""#),
        Mistake("v: ${file(folder)}", "serverless.yml:2:4: folder: this is a directory"),
    ])
    func `what is no serverless file is said so`(mistake: Mistake) throws {
        let text = mistake.text.isEmpty ? "# nothing" : "service: s\n" + mistake.text
        let folder = try ServiceFolder(text, ["bad.yml": "a: [", "twice.yml": "a: 1\na: 2\n"])
        try folder.makeFolder("folder")
        #expect(folder.report.hasPrefix(mistake.report))
    }

    @Test func `everything that is wrong is said at once`() throws {
        let folder = try ServiceFolder("service: ${env:A}\nv: ${env:B}\nw: ${self:service}-${self:v}\n")
        #expect(folder.report.split(separator: "\n").count == 2)
    }

    @Test(arguments: ["serverless.js", "serverless.ts", "x/serverless.mjs"])
    func `a definition that is a program is refused`(path: String) {
        let report = report { try ServerlessDocument.read(path: path, options: ServerlessOptions()) }
        #expect(report.contains("is not run; \"serverless print --format json\" writes it as JSON"))
    }
}
