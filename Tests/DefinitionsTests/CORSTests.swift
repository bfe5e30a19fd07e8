// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `cors:`.
///
/// Source: the Fetch standard, "CORS protocol" and "CORS check"; RFC 6454 §6.2 (how an origin is written).
struct CORSTests {
    @Test(
        arguments: [
            ("true", CORS()), ("True", CORS()), ("false", nil), ("{}", CORS()), ("{origins: '*'}", CORS()),
            ("{origins: ['*']}", CORS()),
            ("{origins: https://a.example.com}", CORS(origins: .these(["https://a.example.com"]))),
            (
                "{origins: ['http://localhost:3000', 'https://[::1]:8443', 'capacitor://localhost']}",
                CORS(origins: .these(["http://localhost:3000", "https://[::1]:8443", "capacitor://localhost"]))
            ),
            ("{headers: [Content-Type, X-Mine]}", CORS(headers: ["Content-Type", "X-Mine"])),
            ("{headers: X-Mine}", CORS(headers: ["X-Mine"])),
            ("{headers: ['*', authorization]}", CORS(headers: ["*", "authorization"])),
            ("{methods: [GET, OPTIONS]}", CORS(methods: [.get, .options])), ("{methods: PUT}", CORS(methods: [.put])),
            ("{exposedHeaders: x-amzn-RequestId}", CORS(exposedHeaders: ["x-amzn-RequestId"])),
            ("{exposedHeaders: ['*', X-A]}", CORS(exposedHeaders: ["*", "X-A"])),
            ("{maxAge: 0}", CORS(maxAge: 0)), ("{maxAge: 86400}", CORS(maxAge: 86_400)),
            ("{credentials: false}", CORS()),
            (
                "{credentials: true, origins: [https://a.com], headers: [Authorization]}",
                CORS(origins: .these(["https://a.com"]), headers: ["Authorization"], allowsCredentials: true)
            ),
        ] as [(String, CORS?)]
    )
    func `what pages of other origins may do ends in the model`(written: String, cors: CORS?) throws {
        let result = try RoutesFile.read(text: Array(file(written).utf8), file: "r.yml")
        #expect(result.api.cors == cors)
        #expect(result.warnings.isEmpty)
    }

    @Test func `without the key, pages of other origins may read nothing`() throws {
        let text = "api: rest\nstage: dev\npublic: [GET /: builtin:public]"
        #expect(try RoutesFile.read(text: Array(text.utf8), file: "r.yml").api.cors == nil)
    }

    @Test func `a star among the headers that leaves Authorization out is a warning`() throws {
        let result = try RoutesFile.read(text: Array(file("{headers: [X-A, '*']}").utf8), file: "r.yml")
        #expect(result.api.cors?.headers == ["X-A", "*"])
        #expect(
            result.warnings.map(\.description) == [
                #"r.yml:3:23: "*" in "headers" does not cover Authorization (Fetch standard, "CORS non-wildcard "#
                    + #"request-header name"); add it, "headers: ['*', Authorization]""#
            ]
        )
    }

    /// The text under test begins at column 7 of line 3.
    @Test(arguments: [
        Mistake("yes", #"r.yml:3:7: "cors" wants true, false or a map, this is the text "yes"; write "cors: true""#),
        Mistake(
            "'true'",
            #"r.yml:3:7: "cors" wants true, false or a map, this is the text "true"; write "cors: true""#
        ),
        Mistake("", #"r.yml:3:6: "cors" wants true, false or a map, this is empty; write "cors: true""#),
        Mistake("[a]", #"r.yml:3:7: "cors" wants true, false or a map, this is a list; write "cors: true""#),
        Mistake("{origin: a}", #"r.yml:3:8: unknown key "origin" in "cors"; did you mean "origins"?"#),
        Mistake(
            "{exposed: a}",
            #"r.yml:3:8: unknown key "exposed" in "cors"; known keys: origins, headers, exposedHeaders, methods, credentials, maxAge"#
        ),
        Mistake("{exposedHeaders: a b}", #"r.yml:3:24: "a b" is no name of a header"#),
        Mistake(
            "{exposedHeaders: '*', credentials: true, origins: https://a.com}",
            #"r.yml:3:24: "*" in "exposedHeaders" is no wildcard for a request with credentials (Fetch standard, "HTTP "#
                + #"extensions" of "CORS protocol"); name the headers"#
        ),
        Mistake("{maxAge: -1}", #"r.yml:3:16: "maxAge" is -1, it must be 0 to 86400"#),
        Mistake("{maxAge: 86401}", #"r.yml:3:16: "maxAge" is 86401, it must be 0 to 86400"#),
        Mistake("{maxAge: 1h}", #"r.yml:3:16: "maxAge" wants a whole number, this is the text "1h""#),
        Mistake("{credentials: yes}", #"r.yml:3:21: "credentials" wants true or false, this is the text "yes""#),
        Mistake("{credentials: 1}", #"r.yml:3:21: "credentials" wants true or false, this is the number "1""#),
        Mistake("{methods: []}", #"r.yml:3:17: "methods" is an empty list; fill it, or remove the key"#),
        Mistake("{methods: {}}", #"r.yml:3:17: "methods" wants a text or a list of texts, this is an empty map"#),
        Mistake("{methods: [get]}", #"r.yml:3:18: unknown method "get"; did you mean "GET"?"#),
        Mistake(
            "{methods: '*'}",
            #"r.yml:3:17: unknown method "*"; leave "methods" out for those that a resource has"#
        ),
        Mistake(
            "{methods: [ANY]}",
            #"r.yml:3:18: unknown method "ANY"; leave "methods" out for those that a resource has"#
        ),
        Mistake("{methods: [GET, GET]}", #"r.yml:3:23: "GET" occurs twice in "methods"; keep one of them"#),
        Mistake("{headers: []}", #"r.yml:3:17: "headers" is an empty list; fill it, or remove the key"#),
        Mistake("{headers: [My Header]}", #"r.yml:3:18: "My Header" is no name of a header"#),
        Mistake(
            "{headers: 'X-A,X-B'}",
            #"r.yml:3:17: "X-A,X-B" is no name of a header; write a list, [A, B]"#
        ),
        Mistake("{headers: [X-A, x-a]}", #"r.yml:3:23: "x-a" occurs twice in "headers"; keep one of them"#),
        Mistake(
            "{headers: ['*'], credentials: true, origins: [https://a.com]}",
            #"r.yml:3:18: "*" is no wildcard among the headers of a request with credentials (Fetch standard, "#
                + #""CORS-preflight fetch"); name the headers"#
        ),
        Mistake(
            "{credentials: true}",
            #"r.yml:3:21: "credentials: true" wants origins that are named: a browser refuses "*" for a request with "#
                + #"credentials (Fetch standard, "CORS check"); list them under "origins:""#
        ),
        Mistake(
            "{credentials: true, origins: '*'}",
            #"r.yml:3:21: "credentials: true" wants origins that are named: a browser refuses "*" for a request with "#
                + #"credentials (Fetch standard, "CORS check"); list them under "origins:""#
        ),
    ])
    func `a mistake in cors is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfRoutes(file(mistake.text)) == mistake.report)
    }

    /// Each is the value of `origins`, which begins at column 17 of line 3.
    @Test(arguments: [
        Mistake("[]", #"r.yml:3:17: "origins" is an empty list; fill it, or remove the key"#),
        Mistake("", #"r.yml:3:17: "origins" wants a text or a list of texts, this is empty"#),
        Mistake("[https://a.com, ~]", #"r.yml:3:33: "origins" wants a text, this is empty"#),
        Mistake(
            "[https://a.com, https://a.com]",
            #"r.yml:3:33: "https://a.com" occurs twice in "origins"; keep one of them"#
        ),
        Mistake(
            "[https://a.com, '*']",
            #"r.yml:3:33: "*" stands for every origin, so there is nothing to add to it; write "origins: '*'", "#
                + "or remove it"
        ),
        Mistake(
            "'null'",
            #"r.yml:3:17: "null" is no origin as browsers send it; every sandboxed page and local file sends "null", "#
                + "so name real origins"
        ),
        Mistake(
            "[https://a.com, null]",
            #"r.yml:3:33: "null" is no origin as browsers send it; every sandboxed page and local file sends "null", "#
                + "so name real origins"
        ),
        Mistake(
            "https://*.a.com",
            #"r.yml:3:17: "https://*.a.com" is no origin as browsers send it; "*" stands for every origin or for none, "#
                + "so write each origin out"
        ),
        Mistake(
            "app.example.com",
            #"r.yml:3:17: "app.example.com" is no origin as browsers send it; did you mean "https://app.example.com"?"#
        ),
        Mistake(
            "'localhost:3000'",
            #"r.yml:3:17: "localhost:3000" is no origin as browsers send it; did you mean "https://localhost:3000"?"#
        ),
        Mistake(
            "'1a://x'",
            #"r.yml:3:17: "1a://x" is no origin as browsers send it; "1a" is no scheme, write https://HOST"#
        ),
        Mistake(
            "https://a.com/",
            #"r.yml:3:17: "https://a.com/" is no origin as browsers send it; an origin has no path and no slash at its "#
                + #"end, write "https://a.com""#
        ),
        Mistake(
            "'HTTPS://A.com:443/x?y'",
            #"r.yml:3:17: "HTTPS://A.com:443/x?y" is no origin as browsers send it; an origin has no path and no slash "#
                + #"at its end, write "https://a.com""#
        ),
        Mistake(
            "https://App.com",
            #"r.yml:3:17: "https://App.com" is no origin as browsers send it; browsers send it in lower case, write "#
                + #""https://app.com""#
        ),
        Mistake(
            "'https://a.com:443'",
            #"r.yml:3:17: "https://a.com:443" is no origin as browsers send it; browsers send it as "https://a.com""#
        ),
        Mistake(
            "'http://a.com:080'",
            #"r.yml:3:17: "http://a.com:080" is no origin as browsers send it; browsers send it as "http://a.com""#
        ),
        Mistake(
            "'http://a.com:08080'",
            #"r.yml:3:17: "http://a.com:08080" is no origin as browsers send it; browsers send it as "#
                + #""http://a.com:8080""#
        ),
        Mistake(
            "https://a b.com",
            #"r.yml:3:17: "https://a b.com" is no origin as browsers send it; "a b.com" is no name of a host"#
        ),
        Mistake(
            "https://",
            #"r.yml:3:17: "https://" is no origin as browsers send it; a host must follow the "://""#
        ),
        Mistake(
            "https://a@b.com",
            #"r.yml:3:17: "https://a@b.com" is no origin as browsers send it; leave out the user name and the "@""#
        ),
    ])
    func `what no browser sends as an origin is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfRoutes(file("{origins: \(mistake.text)}")) == mistake.report)
    }

    private func file(_ written: String) -> String {
        "api: rest\nstage: dev\ncors: \(written)\npublic: [GET /: builtin:public]"
    }
}
