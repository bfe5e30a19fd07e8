// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// What one `builtin:auth0` asks of a token: `audience`, `issuer`, `jwksUri` and `scopes`.
///
/// Source: RFC 7519 §4.1.1 and §4.1.3 (iss, aud), RFC 6749 §3.3 (scope).
struct TokenRequirementsTests {
    @Test(
        arguments: [
            ("audience: https://admin.example.com", TokenRequirements(audiences: ["https://admin.example.com"])),
            ("audience: [a, b]", TokenRequirements(audiences: ["a", "b"])),
            ("issuer: https://t.eu.auth0.com/", TokenRequirements(issuer: "https://t.eu.auth0.com/")),
            (
                "issuer: https://t.com/, jwksUri: https://t.com/keys",
                TokenRequirements(issuer: "https://t.com/", keys: .url("https://t.com/keys"))
            ),
            // Where the keys are can change without the issuer.
            ("jwksUri: keys/jwks.json", TokenRequirements(keys: .file("../x/keys/jwks.json"))),
            ("jwksUri: /keys.json", TokenRequirements(keys: .file("/keys.json"))),
            ("issuer: joe, jwksUri: file:///k.json", TokenRequirements(issuer: "joe", keys: .file("/k.json"))),
            ("scopes: admin", TokenRequirements(scopes: ["admin"])),
            ("scopes: ' read:users  write:users '", TokenRequirements(scopes: ["read:users", "write:users"])),
            ("scopes: [read:users, 'write!#[]~']", TokenRequirements(scopes: ["read:users", "write!#[]~"])),
        ] as [(String, TokenRequirements)]
    )
    func `what an authorizer asks ends in the model`(line: String, requirements: TokenRequirements) throws {
        let result = try RoutesFile.read(text: Array(file("builtin:auth0, \(line)").utf8), file: "../x/r.yml")
        #expect(result.api.authorizer(named: "a")?.function == .auth0(requirements))
    }

    @Test func `two authorizers may ask for different things`() throws {
        let text = """
            api: rest
            stage: dev
            authorizers:
              customers: {handler: builtin:auth0, audience: shop}
              admins: {handler: builtin:auth0, audience: backoffice, scopes: admin}
              nobody: builtin:deny
              all: {handler: builtin:allow}
            public: [GET /: builtin:public]
            """
        let functions = try RoutesFile.read(text: Array(text.utf8), file: "r.yml").api.authorizers.map(\.function)
        #expect(
            functions == [
                .auth0(TokenRequirements(audiences: ["shop"])),
                .auth0(TokenRequirements(audiences: ["backoffice"], scopes: ["admin"])), .deny, .allow,
            ]
        )
    }

    /// The text under test begins at column 43 of line 3.
    @Test(arguments: [
        Mistake("audience: []", #"r.yml:3:53: "audience" is an empty list; fill it, or remove the key"#),
        Mistake("audience: {}", #"r.yml:3:53: "audience" wants a text or a list of texts, this is an empty map"#),
        Mistake("audience: ", #"r.yml:3:53: "audience" wants a text or a list of texts, this is empty"#),
        Mistake("audience: [a, [b]]", #"r.yml:3:57: "audience" wants a text, this is a list"#),
        Mistake("audience: [a, '']", #"r.yml:3:57: "audience" wants a text, this one is empty"#),
        Mistake("audience: [a, b, a]", #"r.yml:3:60: "a" occurs twice in "audience"; keep one of them"#),
        Mistake("audience: ' a'", #"r.yml:3:53: audience is " a", which begins or ends with a space; remove it"#),
        Mistake(
            #"audience: [b, "a\u0007c"]"#,
            #"r.yml:3:57: audience is "a\u{7}c", which contains a control character; remove it"#
        ),
        Mistake("issuer: [a]", #"r.yml:3:51: "issuer" wants a text, this is a list"#),
        Mistake(
            "issuer: htps://a.com/",
            #"r.yml:3:51: issuer is "htps://a.com/", which is no URL; "htps" is not supported, a URL begins with "#
                + "https:// or http://"
        ),
        Mistake(
            "issuer: t.eu.auth0.com",
            #"r.yml:3:51: issuer is "t.eu.auth0.com", which is no URL and so does not say where its keys are; "#
                + #"add "jwksUri""#
        ),
        Mistake(
            "jwksUri: https://",
            #"r.yml:3:52: jwksUri is "https://", which is no URL of keys and no path; a host must follow the "://""#
        ),
        Mistake("jwksUri: 'a '", #"r.yml:3:52: jwksUri is "a ", which begins or ends with a space; remove it"#),
        Mistake("scopes: []", #"r.yml:3:51: "scopes" is an empty list; fill it, or remove the key"#),
        Mistake("scopes: ' '", #"r.yml:3:51: "scopes" is " ", which names no scope"#),
        Mistake(
            "scopes: [read users]",
            #"r.yml:3:52: "read users" is no scope; a scope is ASCII without spaces, quotes and backslashes "#
                + "(RFC 6749 §3.3)"
        ),
        Mistake(
            #"scopes: 'a b"c'"#,
            #"r.yml:3:51: "b"c" is no scope; a scope is ASCII without spaces, quotes and backslashes (RFC 6749 §3.3)"#
        ),
        Mistake(
            #"scopes: 'ä'"#,
            #"r.yml:3:51: "ä" is no scope; a scope is ASCII without spaces, quotes and backslashes (RFC 6749 §3.3)"#
        ),
        Mistake("scopes: a b a", #"r.yml:3:51: "a" occurs twice in "scopes"; keep one of them"#),
        Mistake("scopes: [a, a]", #"r.yml:3:55: "a" occurs twice in "scopes"; keep one of them"#),
        Mistake(
            "scope: a",
            #"r.yml:3:43: unknown key "scope" in an authorizer; did you mean "scopes"?"#
        ),
    ])
    func `a mistake in what an authorizer asks is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfRoutes(file("builtin:auth0, \(mistake.text)")) == mistake.report)
    }

    @Test(arguments: ["audience", "issuer", "jwksUri", "scopes"], ["allow", "deny"])
    func `another handler looks at no token`(_ key: String, _ handler: String) {
        let column = "authorizers: {a: {handler: builtin:\(handler), ".count + 1
        #expect(
            reportOfRoutes(file("builtin:\(handler), \(key): x"))
                == "r.yml:3:\(column): \"\(key)\" is for builtin:auth0 only, builtin:\(handler) looks at no token; "
                + "remove it"
        )
    }

    private func file(_ authorizer: String) -> String {
        "api: rest\nstage: dev\nauthorizers: {a: {handler: \(authorizer)}}\npublic: [GET /: builtin:public]"
    }
}
