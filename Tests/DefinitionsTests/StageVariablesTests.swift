// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `stageVariables:`.
///
/// Source: API Gateway API reference, `CreateStage`, `variables`; developer guide, "Quotas for configuring and running a
/// REST API".
struct StageVariablesTests {
    @Test func `stage variables are texts, taken letter by letter`() throws {
        let text = """
            tenant: acme
            number: 007
            size: 1.50
            isOn: True
            Url_2: https://a.example.com/x?a=b&c=d,e#f~_-
            quoted: "null"
            """
        let indented = text.split(separator: "\n").map { "\n  " + $0 }.joined()
        #expect(
            try read(indented) == [
                "tenant": "acme", "number": "007", "size": "1.50", "isOn": "True", "quoted": "null",
                "Url_2": "https://a.example.com/x?a=b&c=d,e#f~_-",
            ]
        )
    }

    @Test(arguments: ["", " ~", " {}"])
    func `there need not be any`(_ written: String) throws {
        #expect(try read(written).isEmpty)
    }

    @Test func `names, values and their number are taken up to AWS's limits`() throws {
        let name = String(repeating: "n", count: 64)
        let value = String(repeating: "v", count: 512)
        #expect(try read(" {\(name): \(value)}") == [name: value])
        let many = (1...100).map { "v\($0): \($0)" }.joined(separator: ", ")
        #expect(try read(" {\(many)}").count == 100)
    }

    /// The text under test begins at column 17 of line 3.
    @Test(arguments: [
        Mistake("[a]", #"r.yml:3:17: "stageVariables" wants a map of names and values, this is a list"#),
        Mistake("a", #"r.yml:3:17: "stageVariables" wants a map of names and values, this is the text "a""#),
        Mistake(
            "{my-name: a}",
            #"r.yml:3:18: "my-name" is no name of a stage variable; use letters, digits and "_", 64 at most"#
        ),
        Mistake(
            "{'': a}",
            #"r.yml:3:18: "" is no name of a stage variable; use letters, digits and "_", 64 at most"#
        ),
        Mistake(
            "{\(String(repeating: "n", count: 65)): a}",
            "r.yml:3:18: \"\(String(repeating: "n", count: 65))\" is no name of a stage variable; use letters, digits "
                + "and \"_\", 64 at most"
        ),
        Mistake("{a: }", #"r.yml:3:21: "a" wants a text, this is empty"#),
        Mistake("{a: ''}", #"r.yml:3:21: "a" wants a text, this one is empty"#),
        Mistake("{a: [b]}", #"r.yml:3:21: "a" wants a text, this is a list"#),
        Mistake(
            "{a: b c}",
            #"r.yml:3:21: the stage variable "a" is "b c"; use letters, digits and any of - . _ ~ : / ? # & = , "#
                + "512 at most"
        ),
        Mistake(
            "{a: \(String(repeating: "v", count: 513))}",
            "r.yml:3:21: the stage variable \"a\" is \"\(String(repeating: "v", count: 80))…\"; use letters, digits and "
                + "any of - . _ ~ : / ? # & = , 512 at most"
        ),
        Mistake("{a: b, a: c}", #"r.yml:3:24: the key "a" occurs twice, first at r.yml:3:18; keep one of them"#),
        Mistake(
            "{\((100...200).map { "v\($0): 1" }.joined(separator: ", "))}",
            "r.yml:3:918: these are 101 stage variables, API Gateway allows 100"
        ),
    ])
    func `a mistake in stage variables is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfRoutes(file(" " + mistake.text)) == mistake.report)
    }

    private func read(_ written: String) throws -> [String: String] {
        try RoutesFile.read(text: Array(file(written).utf8), file: "r.yml").api.stageVariables
    }

    private func file(_ written: String) -> String {
        "api: rest\nstage: dev\nstageVariables:\(written)\npublic: [GET /: builtin:public]"
    }
}
