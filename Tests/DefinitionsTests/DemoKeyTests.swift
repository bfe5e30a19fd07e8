// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `demo:`.
struct DemoKeyTests {
    @Test(arguments: [("", false), ("demo: true\n", true), ("demo: false\n", false)])
    func `the demo is served where the file says so`(line: String, servesDemo: Bool) throws {
        #expect(try read("stage: dev\n" + line).api.servesDemo == servesDemo)
    }

    @Test(arguments: ["demo", "callback", "profile", "ping"])
    func `a stage where the demo has its own pages is refused`(stage: String) throws {
        #expect(try read("stage: \(stage)\n").api.stage == stage)
        let problems = try #require(throws: DefinitionProblems.self) { try read("stage: \(stage)\ndemo: true\n") }
        #expect(
            problems.description
                == "r.yml:3:7: with \"demo: true\", the stage cannot be \"\(stage)\": the demo is at /\(stage) itself; "
                + "call the stage \"dev\", or remove \"demo\""
        )
    }

    @Test(arguments: ["yes", "1", "[true]"])
    func `anything but true and false is refused`(value: String) throws {
        let problems = try #require(throws: DefinitionProblems.self) { try read("stage: dev\ndemo: \(value)\n") }
        #expect(problems.description.hasPrefix("r.yml:3:7: \"demo\" wants true or false, this is "))
    }

    private func read(_ lines: String) throws -> RoutesFile.Result {
        try RoutesFile.read(text: Array("api: rest\n\(lines)public: [GET /: builtin:public]\n".utf8), file: "r.yml")
    }
}
