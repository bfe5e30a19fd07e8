// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// What a routes.yml that is right amounts to.
struct RoutesFileTests {
    @Test func `every key ends in the model`() throws {
        let api = try read(
            """
            api: rest
            stage: v1_Prod-2
            region: ap-northeast-1
            accountId: 000000000042
            apiId: a1b2c3d4e5
            authorizers:
              users: builtin:auth0
              admins:
                handler: builtin:auth0
                type: TOKEN
                identitySource: method.request.header.X-Admin!Token
                resultTtlInSeconds: 0
            public:
              - GET /: builtin:public
              - ANY /{proxy+}: builtin:public
            private:
              - POST /users/{id}:
                  handler: builtin:private
                  authorizer: users
              - DELETE /users/{id}:
                  authorizer: admins
                  handler: builtin:public
            """
        ).api
        #expect(api.kind == .rest)
        #expect(api.stage == "v1_Prod-2")
        #expect(api.identity == APIIdentity(region: "ap-northeast-1", accountId: "000000000042", apiId: "a1b2c3d4e5"))
        #expect(
            api.authorizers == [
                AuthorizerDefinition(name: "users", function: .auth0(TokenRequirements())),
                AuthorizerDefinition(
                    name: "admins",
                    kind: .token(identityHeader: "X-Admin!Token"),
                    function: .auth0(TokenRequirements()),
                    resultTtlInSeconds: 0
                ),
            ]
        )
        #expect(
            api.routes == [
                try route(.exactly(.get), "/", .public, .public),
                try route(.any, "/{proxy+}", .public, .public),
                try route(.exactly(.post), "/users/{id}", .private(authorizer: "users"), .private),
                try route(.exactly(.delete), "/users/{id}", .private(authorizer: "admins"), .public),
            ]
        )
    }

    @Test func `what is left out has the values of AWS`() throws {
        let api = try read(minimal).api
        #expect(api.identity == APIIdentity(region: "us-east-1", accountId: "123456789012", apiId: "localapi01"))
        #expect(api.authorizers.isEmpty)
        let guarded = try read(minimal + "authorizers:\n  a:\n    handler: builtin:auth0\n").api.authorizers
        #expect(
            guarded == [
                AuthorizerDefinition(
                    name: "a",
                    kind: .token(identityHeader: "Authorization"),
                    function: .auth0(TokenRequirements()),
                    resultTtlInSeconds: 300
                )
            ]
        )
    }

    @Test(arguments: ["123456789012", "\"123456789012\"", "'123456789012'", "012345678901", "\"012345678901\""])
    func `an account id may stand in quotes or not, and keeps its zeros`(_ written: String) throws {
        let api = try read(minimal + "accountId: \(written)\n").api
        #expect(api.identity.accountId == written.filter { $0.isNumber })
    }

    @Test(arguments: ["yes", "on", "no", "true", "2024", "1e3", "\"dev\"", "'dev'"])
    func `a text is taken letter by letter`(_ written: String) throws {
        let api = try read("api: rest\nstage: \(written)\npublic:\n  - GET /: builtin:public\n").api
        #expect(api.stage == written.filter { !"\"'".contains($0) })
    }

    @Test(arguments: [0, 1, 300, 3600])
    func `a time to live is taken from 0 to 3600`(_ seconds: Int) throws {
        let text = minimal + "authorizers:\n  a: {handler: builtin:auth0, resultTtlInSeconds: \(seconds)}\n"
        #expect(try read(text).api.authorizers[0].resultTtlInSeconds == seconds)
    }

    @Test func `a private route takes the only authorizer, wherever the file declares it`() throws {
        let text = """
            private:
              - GET /a: builtin:private
              - GET /b:
                  handler: builtin:private
            authorizers:
              only: builtin:auth0
            stage: dev
            api: rest
            """
        #expect(try read(text).api.routes.map(\.access) == Array(repeating: .private(authorizer: "only"), count: 2))
    }

    @Test(arguments: ["private:\n", "private: []\n", "private: ~\n", "authorizers:\n", "authorizers: {}\n"])
    func `a list may be empty while there are routes`(_ line: String) throws {
        #expect(try read(minimal + line).api.routes.count == 1)
    }

    @Test(arguments: [
        ["GET /a", "POST /a", "ANY /a"],
        ["GET /a", "GET /A"],
        ["GET /a", "GET /a/{id}", "GET /a/b", "GET /a/{id}/{other}"],
        ["GET /{proxy+}", "GET /a/{proxy+}", "POST /a/{proxy+}"],
        ["GET /a/{id}", "GET /b/{name}"],
        ["GET /{id}/a", "GET /{id}/{proxy+}"],
    ])
    func `these routes can stand together`(_ routes: [String]) throws {
        let lines = routes.map { "  - \($0): builtin:public\n" }.joined()
        #expect(try read("api: rest\nstage: dev\npublic:\n\(lines)").api.routes.count == routes.count)
    }

    @Test(arguments: ["GET   /a", "\"GET /a\"", "'GET /a'", "? GET /a\n    "])
    func `a route may have more spaces, or quotes`(_ key: String) throws {
        let api = try read("api: rest\nstage: dev\npublic:\n  - \(key): builtin:public\n").api
        #expect(api.routes == [try route(.exactly(.get), "/a", .public, .public)])
    }

    @Test func `an alias saves writing`() throws {
        let text = """
            api: rest
            stage: dev
            authorizers:
              a: &definition {handler: &auth builtin:auth0, resultTtlInSeconds: 60}
              b: *definition
              c: *auth
            private:
              - GET /a: &route {handler: builtin:private, authorizer: a}
              - GET /b: *route
              - GET /c: {handler: builtin:private, authorizer: b}
              - GET /d: {handler: builtin:private, authorizer: c}
            """
        let result = try read(text)
        #expect(result.api.authorizers.map(\.resultTtlInSeconds) == [60, 60, 300])
        #expect(result.api.routes[1].access == .private(authorizer: "a"))
    }

    @Test func `the positions of the routes are those of their keys`() throws {
        let result = try read(
            """
            api: rest
            stage: dev
            private:
              - GET /b: builtin:private
            authorizers: {a: builtin:auth0}
            public: [GET /a: builtin:public]
            """
        )
        #expect(result.routePositions.map(\.description) == ["r.yml:6:10", "r.yml:4:5"])
        #expect(result.api.routes.map(\.path.description) == ["/a", "/b"])
    }

    @Test func `an authorizer that guards nothing is a warning`() throws {
        let text = """
            api: rest
            stage: dev
            authorizers:
              used: builtin:auth0
              forgotten: builtin:auth0
              left: {handler: builtin:auth0}
            private:
              - GET /a: {handler: builtin:private, authorizer: used}
            """
        let result = try read(text)
        #expect(
            result.warnings.map(\.description) == [
                "r.yml:5:3: no private route uses the authorizer \"forgotten\"; name it in a route, or remove it",
                "r.yml:6:3: no private route uses the authorizer \"left\"; name it in a route, or remove it",
            ]
        )
        #expect(result.api.authorizers.count == 3)
        #expect(try read(minimal).warnings.isEmpty)
    }

    private let minimal = "api: rest\nstage: dev\npublic:\n  - GET /public: builtin:public\n"

    private func read(_ text: String) throws -> RoutesFile.Result {
        try RoutesFile.read(text: Array(text.utf8), file: "r.yml")
    }

    private func route(
        _ method: RouteMethod,
        _ path: String,
        _ access: Route.Access,
        _ handler: BuiltInHandler
    ) throws -> Route {
        Route(method: method, path: try PathTemplate(parsing: path), access: access, handler: .builtIn(handler))
    }
}
