// SPDX-License-Identifier: Apache-2.0

// API Gateway API reference, `CreateStage`, `CreateAuthorizer` and `PutMethod`: what AWS refuses when one deploys it is
// refused at start.

import GatewayEmulator
import TestSupport
import Testing

struct BadAPITests {
    private static func allowing(_ name: String, ttl: Int = 300, kind: CustomAuthorizer.Kind = .token())
        -> CustomAuthorizer
    {
        CustomAuthorizer(name, kind: kind, resultTtlInSeconds: ttl) { _ in .allow(principalId: "mary") }
    }

    private static func open(_ route: String) -> GatewayRoute {
        .public(route) { _ in .text("") }
    }

    private static func guarded(_ route: String, _ authorizer: CustomAuthorizer) -> GatewayRoute {
        .private(route, authorizer: authorizer) { _ in .text("") }
    }

    private static func problems(stage: String = "dev", _ routes: [GatewayRoute]) async throws -> [String] {
        do {
            try await withGateway(GatewayAPI(stage: stage, routes: routes)) { _ in }
        } catch let GatewayStartError.badAPI(problems) {
            return problems
        }
        return []
    }

    static let badRoutes = [
        ("GET public", "\"public\" is no path; a path starts with \"/\""),
        ("/public", "\"/public\" is no route; write \"METHOD /path\""),
        ("", "\"\" is no route; write \"METHOD /path\""),
        (
            "get /public",
            "unknown method \"get\" in \"get /public\"; "
                + "known methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, ANY"
        ),
        ("GET /{p+}/x", "\"/{p+}/x\" is no path; \"{p+}\" takes the rest of the path, so it must come last"),
    ]

    @Test(arguments: badRoutes)
    func `a route that is none is refused`(route: String, problem: String) async throws {
        #expect(try await Self.problems([Self.open(route)]) == [problem])
    }

    @Test func `two routes for one request are refused`() async throws {
        let same = [Self.open("GET /x"), Self.guarded("GET /x", Self.allowing("guard"))]
        #expect(try await Self.problems(same) == ["the route \"GET /x\" occurs twice; keep one of them"])
    }

    static let siblings = [
        ("GET /{a}", "{b} stands beside {a} in \"/{b}\""), ("POST /{p+}", "{b} stands beside {p+} in \"/{b}\""),
    ]

    @Test(arguments: siblings)
    func `two variables on a level are refused`(first: String, problem: String) async throws {
        let routes = [Self.open(first), Self.guarded("GET /{b}", Self.allowing("guard"))]
        #expect(try await Self.problems(routes) == [problem + "; API Gateway allows one variable on a level"])
    }

    @Test func `an API without routes is refused`() async throws {
        #expect(try await Self.problems([]) == ["there are no routes; add one, such as .public(\"GET /public\")"])
    }

    @Test(arguments: ["", "a/b", "a b", String(repeating: "a", count: 129), "développement"])
    func `a stage that is none is refused`(stage: String) async throws {
        let problems = try await Self.problems(stage: stage, [Self.open("GET /x")])
        #expect(problems.count == 1)
        #expect(problems.first?.contains("is no stage") == true)
    }

    static let badAuthorizers = [
        (allowing("guard", ttl: -1), "the resultTtlInSeconds of \"guard\" is -1; it wants 0 to 3600"),
        (allowing("guard", ttl: 3601), "the resultTtlInSeconds of \"guard\" is 3601; it wants 0 to 3600"),
        (allowing(""), "an authorizer has no name; give it one, for the log"),
        (
            allowing("guard", kind: .token(header: "X Y")),
            "\"X Y\" is no name of a header; \"guard\" wants one such as \"Authorization\""
        ),
        (
            allowing("guard", kind: .request(identitySources: [])),
            "the authorizer \"guard\" keeps its answers, and has no identity source to tell callers apart; "
                + "name one, or set resultTtlInSeconds to 0"
        ),
    ]

    @Test(arguments: badAuthorizers)
    func `an authorizer that AWS would refuse is refused`(authorizer: CustomAuthorizer, problem: String) async throws {
        #expect(try await Self.problems([Self.guarded("GET /x", authorizer)]) == [problem])
    }

    @Test func `an expression that is none is refused`() async throws {
        let kind = CustomAuthorizer.Kind.token(identityValidationExpression: "(")
        let problems = try await Self.problems([Self.guarded("GET /x", Self.allowing("guard", kind: kind))])
        #expect(problems.first?.hasPrefix("the identityValidationExpression of \"guard\" is no regular") == true)
    }

    @Test func `two authorizers of one name are refused, one for two routes is not`() async throws {
        let shared = Self.allowing("guard")
        #expect(try await Self.problems([Self.guarded("GET /x", shared), Self.guarded("GET /y", shared)]).isEmpty)
        let two = [Self.guarded("GET /x", shared), Self.guarded("GET /y", Self.allowing("guard"))]
        #expect(
            try await Self.problems(two) == [
                "there are two authorizers \"guard\"; "
                    + "give one of them another name, or share one between the routes"
            ]
        )
    }

    @Test func `all that is wrong is said at once`() async throws {
        let problems = try await Self.problems(
            stage: "",
            [Self.open("GET x"), Self.guarded("POST", Self.allowing("guard", ttl: 9999))]
        )
        #expect(problems.count == 4)
        #expect(GatewayStartError.badAPI(problems: problems).description.split(separator: "\n").count == 4)
    }

    @Test func `a port that is taken is an error that names it`() async throws {
        let taken = try BoundPort()
        let api = GatewayAPI(stage: "dev", routes: [Self.open("GET /x")])
        let error = await #expect(throws: GatewayStartError.self) {
            try await withGateway(api, port: taken.port) { _ in }
        }
        #expect(error?.description == "cannot listen on port \(taken.port) of 127.0.0.1: bind: Address already in use")
    }
}
