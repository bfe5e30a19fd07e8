// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import TestSupport
import Testing

/// A fallback for what only the cloud knows: where it says nothing, a route may be guarded on AWS that would be open here.
///
/// Source: Serverless Framework documentation, "Variables": a fallback is used when there is no such parameter.
struct GuessedValueTests {
    private static let files = [
        "guess.yml":
            "none: null\nno: false\nempty: ''\nlist: []\nmap: {}\nopen: {method: get, path: x}\nguess: ${ssm:/a, null}\n"
    ]
    private static let guesses = [
        "${ssm:/x, null}", "${ssm:/x, false}", "${ssm:/x, ''}", "${ssm:/x, 'false'}", "${file(a.js):b, null}",
        "${ssm:/x, cf:stack.y, null}", "${ssm:/x, file(guess.yml):no}", "${ssm:/x, file(guess.yml):empty}",
        "${ssm:/x, file(guess.yml):list}", "${ssm:/x, file(guess.yml):map}", "${file(guess.yml):guess}",
        "${self:custom.guess}", "${self:custom.named}", "${strToBool(${ssm:/x, 'false'})}",
        "${strToBool(${self:custom.text})}", "${self:custom.${ssm:/x, 'nothing'}}", "${opt:none, self:custom.guess}",
        "${param:guess}", "${self:custom.deep.no}",
        // What is not found by a guess could be found otherwise.
        "${self:custom.${ssm:/x, 'nobody'}, null}", "${self:custom.map.${ssm:/x, 'dev'}, false}",
        "${self:custom.deep.nowhere, false}", "${self:custom.guess.further, null}",
        "${file(${ssm:/x, 'no'}.yml):a, false}",
        "${file(guess.yml):${ssm:/x, 'no-such'}, null}", "${env:${ssm:/x, 'NONE'}, false}",
        "${opt:${ssm:/x, 'no'}, null}",
        "${param:${ssm:/x, 'no'}, null}", "${param:nowhere, null}",
        "${self:custom.map.${ssm:/x, 'dev'}, self:custom.open}", "${ssm:/x, env:EMPTY}",
    ]

    private func report(_ event: String) throws -> String {
        let text = """
            custom:
              guess: ${ssm:/x, null}
              named: ${self:custom.guess}
              text: ${ssm:/x, 'false'}
              nothing: false
              params: {guess: '${ssm:/x, null}'}
              map: {prod: auth}
              open: [auth]
              deep: ${ssm:/x, file(guess.yml):}
            params: {default: '${ssm:/x, self:custom.params}'}
            org: people

            """
        var folder = try ServiceFolder(ServerlessText.events("[\(event)]") + "\n" + text, Self.files)
        folder.options.environment = ["EMPTY": ""]
        let path = folder.directory.file("serverless.yml")
        return DefinitionsTests.report { try ServerlessFile.read(path: path, options: folder.options) }
    }

    @Test(arguments: guesses)
    func `no authorizer is guessed away`(guess: String) throws {
        let quoted = "\"\(guess)\""
        for event in [
            "http: {method: get, path: x, authorizer: \(quoted)}", "http: {method: get, path: x, private: \(quoted)}",
            "http: {method: get, path: x, request: {schemas: \(quoted)}}",
            "http: {method: get, path: x, authorizer: {name: auth, identityValidationExpression: \(quoted)}}",
            "httpApi: {method: get, path: /x, authorizer: \(quoted)}",
        ] {
            let report = try report("{\(event)}")
            #expect(report.contains("is not known"), "\(event)")
        }
    }

    @Test func `a map that is guessed is no event, since another one may have a guard`() throws {
        let report = try report("{http: '${ssm:/x, file(guess.yml):open}'}")
        #expect(report.contains(#""http" is not known: "${ssm:/x}""#))
    }

    @Test func `a name that is guessed is taken: it guards`() throws {
        #expect(try report("{http: {method: get, path: x, authorizer: '${ssm:/x, \"auth\"}'}}") == "")
    }

    @Test func `the way out is to say it`() throws {
        let text = ServerlessText.events("[{http: {method: get, path: x, authorizer: '${ssm:/x, null}'}}]")
        #expect(
            reportOfServerless(text)
                == "s.yml:5:83: \"authorizer\" is not known: \"${ssm:/x}\" is not known on this machine; "
                + "its fallback could leave a route open; give it with --variable 'ssm:/x=VALUE'"
        )
        let result = try readServerless(text, .with { $0.variables = ["ssm:/x": "auth"] })
        #expect(result.routes(.rest) == ["GET /x -> function:hello [auth]"])
    }

    @Test func `a policy is not guessed away`() {
        for provider in ["resourcePolicy: '${ssm:/x, null}'", "apiGateway: {resourcePolicy: '${ssm:/x, null}'}"] {
            #expect(
                reportOfServerless(ServerlessText.events("[{http: GET /x}]", provider: provider))
                    .contains("\"resourcePolicy\" is not known")
            )
        }
    }

    @Test func `the environment of functions is guessed`() throws {
        let text =
            ServerlessText.events("[]")
            + "\n  more:\n    handler: a.b\n    environment: {AA: '${ssm:/x, \"\"}', BB: '${ssm:/x, false}', CC: '${ssm:/x, null}'}\n"
        #expect(try readServerless(text).configuration("more")?.environment == ["AA": "", "BB": "false"])
    }
}
