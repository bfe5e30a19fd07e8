// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayJSON
import GatewayModel
import Testing

/// `functions:` and `function:NAME`.
///
/// Source: routes.yml's own; names and errors are those of the Lambda API reference, `CreateFunction` and `Invoke`.
struct FunctionsTests {
    @Test(
        arguments: [
            ("{returns: {statusCode: 200, body: hi}}", .returns(["statusCode": 200, "body": "hi"]), .zero),
            ("{returns: null}", .returns(nil), .zero),
            ("{returns: }", .returns(nil), .zero),
            ("{returns: ~, after: 2 s}", .returns(nil), .seconds(2)),
            ("{returns: [a, 3, true], after: 1}", .returns(["a", 3, true]), .seconds(1)),
            ("{returns: 'null'}", .returns("null"), .zero),
            ("{throws: boom}", .throws(errorType: "Error", errorMessage: "boom"), .zero),
            ("{throws: ''}", .throws(errorType: "Error", errorMessage: ""), .zero),
            ("{throws: {}}", .throws(errorType: "Error", errorMessage: ""), .zero),
            (
                "{throws: {errorType: Denied, errorMessage: Unauthorized}, after: 30 ms}",
                .throws(errorType: "Denied", errorMessage: "Unauthorized"), .milliseconds(30)
            ),
            ("{echoes: true}", .echoes, .zero),
            (
                "{invokeError: TooManyRequestsException, after: 15 min}", .invokeError("TooManyRequestsException"),
                .seconds(900)
            ),
        ] as [(String, FunctionDefinition.Behaviour, Duration)]
    )
    func `a function does what is written`(
        written: String,
        behaviour: FunctionDefinition.Behaviour,
        delay: Duration
    ) throws {
        let result = try RoutesFile.read(text: Array(file(written).utf8), file: "r.yml")
        #expect(result.api.functions == [FunctionDefinition(name: "f", behaviour: behaviour, delay: delay)])
        #expect(result.api.routes.map(\.handler) == [.function("f")])
        #expect(result.warnings.isEmpty)
    }

    /// The text under test begins at column 16 of line 3.
    @Test(arguments: [
        Mistake(
            "returns",
            #"r.yml:3:16: "f" wants a map of what it does, this is the text "returns"; for example "#
                + #""f: { runtime: nodejs22.x, handler: handler.f }""#
        ),
        Mistake(
            "",
            #"r.yml:3:16: "f" wants a map of what it does, this is empty; for example "#
                + #""f: { runtime: nodejs22.x, handler: handler.f }""#
        ),
        Mistake(
            "{}",
            #"r.yml:3:13: the function "f" does nothing; add one of: runtime, returns, throws, echoes, invokeError"#
        ),
        Mistake(
            "{after: 1 s}",
            #"r.yml:3:13: the function "f" does nothing; add one of: runtime, returns, throws, echoes, invokeError"#
        ),
        Mistake("{return: 1}", #"r.yml:3:17: unknown key "return" in a function; did you mean "returns"?"#),
        Mistake(
            "{returns: 1, throws: x}",
            #"r.yml:3:29: the function "f" has "returns", and so no "throws"; keep one of them"#
        ),
        Mistake(
            "{returns: .inf}",
            #"r.yml:3:26: ".inf" is a number that JSON does not have; write it in digits, or "#
                + "in quotes if it is meant as a text"
        ),
        Mistake(
            "{throws: [x]}",
            #"r.yml:3:25: "throws" wants a message, or a map with errorType and errorMessage, this is a list"#
        ),
        Mistake(
            "{throws: {type: x}}",
            #"r.yml:3:26: unknown key "type" in "throws"; known keys: errorType, errorMessage"#
        ),
        Mistake("{throws: {errorType: ''}}", #"r.yml:3:37: "errorType" wants a text, this one is empty"#),
        Mistake("{throws: {errorMessage: }}", #"r.yml:3:40: "errorMessage" wants a text, this is empty"#),
        Mistake("{echoes: false}", #"r.yml:3:25: "echoes: false" says what it does not do; write true"#),
        Mistake("{echoes: yes}", #"r.yml:3:25: "echoes" wants true or false, this is the text "yes""#),
        Mistake(
            "{invokeError: TooManyRequestException}",
            #"r.yml:3:30: unknown invokeError "TooManyRequestException"; did you mean "TooManyRequestsException"?"#
        ),
        Mistake(
            "{invokeError: x}",
            #"r.yml:3:30: unknown invokeError "x"; it is one of the errors of Lambda's Invoke, such as "#
                + "TooManyRequestsException"
        ),
        Mistake("{echoes: true, after: 16 min}", #"r.yml:3:38: "after" is 16 min, it must be 0 s to 15 min"#),
        Mistake(
            "{echoes: true, after: soon}",
            #"r.yml:3:38: "after" wants seconds, such as 30 or "500 ms", this is the text "soon""#
        ),
    ])
    func `a mistake in a function is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfRoutes(file(mistake.text)) == mistake.report)
    }

    @Test(arguments: ["a.b", "a b", "", "é", String(repeating: "x", count: 65)])
    func `a name that Lambda does not take is refused`(_ name: String) {
        let text = "api: rest\nstage: dev\nfunctions: {\"\(name)\": {echoes: true}}\npublic: [GET /: builtin:public]"
        #expect(
            reportOfRoutes(text)
                == "r.yml:3:13: \"\(name)\" is no name of a function; use letters, digits, \"-\" and \"_\", 64 at most"
        )
    }

    @Test(arguments: [
        Mistake("helo", #"r.yml:4:17: unknown function "helo"; did you mean "hello"?"#),
        Mistake("other", #"r.yml:4:17: unknown function "other"; known functions: hello"#),
        Mistake("", #"r.yml:4:17: unknown function ""; known functions: hello"#),
    ])
    func `a function that is not declared is refused`(_ mistake: Mistake) {
        let text =
            "api: rest\nstage: dev\nfunctions: {hello: {echoes: true}}\npublic: [GET /: 'function:\(mistake.text)']"
        #expect(reportOfRoutes(text) == mistake.report)
    }

    @Test func `without functions there is none to name`() {
        #expect(
            reportOfRoutes("api: rest\nstage: dev\npublic: [GET /: function:x]")
                == #"r.yml:3:17: unknown function "x"; declare it under "functions:""#
        )
    }

    @Test func `a function of the file is among the known handlers`() {
        let text = "api: rest\nstage: dev\nfunctions: {hello: {echoes: true}}\npublic: [GET /: hello]"
        #expect(
            reportOfRoutes(text) == #"r.yml:4:17: unknown handler "hello"; known handlers: builtin:public, "#
                + "builtin:private, function:hello"
        )
    }

    @Test func `whoever embeds the gateway can bring functions`() throws {
        let text = "api: rest\nstage: dev\nauthorizers: {a: function:guard}\nprivate: [GET /: function:tickets]"
        let result = try RoutesFile.read(text: Array(text.utf8), file: "r.yml", functions: ["tickets", "guard"])
        #expect(result.api.routes.map(\.handler) == [.function("tickets")])
        #expect(result.api.authorizers.map(\.function) == [.function("guard")])
        #expect(result.warnings.isEmpty)
    }

    @Test func `a wrong function is still declared, so that routes that name it are not blamed`() {
        #expect(
            reportOfRoutes(file("{echoes: 1}")) == #"r.yml:3:25: "echoes" wants true or false, this is the number "1""#
        )
    }

    @Test func `a function that nothing uses is worth a warning`() throws {
        let text = "api: rest\nstage: dev\nfunctions: {f: {echoes: true}}\npublic: [GET /: builtin:public]"
        let result = try RoutesFile.read(text: Array(text.utf8), file: "r.yml")
        #expect(
            result.warnings.map(\.description) == [
                #"r.yml:3:13: nothing uses the function "f"; name it in a route or an authorizer, "function:f", or remove it"#
            ]
        )
    }

    private func file(_ written: String) -> String {
        "api: rest\nstage: dev\nfunctions: {f: \(written)}\npublic: [GET /: function:f]"
    }
}
