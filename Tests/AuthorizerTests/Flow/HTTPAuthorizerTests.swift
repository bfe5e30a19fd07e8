// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport
import Testing

/// Lambda authorizers of HTTP APIs: what they are told, what they may answer, what is kept.
///
/// Source: API Gateway developer guide, "Control access to HTTP APIs with AWS Lambda authorizers".
struct HTTPAuthorizerTests {
    private static let sources: [IdentitySource] = [.header("A"), .queryString("B")]
    private static let simple = AuthorizerDefinition.RequestFormat.v2(enableSimpleResponses: true)
    private static let policies: [AuthorizerDefinition.RequestFormat] = [.v1, .v2(enableSimpleResponses: false)]

    private static func request(a: String? = "user1", b: String? = "123", arn: String = methodArn) -> StubRequest {
        var request = StubRequest(methodArn: arn)
        if let a { request.headers = [("a", a)] }
        if let b { request.query = [("B", b)] }
        return request
    }

    private static func kind(
        _ format: AuthorizerDefinition.RequestFormat,
        _ sources: [IdentitySource] = sources
    ) -> AuthorizerDefinition.Kind {
        .request(identitySources: sources, format: format)
    }

    private static func decision(
        _ format: AuthorizerDefinition.RequestFormat,
        _ answer: JSONValue,
        _ request: StubRequest = request()
    ) async throws -> Ruling {
        let guarded = try ScriptedAuthorizer { _ in answer }.makeGuard(ttl: 0, kind: kind(format))
        let eventually: Eventually<Ruling> = guarded.decide(request)
        return await eventually.value
    }

    // MARK: - Events

    @Test func `format 1_0 has the identity as one text, twice`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let guarded = try authorizer.makeGuard(ttl: 0, kind: Self.kind(.v1))
        _ = try await guarded.decide(Self.request())
        let event = try #require(authorizer.events.first?.json.object)
        let names = ["version", "type", "methodArn", "identitySource", "authorizationToken", "a"]
        #expect(event.members.map(\.name) == names)
        #expect(event["version"] == "1.0" && event["type"] == "REQUEST")
        #expect(event["methodArn"] == .string(methodArn))
        #expect(event["identitySource"] == "user1,123" && event["authorizationToken"] == "user1,123")
    }

    @Test(arguments: [true, false])
    func `format 2_0 has the identity as a list, and a routeArn`(isSimple: Bool) async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        let format = AuthorizerDefinition.RequestFormat.v2(enableSimpleResponses: isSimple)
        _ = try await authorizer.makeGuard(ttl: 0, kind: Self.kind(format)).outcome(of: Self.request())
        let event = try #require(authorizer.events.first?.json.object)
        #expect(event.members.map(\.name) == ["version", "type", "routeArn", "identitySource", "a"])
        #expect(event["version"] == "2.0" && event["type"] == "REQUEST")
        #expect(event["routeArn"] == .string(methodArn))
        #expect(event["identitySource"] == ["user1", "123"])
    }

    @Test func `a REST API's event has nothing of it`() async throws {
        let authorizer = ScriptedAuthorizer(allowing: "*")
        _ = try await authorizer.makeGuard(ttl: 0, kind: Self.kind(.rest)).decide(Self.request())
        let event = try #require(authorizer.events.first?.json.object)
        #expect(event.members.map(\.name) == ["type", "methodArn", "a"])
    }

    // MARK: - Identity

    @Test(arguments: [
        request(a: nil), request(a: ""), request(b: nil), request(b: ""),
    ])
    func `an identity source that is missing or empty is 401, and nobody is asked`(_ request: StubRequest) async throws
    {
        let authorizer = ScriptedAuthorizer { _ in ["isAuthorized": true] }
        let guarded = try authorizer.makeGuard(ttl: 0, kind: Self.kind(Self.simple))
        guard case .unauthorized = try await guarded.outcome(of: request) else {
            Issue.record("it was let through")
            return
        }
        #expect(authorizer.invocations == 0)
    }

    @Test func `without an identity source the function is always asked`() async throws {
        let authorizer = ScriptedAuthorizer { _ in ["isAuthorized": true] }
        let guarded = try authorizer.makeGuard(ttl: 0, kind: Self.kind(Self.simple, []))
        for _ in 0..<3 { _ = try await guarded.outcome(of: StubRequest()) }
        #expect(authorizer.invocations == 3)
    }

    // MARK: - Simple responses

    @Test(arguments: [true, "true"] as [JSONValue])
    func `isAuthorized lets pass, with the context as it was answered`(_ word: JSONValue) async throws {
        let context: JSONValue = [
            "text": "value", "number": 1, "flag": true, "list": ["a", "b"], "map": ["k": "v"], "nothing": nil,
        ]
        let ruling = try await Self.decision(Self.simple, ["isAuthorized": word, "context": context])
        guard case .allow(let found) = ruling.decision else {
            Issue.record("\(ruling.decision)")
            return
        }
        #expect(found.principalId == nil)
        #expect(found.details == .lambda(try #require(context.object)))
        #expect(found["text"] == "value" && found["flag"] == "true" && found["number"] == "1")
        #expect(found["list"] == #"["a","b"]"# && found["map"] == #"{"k":"v"}"# && found["nothing"] == nil)
    }

    @Test(arguments: [false, "false"] as [JSONValue])
    func `isAuthorized may deny`(_ word: JSONValue) async throws {
        let ruling = try await Self.decision(Self.simple, ["isAuthorized": word])
        guard case .deny = ruling.decision, case .answered(isAuthorized: false) = ruling.trace.result else {
            Issue.record("\(ruling.decision)")
            return
        }
    }

    @Test(
        arguments: [
            [:], ["isAuthorized": nil], ["isAuthorized": 1], ["isAuthorized": "yes"], ["isAuthorized": "True"],
            ["isAuthorized": [true]], "true", true, nil, ["isAuthorized": true, "policyDocument": [:]],
            ["isAuthorized": true, "context": "text"], ["isAuthorized": true, "context": []],
            ScriptedAuthorizer.answer("Allow", "*"),
        ] as [JSONValue]
    )
    func `what is no simple response is a fault`(_ answer: JSONValue) async throws {
        let ruling = try await Self.decision(Self.simple, answer)
        guard case .fault = ruling.decision, case .fault(.notASimpleResponse) = ruling.trace.result else {
            Issue.record("\(ruling.decision)")
            return
        }
    }

    // MARK: - Policies

    @Test(arguments: policies)
    func `a policy decides, and lists survive in its context`(_ format: AuthorizerDefinition.RequestFormat) async throws
    {
        var answer = try #require(ScriptedAuthorizer.answer("Allow", methodArn).object)
        answer["context"] = ["list": ["a", 1]]
        let ruling = try await Self.decision(format, .object(answer))
        guard case .allow(let context) = ruling.decision else {
            Issue.record("\(ruling.decision)")
            return
        }
        #expect(context.principalId == "user")
        #expect(context.details == .lambda(JSONObject(["list": ["a", 1]])))
        let elsewhere = try await Self.decision(format, .object(answer), Self.request(arn: methodArn + "/other"))
        guard case .deny(explicit: false) = elsewhere.decision else {
            Issue.record("\(elsewhere.decision)")
            return
        }
    }

    @Test(arguments: policies, [["isAuthorized": true], nil, "Allow"] as [JSONValue])
    func `a simple response is no policy`(
        _ format: AuthorizerDefinition.RequestFormat,
        _ answer: JSONValue
    ) async throws {
        let ruling = try await Self.decision(format, answer)
        guard case .fault = ruling.decision, case .fault(.notAnAnswer) = ruling.trace.result else {
            Issue.record("\(ruling.decision)")
            return
        }
    }

    // MARK: - The cache

    @Test func `a simple response covers all routes of its authorizer`() async throws {
        let authorizer = ScriptedAuthorizer { _ in ["isAuthorized": true] }
        let guarded = try authorizer.makeGuard(kind: Self.kind(Self.simple))
        for arn in [methodArn, methodArn + "/other"] {
            guard case .allow = try await guarded.outcome(of: Self.request(arn: arn)) else {
                Issue.record("\(arn) was refused")
                return
            }
        }
        #expect(authorizer.invocations == 1)
    }

    @Test func `with the route among the identity sources each route asks`() async throws {
        let authorizer = ScriptedAuthorizer { _ in ["isAuthorized": true] }
        let guarded = try authorizer.makeGuard(kind: Self.kind(Self.simple, [.header("A"), .context(.routeKey)]))
        for route in ["GET /a", "GET /b", "GET /a", "GET /b"] {
            var request = Self.request()
            request.context = [.routeKey: route]
            _ = try await guarded.outcome(of: request)
        }
        #expect(authorizer.invocations == 2)
    }

    @Test(arguments: policies)
    func `a cached policy is held against each route`(_ format: AuthorizerDefinition.RequestFormat) async throws {
        let authorizer = ScriptedAuthorizer(allowing: methodArn)
        let guarded = try authorizer.makeGuard(kind: Self.kind(format))
        let first: Eventually<Ruling> = guarded.decide(Self.request())
        #expect(await first.value.trace.lockout != nil)
        guard case .deny(explicit: false) = try await guarded.outcome(of: Self.request(arn: methodArn + "/other"))
        else {
            Issue.record("a policy for one route let another pass")
            return
        }
        #expect(authorizer.invocations == 1)
    }

    // MARK: - Faults

    @Test func `an HTTP API waits ten seconds`() async throws {
        let (clock, gate) = (ManualTime(), Gate())
        let authorizer = ScriptedAuthorizer { _ in
            await gate.pass()
            return ["isAuthorized": true]
        }
        let guarded = try authorizer.makeGuard(ttl: 0, kind: Self.kind(Self.simple), time: clock.source)
        let eventual: Eventually<Ruling> = guarded.decide(Self.request())
        async let ruling = eventual.value
        try await eventually("the function runs") { gate.waitingCount == 1 }
        try await eventually("it is timed") { clock.sleeperCount == 1 }
        clock.advance(by: .seconds(10))
        guard case .fault(.timedOut(seconds: 10)) = await ruling.trace.result else {
            Issue.record("it did not time out")
            return
        }
        gate.open()
    }

    @Test func `a long ARN is no matter for an HTTP API`() async throws {
        let request = Self.request(arn: methodArn + String(repeating: "a", count: 2000))
        guard case .allow = try await Self.decision(Self.simple, ["isAuthorized": true], request).decision else {
            Issue.record("it was refused")
            return
        }
    }
}

extension Guard {
    fileprivate func outcome(of request: StubRequest) async throws -> Decision {
        let eventually: Eventually<Ruling> = decide(request)
        return await eventually.value.decision
    }
}
