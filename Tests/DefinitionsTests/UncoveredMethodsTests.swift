// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// The warning of undeclared methods that fall through to a public route.
///
/// Source: AWS's own routing, "a resource counts only if it declares the method": developer guide, "Set up a proxy
/// integration with a proxy resource"; "Create routes for HTTP APIs in API Gateway".
struct UncoveredMethodsTests {
    private static let beyondPOST = "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"

    @Test(
        arguments: [
            (
                "rest", "ANY /{proxy+}", "POST /admin",
                [("/admin", beyondPOST, "ANY /{proxy+}")]
            ),
            ("rest", "GET /{proxy+}", "POST /admin/{id}", [("/admin/{id}", "GET", "GET /{proxy+}")]),
            ("rest", "ANY /a/{proxy+}", "POST /a/{proxy+}", []),
            ("rest", "ANY /{proxy+}", "POST /a/{rest+}", [("/a/{rest+}", beyondPOST, "ANY /{proxy+}")]),
            ("http", "$default", "POST /admin", [("/admin", beyondPOST, "$default")]),
            ("http", "$default", "POST /a/{proxy+}", [("/a/{proxy+}", beyondPOST, "$default")]),
            ("http", "ANY /{proxy+}", "POST /", []),
            ("http", "$default", "POST /", [("/", beyondPOST, "$default")]),
            // Nothing falls through.
            ("rest", "ANY /{proxy+}", "ANY /admin", []),
            ("rest", "POST /{proxy+}", "POST /admin", []),
            ("rest", "ANY /other/{proxy+}", "POST /admin", []),
            ("rest", "GET /admin/{proxy+}", "POST /admin", []),
        ] as [(String, String, String, [(String, String, String)])]
    )
    func `methods that fall through to a public route are named`(
        api: String,
        open: String,
        guarded: String,
        holes: [(path: String, methods: String, taker: String)]
    ) throws {
        #expect(
            try warnings(api: api, public: [open], private: [guarded])
                == holes.map { hole in
                    "r.yml:5:11: \"\(hole.path)\" is private and does not declare \(hole.methods); such requests fall through to "
                        + "the public route \"\(hole.taker)\" and are not asked for a token; declare \"ANY \(hole.path)\" as a "
                        + "private route, or make \"\(hole.taker)\" private"
                }
        )
    }

    @Test(
        arguments: [
            // A resource between the two takes them: a private one, or one whose path says that it is meant.
            (["ANY /{proxy+}"], ["POST /a/b", "ANY /a/{proxy+}"]),
            (["ANY /{proxy+}", "ANY /a/{id}"], ["POST /a/b"]),
            // All methods are declared, some of them public.
            (["ANY /{proxy+}", "ANY /admin"], ["POST /admin"]),
            (
                ["ANY /{proxy+}", "GET /admin", "HEAD /admin", "OPTIONS /admin"],
                ["POST /admin", "PUT /admin", "PATCH /admin", "DELETE /admin"]
            ),
            // Preflights are nothing to guard.
            (
                ["ANY /{proxy+}"],
                ["GET /admin", "HEAD /admin", "POST /admin", "PUT /admin", "PATCH /admin", "DELETE /admin"]
            ),
        ] as [([String], [String])]
    )
    func `methods that do not fall through are not named`(open: [String], guarded: [String]) throws {
        #expect(try warnings(api: "rest", public: open, private: guarded).isEmpty)
    }

    @Test func `a resource is named once, with the methods of each route that takes some`() throws {
        let warnings = try warnings(
            api: "http",
            public: ["GET /{proxy+}", "$default"],
            private: ["POST /admin", "PUT /admin"]
        )
        #expect(warnings.count == 2)
        #expect(warnings.first?.contains("does not declare GET; ") == true)
        #expect(warnings.last?.contains(#"does not declare DELETE, HEAD, OPTIONS, PATCH; "#) == true)
    }

    private func warnings(api: String, public open: [String], private guarded: [String]) throws -> [String] {
        func list(_ routes: [String]) -> String {
            routes.map { "\"\($0)\": builtin:public" }.joined(separator: ", ")
        }
        let text = """
            api: \(api)
            stage: dev
            authorizers: {a: builtin:auth0}
            public: [\(list(open))]
            private: [\(list(guarded))]
            """
        return try RoutesFile.read(text: Array(text.utf8), file: "r.yml").warnings.map(\.description)
    }
}
