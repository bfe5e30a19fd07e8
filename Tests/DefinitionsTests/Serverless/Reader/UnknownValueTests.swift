// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// A value that only the cloud knows, wherever it says who may pass: the file is refused, and no route is left open.
///
/// Source: Serverless Framework documentation, "Variables": `ssm` is read when the service is deployed.
struct UnknownValueTests {
    private static let unknown = "'${ssm:/x}'"

    @Test(
        arguments: [
            unknown, "{http: \(unknown)}", "{http: {method: \(unknown), path: x}}",
            "{http: {method: get, path: \(unknown)}}", "{http: {method: get, path: x, authorizer: \(unknown)}}",
            "{http: {method: get, path: x, authorizer: {name: \(unknown)}}}",
            "{http: {method: get, path: x, authorizer: {arn: \(unknown)}}}",
            "{http: {method: get, path: x, authorizer: {name: auth, type: \(unknown)}}}",
            "{http: {method: get, path: x, authorizer: {name: auth, resultTtlInSeconds: \(unknown)}}}",
            "{http: {method: get, path: x, authorizer: {name: auth, identitySource: \(unknown)}}}",
            "{http: {method: get, path: x, authorizer: {name: auth, type: request, identitySource: \(unknown)}}}",
            "{http: {method: get, path: x, authorizer: {name: auth, identityValidationExpression: \(unknown)}}}",
            "{http: {method: get, path: x, authorizer: {type: CUSTOM, authorizerId: \(unknown)}}}",
            "{http: {method: get, path: x, private: \(unknown)}}",
            "{http: {method: get, path: x, integration: \(unknown)}}",
            "{http: {method: get, path: x, cors: \(unknown)}}",
            "{http: {method: get, path: x, cors: {origin: \(unknown)}}}",
            "{http: {method: get, path: x, cors: {origins: [\(unknown)]}}}",
            "{http: {method: get, path: x, cors: {allowCredentials: \(unknown)}}}",
            "{http: {method: get, path: x, request: \(unknown)}}",
            "{http: {method: get, path: x, request: {schemas: \(unknown)}}}",
            "{http: {method: get, path: x, request: {parameters: \(unknown)}}}",
            "{http: {method: get, path: x, request: {parameters: {headers: \(unknown)}}}}",
            "{http: {method: get, path: x, request: {parameters: {querystrings: \(unknown)}}}}",
            "{http: {method: get, path: x, request: {parameters: {headers: {A: \(unknown)}}}}}",
            "{http: {method: get, path: x, reqValidatorName: \(unknown)}}",
            "{http: {method: get, path: x, response: \(unknown)}}",
            "{http: {method: get, path: x, response: {transferMode: \(unknown)}}}",
            "{httpApi: \(unknown)}", "{httpApi: {method: get, path: \(unknown)}}",
            "{httpApi: {method: get, path: /x, authorizer: \(unknown)}}",
            "{httpApi: {method: get, path: /x, authorizer: {id: \(unknown)}}}",
            "{httpApi: {method: get, path: /x, authorizer: {name: \(unknown)}}}",
        ]
    )
    func `an event is refused`(event: String) {
        #expect(throws: DefinitionProblems.self) { try readServerless(ServerlessText.events("[\(event)]")) }
    }

    @Test func `a list of events is refused`() {
        #expect(throws: DefinitionProblems.self) { try readServerless(ServerlessText.events(Self.unknown)) }
    }

    @Test(
        arguments: [
            "httpApi: {authorizers: \(unknown)}", "httpApi: {authorizers: {a: \(unknown)}}",
            "httpApi: {authorizers: {a: {type: jwt, identitySource: $request.header.A, issuerUrl: \(unknown), audience: [a]}}}",
            "httpApi: {authorizers: {a: {type: jwt, identitySource: $request.header.A, issuerUrl: 'https://a', audience: \(unknown)}}}",
            "httpApi: {authorizers: {a: {type: jwt, identitySource: $request.header.A, issuerUrl: 'https://a', audience: [\(unknown)]}}}",
            "httpApi: {authorizers: {a: {type: request, functionName: \(unknown)}}}",
            "httpApi: {authorizers: {a: {type: request, functionName: hello, identitySource: \(unknown)}}}",
            "httpApi: {authorizers: {a: {type: request, functionName: hello, enableSimpleResponses: \(unknown)}}}",
            "httpApi: {cors: \(unknown)}", "httpApi: {cors: {allowedOrigins: [\(unknown)]}}",
        ]
    )
    func `an authorizer of HTTP APIs is refused`(provider: String) {
        let text = """
            service: shop
            provider: {name: aws, runtime: nodejs22.x, \(provider)}
            functions:
              hello: {handler: handler.hello, events: [{httpApi: {method: get, path: /x, authorizer: a}}]}
            """
        #expect(throws: DefinitionProblems.self) { try readServerless(text) }
    }

    @Test func `it says which value, where, and the ways out`() {
        let text = ServerlessText.events("[{http: {method: get, path: x, authorizer: {name: \(Self.unknown)}}}]")
        let problems = #expect(throws: DefinitionProblems.self) { try readServerless(text) }
        #expect(
            problems?.problems.first.map(\.description)
                == "s.yml:5:90: \"name\" is not known: \"${ssm:/x}\" is not known on this machine; give it a fallback: "
                + "${ssm:/x, 'local'}, or --variable 'ssm:/x=VALUE'"
        )
    }
}
