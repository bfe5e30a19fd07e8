// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayDefinitions

struct NearestTests {
    @Test(arguments: [
        ("adminAuthoriser", "adminAuthorizer"),
        ("stgae", "stage"),  // swapped
        ("stag", "stage"),
        ("stagee", "stage"),
        ("stahe", "stage"),
        ("STAGE", "stage"),
        ("apiid", "apiId"),
        ("apo", "api"),
    ])
    func `a slip of the pen finds the name that was meant`(_ text: String, _ name: String) {
        #expect(nearest(to: text, among: ["api", "stage", "region", "apiId", "adminAuthorizer"]) == name)
    }

    @Test(arguments: ["x", "", "foo", "staging-area", "egats"])
    func `a text that resembles nothing finds nothing`(_ text: String) {
        #expect(nearest(to: text, among: ["api", "stage", "region"]) == nil)
    }

    @Test func `a name that differs only in case wins over one that comes first`() {
        #expect(nearest(to: "get", among: ["GEt2", "ge", "GET"]) == "GET")
    }

    @Test func `of two equally near names the first is taken`() {
        #expect(nearest(to: "rout", among: ["route", "routs"]) == "route")
    }

    @Test func `a long name may have more slips, up to a third of its letters`() {
        #expect(nearest(to: "resultTtlSeconds", among: ["resultTtlInSeconds"]) == "resultTtlInSeconds")
        #expect(nearest(to: "abcdefghi", among: ["abcdef123"]) == "abcdef123")
        #expect(nearest(to: "abcdefghi", among: ["abcde1234"]) == nil)
    }

    @Test func `a text longer than any name is not compared`() {
        let long = String(repeating: "a", count: 101)
        #expect(nearest(to: long, among: [long]) == nil)
    }

    @Test func `when nothing is near the names are listed`() {
        #expect(didYouMean("x", among: ["api", "stage"], plural: "keys") == "known keys: api, stage")
        #expect(didYouMean("x", among: [], plural: "anchors") == "there are no anchors")
        let many = (1...21).map { "name\($0)" }
        #expect(didYouMean("x", among: many, plural: "keys").hasSuffix("name20, …"))
    }
}

struct QuotedTests {
    @Test(arguments: [
        ("dev", #""dev""#),
        ("", #""""#),
        ("a\nb\tc\rd", #""a\nb\tc\rd""#),
        ("\u{1B}[31m", #""\u{1B}[31m""#),
        ("\u{202E}x", #""\u{202E}x""#),
        ("caf\u{E9}", "\"caf\u{E9}\""),
    ])
    func `a quoted piece is harmless to a terminal`(_ text: String, _ shown: String) {
        #expect(quoted(text) == shown)
    }

    @Test func `a long piece is cut`() {
        #expect(quoted(String(repeating: "x", count: 80)) == "\"" + String(repeating: "x", count: 80) + "\"")
        #expect(quoted(String(repeating: "x", count: 81)) == "\"" + String(repeating: "x", count: 80) + "…\"")
    }
}

struct DefinitionProblemsTests {
    @Test func `problems come in the order of the file, those without a place last, each once`() {
        func problem(_ line: Int?, _ column: Int, _ message: String) -> DefinitionProblem {
            let position = line.map { SourcePosition(file: "f", line: $0, column: column) }
            return DefinitionProblem(at: position, message)
        }
        let problems = DefinitionProblems([
            problem(nil, 0, "y"), problem(3, 1, "d"), problem(2, 9, "c"), problem(nil, 0, "x"), problem(2, 3, "b"),
            problem(2, 9, "c"), problem(2, 3, "a"),
        ])
        #expect(problems?.description == "f:2:3: b\nf:2:3: a\nf:2:9: c\nf:3:1: d\ny\nx")
    }

    @Test func `no problems are no error`() {
        #expect(DefinitionProblems([]) == nil)
    }

    @Test func `a problem reads as place, message, way out`() {
        let position = SourcePosition(file: "conf/routes.yml", line: 12, column: 5)
        #expect(
            DefinitionProblem(at: position, "this", suggestion: "that").description
                == "conf/routes.yml:12:5: this; that"
        )
        #expect(DefinitionProblem(at: nil, "this").description == "this")
    }
}
