// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `ignoreJWTSignature`: which authorizers it concerns, and what is said of it.
///
/// Source: serverless-offline, "Usage and command line options": "When using HttpApi with a JWT authorizer, don't check the
/// signature of the JWT token. This should only be used for local development."
struct IgnoredSignatureTests {
    private static let jwt = "{issuerUrl: 'https://t.example.com/', audience: me}"

    private static func file(_ authorizers: String, _ events: String, offline: String = "{}") -> String {
        """
        service: s
        provider: {name: aws, runtime: nodejs22.x, httpApi: {authorizers: \(authorizers)}}
        custom: {serverless-offline: \(offline)}
        functions:
          auth: {handler: a.b}
          f: {handler: a.b, events: \(events)}
        resources:
          Resources:
            Declared:
              Type: AWS::ApiGatewayV2::Authorizer
              Properties:
                AuthorizerType: JWT
                IdentitySource: [$request.header.Authorization]
                JwtConfiguration: {Issuer: 'https://t.example.com/', Audience: [me]}
        """
    }

    private static func route(_ path: String, _ authorizer: String) -> String {
        "{httpApi: {method: get, path: \(path), authorizer: \(authorizer)}}"
    }

    private static let ignoring = ServerlessOptions.with { $0.ignoresJWTSignature = true }

    /// The names of the JWT authorizers that believe anybody.
    private static func ignored(_ result: ServerlessFile.Result) -> [String] {
        result.apis.flatMap(\.authorizers).compactMap { authorizer in
            guard case .jwt(let configuration) = authorizer.function, configuration.ignoresSignature else { return nil }
            return authorizer.name
        }
    }

    private static let wayOut =
        "leave it out, and let the embedded issuer sign: --authorizer-override NAME=builtin:auth0"

    @Test(arguments: [true, false])
    func `it concerns every JWT authorizer that is asked, and names them loudly`(isInFile: Bool) throws {
        let text = Self.file(
            "{a: \(Self.jwt), b: \(Self.jwt), unused: \(Self.jwt), l: {type: request, functionName: auth}}",
            "[\(Self.route("/a", "{name: a}")), \(Self.route("/b", "{name: b, scopes: [read]}")), "
                + "\(Self.route("/l", "{name: l}")), \(Self.route("/d", "{id: {Ref: Declared}}"))]",
            offline: "{ignoreJWTSignature: \(isInFile)}"
        )
        let result = try readServerless(text, isInFile ? ServerlessOptions() : Self.ignoring)
        #expect(result.offline.ignoreJWTSignature)
        #expect(Self.ignored(result) == ["a", "b", "Declared"])
        #expect(
            result.warningTexts == [
                "ignoreJWTSignature: SIGNATURES ARE NOT CHECKED by the JWT authorizers \"a\" and \"b\" and \"Declared\": "
                    + "whoever writes a token is believed; \(Self.wayOut)"
            ]
        )
        #expect(result.notices.isEmpty)
        // What they ask of claims stays.
        let plain = JWTConfiguration(issuer: "https://t.example.com/", audience: ["me"])
        #expect(result.api(.http)?.authorizers.first?.function == .jwt(plain.ignoringSignature()))
        #expect(result.routes(.http)[1] == "GET /b -> function:f [b read]")
    }

    @Test func `without it every signature is checked`() throws {
        let result = try readServerless(Self.file("{a: \(Self.jwt)}", "[\(Self.route("/a", "{name: a}"))]"))
        #expect(Self.ignored(result).isEmpty)
        #expect(result.warningTexts.isEmpty)
    }

    @Test func `an authorizer that is overridden goes on checking`() throws {
        var options = Self.ignoring
        options.authorizerOverrides = ["a": "builtin:auth0"]
        let events = "[\(Self.route("/a", "{name: a}")), \(Self.route("/b", "{name: b}"))]"
        let result = try readServerless(Self.file("{a: \(Self.jwt), b: \(Self.jwt)}", events), options)
        #expect(Self.ignored(result) == ["b"])
        #expect(
            result.warningTexts == [
                "ignoreJWTSignature: SIGNATURES ARE NOT CHECKED by the JWT authorizer \"b\": "
                    + "whoever writes a token is believed; \(Self.wayOut)"
            ]
        )
    }

    @Test(
        arguments: [
            "[\(route("/l", "{name: l}"))]", "[{http: {path: x, method: get, authorizer: auth}}]",
            "[{httpApi: GET /x}]",
            "[]",
        ]
    )
    func `where no JWT authorizer is asked it has no effect, and that is said`(events: String) throws {
        let authorizers = "{a: \(Self.jwt), l: {type: request, functionName: auth}}"
        let result = try readServerless(Self.file(authorizers, events), Self.ignoring)
        let usual = try readServerless(Self.file(authorizers, events))
        #expect(result.apis == usual.apis)
        #expect(result.warningTexts.isEmpty)
        #expect(
            result.notices == ["ignoreJWTSignature has no effect: no route asks a JWT authorizer of this file"]
        )
    }

    @Test func `routes.yml knows no such thing`() {
        let routes = """
            api: http
            ignoreJWTSignature: true
            authorizers: {a: {type: JWT, ignoreJWTSignature: true, jwtConfiguration: {ignoresSignature: true}}}
            private: [GET /x: {authorizer: a}]
            """
        let report = report { try RoutesFile.read(text: Array(routes.utf8), file: "r.yml") }
        #expect(report.contains(#"r.yml:2:1: unknown key "ignoreJWTSignature""#))
        #expect(report.contains(#"r.yml:3:30: unknown key "ignoreJWTSignature""#), "\(report)")
        #expect(report.contains(#"unknown key "ignoresSignature""#), "\(report)")
    }
}
