// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `type: JWT`, and the scopes of routes.
///
/// Source: API Gateway API reference (v2), `CreateAuthorizer`, `JWTConfiguration`; developer guide, "Control access to HTTP
/// APIs with JWT authorizers in API Gateway"; quotas.
struct JWTAuthorizersTests {
    @Test(
        arguments: [
            ("", .header("Authorization"), JWTConfiguration()),
            (", jwtConfiguration: {}", .header("Authorization"), JWTConfiguration()),
            (
                ", identitySource: $request.querystring.token, jwtConfiguration: {issuer: https://t.example.com/, "
                    + "audience: a}",
                .queryString("token"), JWTConfiguration(issuer: "https://t.example.com/", audience: ["a"])
            ),
            (
                ", identitySource: [$request.header.X-Token], jwtConfiguration: {audience: [a, b]}",
                .header("X-Token"), JWTConfiguration(audience: ["a", "b"])
            ),
            (
                ", jwtConfiguration: {issuer: 'http://localhost:3443/'}", .header("Authorization"),
                JWTConfiguration(issuer: "http://localhost:3443/")
            ),
            (
                ", jwtConfiguration: {issuer: 'http://127.0.0.1:3443'}", .header("Authorization"),
                JWTConfiguration(issuer: "http://127.0.0.1:3443")
            ),
            (
                ", jwtConfiguration: {issuer: 'http://[::1]/'}", .header("Authorization"),
                JWTConfiguration(issuer: "http://[::1]/")
            ),
        ] as [(String, IdentitySource, JWTConfiguration)]
    )
    func `a JWT authorizer has a source, an issuer and audiences`(
        written: String,
        source: IdentitySource,
        configuration: JWTConfiguration
    ) throws {
        let definition = AuthorizerDefinition(
            name: "a",
            kind: .jwt(identitySource: source),
            function: .jwt(configuration),
            resultTtlInSeconds: 0
        )
        #expect(try read("{type: JWT\(written)}") == [definition])
    }

    @Test(
        arguments: [
            ("", []), (", authorizationScopes: [read, write]", ["read", "write"]),
            (", authorizationScopes: read write", ["read", "write"]),
        ] as [(String, [String])]
    )
    func `a route asks for the scopes that it names`(line: String, scopes: [String]) throws {
        let text = """
            api: http
            authorizers: {a: {type: JWT}}
            private: [GET /x: {handler: builtin:private\(line)}]
            """
        let result = try RoutesFile.read(text: Array(text.utf8), file: "r.yml")
        #expect(result.api.routes.map(\.access) == [.private(authorizer: "a", scopes: scopes)])
    }

    /// The text under test begins at column 18 of line 2.
    @Test(arguments: [
        Mistake(
            "{type: JWT, handler: builtin:auth0}",
            #"r.yml:2:30: a JWT authorizer has no "handler"; remove it, the gateway checks the token itself"#
        ),
        Mistake(
            "{type: JWT, issuer: 'https://x/', audience: a, scopes: b, jwksUri: c, resultTtlInSeconds: 0}",
            """
            r.yml:2:30: a JWT authorizer has no "issuer"; write it under "jwtConfiguration:"
            r.yml:2:52: a JWT authorizer has no "audience"; write it under "jwtConfiguration:"
            r.yml:2:65: a JWT authorizer has no "scopes"; write "authorizationScopes" in a route
            r.yml:2:76: a JWT authorizer has no "jwksUri"; remove it, the keys are where the issuer's discovery says
            r.yml:2:88: a JWT authorizer has no "resultTtlInSeconds"; remove it
            """
        ),
        Mistake(
            "{type: JWT, identitySource: $context.path}",
            "r.yml:2:46: a JWT authorizer has exactly one identity source, a header or a query string; write "
                + #""$request.header.Authorization""#
        ),
        Mistake(
            "{type: JWT, identitySource: [$request.header.A, $request.header.B]}",
            "r.yml:2:46: a JWT authorizer has exactly one identity source, a header or a query string; write "
                + #""$request.header.Authorization""#
        ),
        Mistake(
            "{type: JWT, jwtConfiguration: https://t.example.com/}",
            #"r.yml:2:48: "jwtConfiguration" wants a map of issuer and audience, this is the text "#
                + #""https://t.example.com/""#
        ),
        Mistake(
            "{type: JWT, jwtConfiguration: {audiences: a}}",
            #"r.yml:2:49: unknown key "audiences" in "jwtConfiguration"; did you mean "audience"?"#
        ),
        Mistake(
            "{type: JWT, jwtConfiguration: {issuer: t.example.com}}",
            #"r.yml:2:57: issuer is "t.example.com", which is no URL; "t.example.com" is no URL, write https://HOST/PATH"#
        ),
        Mistake(
            "{type: JWT, jwtConfiguration: {issuer: 'http://t.example.com/'}}",
            #"r.yml:2:57: issuer is "http://t.example.com/", and http is for issuers on this machine only; write https://"#
        ),
        Mistake(
            "{type: JWT, jwtConfiguration: {issuer: 'http://127.0.0.1.example.com/'}}",
            #"r.yml:2:57: issuer is "http://127.0.0.1.example.com/", and http is for issuers on this machine only; write "#
                + "https://"
        ),
        Mistake(
            "{type: JWT, jwtConfiguration: {issuer: 'https://t.example.com/ '}}",
            #"r.yml:2:57: issuer is "https://t.example.com/ ", which begins or ends with a space; remove it"#
        ),
        Mistake(
            "{type: JWT, jwtConfiguration: {audience: [\((0...50).map { "a\($0 + 10)" }.joined(separator: ", "))]}}",
            "r.yml:2:310: these are 51 audiences, API Gateway allows 50"
        ),
    ])
    func `a mistake is reported at its place`(_ mistake: Mistake) {
        let text = "api: http\nauthorizers: {a: \(mistake.text)}\npublic: [GET /: builtin:public]"
        #expect(reportOfRoutes(text) == mistake.report)
    }

    /// The text under test begins at column 21 of line 3.
    @Test(arguments: [
        Mistake(
            "{handler: builtin:private, authorizer: b, authorizationScopes: [read]}",
            #"r.yml:3:63: "authorizationScopes" is for JWT authorizers only, "b" is none; remove it, or make the "#
                + #"authorizer "type: JWT""#
        ),
        Mistake(
            "{handler: builtin:private, authorizer: a, authorizationScopes: []}",
            #"r.yml:3:84: "authorizationScopes" is an empty list; fill it, or remove the key"#
        ),
        Mistake(
            "{handler: builtin:private, authorizer: a, authorizationScopes: [a b]}",
            #"r.yml:3:85: "a b" is no scope; a scope is ASCII without spaces, quotes and backslashes (RFC 6749 §3.3)"#
        ),
        Mistake(
            "{handler: builtin:private, authorizer: a, authorizationScopes: [a, b, c, d, e, f, g, h, i, j, k]}",
            "r.yml:3:115: these are 11 scopes, API Gateway allows 10"
        ),
    ])
    func `scopes are for routes with a JWT authorizer`(_ mistake: Mistake) {
        let text = "api: http\nauthorizers: {a: {type: JWT}, b: builtin:deny}\nprivate: [GET /xyz: \(mistake.text)]"
        #expect(reportOfRoutes(text) == mistake.report)
    }

    @Test func `a public route asks for no scopes`() {
        let text = "api: http\npublic: [GET /: {handler: builtin:public, authorizationScopes: [a]}]"
        #expect(
            reportOfRoutes(text) == #"r.yml:2:43: the public route "GET /" asks for no scopes; move the route to "#
                + #""private:", or remove them"#
        )
    }

    private func read(_ written: String) throws -> [AuthorizerDefinition] {
        let text =
            "api: http\nauthorizers:\n  a: \(written)\nstageVariables: {tenant: t}\npublic: [GET /: builtin:public]"
        return try RoutesFile.read(text: Array(text.utf8), file: "r.yml").api.authorizers
    }
}
