// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel
import GatewayPatterns
import Testing

/// Identity sources: what must be there before anybody is asked, and what the cache keeps answers by.
///
/// - Source: API Gateway developer guide, "Configure a Lambda authorizer": "API Gateway returns a 401 Unauthorized response
///   without calling the Lambda function" when an identity source is "missing, null, or empty"; "Enabling caching": all
///   identity sources form the key.
struct IdentityTests {
    private static let everyKind: [IdentitySource] = [
        .header("X-Tenant"), .queryString("token"), .stageVariable("env"), .context(.sourceIp),
    ]

    private static var whole: StubRequest {
        var request = StubRequest()
        request.headers = [("x-tenant", "a")]
        request.query = [("token", "t")]
        request.stageVariables = ["env": "test"]
        request.context = [.sourceIp: "127.0.0.1"]
        return request
    }

    private static func guarded(
        _ kind: AuthorizerDefinition.Kind,
        _ authorizer: ScriptedAuthorizer = ScriptedAuthorizer(allowing: "*"),
        ttl: Int = 300
    ) throws -> Guard {
        try authorizer.makeGuard(ttl: ttl, kind: kind)
    }

    // MARK: - REQUEST

    @Test func `with all sources there the function is asked`() async throws {
        let decided = try await Self.guarded(.request(identitySources: Self.everyKind)).decide(Self.whole)
        #expect(decided.outcome == GuardTests.allowed)
        #expect(decided.trace.identity == .present)
    }

    @Test(arguments: 0..<4, [true, false])
    func `any one that is missing or empty is a 401, and nobody is asked`(_ index: Int, _ isEmpty: Bool) async throws {
        var request = Self.whole
        let text: String? = isEmpty ? "" : nil
        switch index {
        case 0: request.headers = text.map { [("X-Tenant", $0)] } ?? []
        case 1: request.query = text.map { [("token", $0)] } ?? []
        case 2: request.stageVariables["env"] = text
        default: request.context[.sourceIp] = text
        }
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let decided = try await Self.guarded(.request(identitySources: Self.everyKind), authorizer).decide(request)
        #expect(decided.outcome == .unauthorized)
        let source = Self.everyKind[index]
        #expect(decided.trace.identity == (isEmpty ? .empty(source) : .missing(source)))
        #expect(authorizer.invocations == 0)
    }

    @Test func `the first that is missing is named`() async throws {
        var request = Self.whole
        request.query = []
        request.stageVariables = [:]
        let decided = try await Self.guarded(.request(identitySources: Self.everyKind)).decide(request)
        #expect(decided.trace.identity == .missing(.queryString("token")))
    }

    @Test func `without sources and without a cache the function is always asked`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let guarded = try Self.guarded(.request(identitySources: []), authorizer, ttl: 0)
        for _ in 0..<3 { #expect(try await guarded.decide(StubRequest()).outcome == GuardTests.allowed) }
        #expect(authorizer.invocations == 3)
    }

    @Test func `the event is the whole request, with type and method ARN`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        _ = try await Self.guarded(.request(identitySources: Self.everyKind), authorizer).decide(Self.whole)
        #expect(
            authorizer.events.map(\.json)
                == [["type": "REQUEST", "methodArn": .string(methodArn), "x-tenant": "a"]]
        )
        #expect(authorizer.events.first?.authorizationToken == nil)
    }

    // MARK: - The cache's key

    /// Two requests that differ in one identity value, in where one ends and the next begins, or in a repeated value.
    @Test(
        arguments: [
            ([("A", "1"), ("B", "1")], [("A", "1"), ("B", "2")]),
            ([("A", "12"), ("B", "3")], [("A", "1"), ("B", "23")]),
            ([("A", "1"), ("B", "2")], [("A", "2"), ("B", "1")]),
            ([("A", "1"), ("B", "1")], [("A", "1"), ("A", "9"), ("B", "1")]),
            ([("A", "1"), ("A", "9"), ("B", "1")], [("A", "9"), ("A", "1"), ("B", "1")]),
        ] as [([(String, String)], [(String, String)])]
    )
    func `other identity values are asked about anew`(
        _ first: [(String, String)],
        _ second: [(String, String)]
    ) async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let guarded = try Self.guarded(.request(identitySources: [.header("A"), .header("B")]), authorizer)
        for headers in [first, second, first, second] {
            var request = StubRequest()
            request.headers = headers.map { (name: $0.0, value: $0.1) }
            #expect(try await guarded.decide(request).outcome == GuardTests.allowed)
        }
        #expect(authorizer.invocations == 2)
    }

    @Test func `what is no identity source does not count`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let guarded = try Self.guarded(.request(identitySources: [.queryString("token")]), authorizer)
        for other in ["a", "b", "c"] {
            var request = StubRequest()
            request.query = [("token", "t"), ("other", other)]
            request.headers = [("X", other)]
            _ = try await guarded.decide(request)
        }
        #expect(authorizer.invocations == 1)
    }

    // MARK: - identityValidationExpression

    private static func token(_ expression: String) -> AuthorizerDefinition.Kind {
        .token(identityHeader: "Authorization", identityValidationExpression: expression)
    }

    @Test(arguments: ["Bearer abc", "Bearer a.b-c_d"])
    func `a token that matches is asked about`(_ token: String) async throws {
        let guarded = try Self.guarded(Self.token("Bearer [-_.a-z]+"))
        #expect(try await guarded.outcome(token) == GuardTests.allowed)
    }

    @Test(arguments: ["bearer abc", "Bearer abc!", "xBearer abc", "Bearer ", "Bearer \u{E4}"])
    func `one that does not, from its first to its last character, is a 401`(_ token: String) async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let decided = try await Self.guarded(Self.token("Bearer [-_.a-z]+"), authorizer).decide(token)
        #expect(decided.outcome == .unauthorized)
        #expect(decided.trace.identity == .differs(expression: "Bearer [-_.a-z]+"))
        #expect(authorizer.invocations == 0)
    }

    @Test func `a cached answer does not help a token that differs`() async throws {
        let guarded = try Self.guarded(Self.token("a+"))
        #expect(try await guarded.outcome("aa") == GuardTests.allowed)
        #expect(try await guarded.outcome("aab") == .unauthorized)
        #expect(try await guarded.decide("aa").trace.cache == .hit(remaining: 300))
    }

    @Test func `an expression that does not come to an end is stopped, and that is a 401`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let guarded = try Self.guarded(Self.token("(a+)+b"), authorizer)
        let decided = try await guarded.decide(String(repeating: "a", count: 5000))
        #expect(decided.outcome == .unauthorized)
        guard case .undecided(let expression, let reason) = decided.trace.identity else {
            Issue.record("the identity is \(decided.trace.identity)")
            return
        }
        #expect(expression == "(a+)+b")
        #expect(!reason.isEmpty)
        #expect(authorizer.invocations == 0)
    }

    @Test func `an expression that is none cannot guard anything`() {
        #expect(throws: PatternError.self) { try Self.guarded(Self.token("Bearer (")) }
    }
}
