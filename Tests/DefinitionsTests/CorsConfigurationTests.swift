// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `cors:` of an HTTP API.
///
/// Source: API Gateway API reference (v2), `Cors`; developer guide, "Configure CORS for HTTP APIs in API Gateway";
/// Serverless Framework documentation, "HTTP API", "CORS Setup", for `true`.
struct CorsConfigurationTests {
    @Test(
        arguments: [
            ("false", nil), ("{}", CorsConfiguration()),
            (
                "true",
                CorsConfiguration(
                    allowOrigins: ["*"],
                    allowMethods: ["GET", "OPTIONS", "POST"],
                    allowHeaders: CORS.usualHeaders
                )
            ),
            (
                "{allowOrigins: [https://a.example.com, 'http://*', 'https://*'], allowMethods: [GET, '*'], allowHeaders: "
                    + "'*', exposeHeaders: [X-A, X-B], maxAge: 300, allowCredentials: true}",
                CorsConfiguration(
                    allowOrigins: ["https://a.example.com", "http://*", "https://*"],
                    allowMethods: ["GET", "*"],
                    allowHeaders: ["*"],
                    exposeHeaders: ["X-A", "X-B"],
                    maxAge: 300,
                    allowCredentials: true
                )
            ),
            (
                "{allowOrigins: '*', maxAge: -1, allowCredentials: false}",
                CorsConfiguration(allowOrigins: ["*"], maxAge: -1)
            ),
        ] as [(String, CorsConfiguration?)]
    )
    func `the configuration is what is written`(written: String, configuration: CorsConfiguration?) throws {
        let api = try read(written, routes: "GET /: builtin:public, POST /a: builtin:public")
        #expect(api.corsConfiguration == configuration)
        #expect(api.cors == nil)
    }

    @Test(arguments: ["ANY /: builtin:public", "$default: builtin:public"])
    func `a route for every method has true allow every method`(_ routes: String) throws {
        #expect(
            try read("true", routes: routes).corsConfiguration?.allowMethods
                == ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
        )
    }

    /// The text under test begins at column 7 of line 2.
    @Test(arguments: [
        Mistake("yes", #"r.yml:2:7: "cors" wants true, false or a map, this is the text "yes"; write "cors: true""#),
        Mistake(
            "{origins: '*', methods: GET, headers: X, exposedHeaders: X, credentials: false}",
            """
            r.yml:2:8: "origins" in "cors" is what a REST API calls it; write "allowOrigins"
            r.yml:2:22: "methods" in "cors" is what a REST API calls it; write "allowMethods"
            r.yml:2:36: "headers" in "cors" is what a REST API calls it; write "allowHeaders"
            r.yml:2:48: "exposedHeaders" in "cors" is what a REST API calls it; write "exposeHeaders"
            r.yml:2:67: "credentials" in "cors" is what a REST API calls it; write "allowCredentials"
            """
        ),
        Mistake("{allowOrigin: '*'}", #"r.yml:2:8: unknown key "allowOrigin" in "cors"; did you mean "allowOrigins"?"#),
        Mistake(
            "{allowOrigins: 'https://*.example.com'}",
            #"r.yml:2:22: "https://*.example.com" is no origin as browsers send it; known wildcards: *, http://*, https://*"#
        ),
        Mistake(
            "{allowOrigins: a.example.com}",
            #"r.yml:2:22: "a.example.com" is no origin as browsers send it; did you mean "https://a.example.com"?"#
        ),
        Mistake(
            "{allowOrigins: ['*', https://a.example.com], allowCredentials: true}",
            #"r.yml:2:70: "allowCredentials: true" wants origins that are named, API Gateway refuses it with "*"; list "#
                + #"them under "allowOrigins:", or write 'https://*'"#
        ),
        Mistake("{allowMethods: ANY}", #"r.yml:2:22: unknown method "ANY"; write '*'"#),
        Mistake("{allowMethods: get}", #"r.yml:2:22: unknown method "get"; did you mean "GET"?"#),
        Mistake("{allowHeaders: 'A, B'}", #"r.yml:2:22: "A, B" is no name of a header; write a list, [A, B]"#),
        Mistake("{exposeHeaders: [A, a]}", #"r.yml:2:27: "a" occurs twice in "exposeHeaders"; keep one of them"#),
        Mistake("{maxAge: -2}", #"r.yml:2:16: "maxAge" is -2, it must be -1 to 86400"#),
        Mistake("{maxAge: 86401}", #"r.yml:2:16: "maxAge" is 86401, it must be -1 to 86400"#),
        Mistake(
            "{allowCredentials: 1}",
            #"r.yml:2:26: "allowCredentials" wants true or false, this is the number "1""#
        ),
    ])
    func `a mistake is reported at its place`(_ mistake: Mistake) {
        #expect(
            reportOfRoutes("api: http\ncors: \(mistake.text)\npublic: [GET /: builtin:public]") == mistake.report
        )
    }

    @Test func `a REST API has other names`() {
        #expect(
            reportOfRoutes(
                "api: rest\ncors: {allowOrigins: '*', exposeHeaders: A}\nstage: dev\npublic: [GET /: builtin:public]"
            )
                == """
                r.yml:2:8: "allowOrigins" in "cors" is what an HTTP API calls it; write "origins"
                r.yml:2:27: "exposeHeaders" in "cors" is what an HTTP API calls it; write "exposedHeaders"
                """
        )
    }

    private func read(_ written: String, routes: String) throws -> API {
        let text = "api: http\ncors: \(written)\npublic: [\(routes)]"
        return try RoutesFile.read(text: Array(text.utf8), file: "r.yml").api
    }
}
