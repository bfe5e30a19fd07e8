// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayHandlers
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// What an authorizer says beside its policy, and where it goes.
///
/// - Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer".
struct AuthorizerOutputTests {
    private static func answer(_ effect: String, _ more: KeyValuePairs<String, JSONValue>) -> JSONValue {
        var object = policy(effect, "*").object ?? JSONObject()
        for (name, value) in more { object[name] = value }
        return .object(object)
    }

    @Test func `the integration gets texts, the principal, and how long it took as a number`() async throws {
        let clock = ManualTime()
        let told = Record<JSONValue>()
        var parts = parts { _ in
            clock.advance(by: .milliseconds(42))
            return Self.answer("Allow", ["context": ["text": "a", "number": 15, "flag": true, "none": nil]])
        }
        parts.handlers["echo"] = { event in
            told.note(event.authorizer?.json ?? .null)
            return .json("{}")
        }
        let routes = [try route("GET /me", authorizer: "guard"), try route("GET /open")]
        try await withGateway(api(routes), parts, clock: clock) { (gateway) async throws -> Void in
            for path in ["me", "me", "open"] {
                #expect(try await gateway.ask("GET /dev/\(path)", "Authorization: t").status == 200)
            }
        }
        #expect(
            told.all == [
                [
                    "text": "a", "number": "15", "flag": "true", "principalId": "user", "integrationLatency": 42,
                ],
                // Answered from the cache: nobody was asked.
                ["text": "a", "number": "15", "flag": "true", "principalId": "user", "integrationLatency": 0],
                .null,
            ]
        )
    }

    @Test func `the gateway's own words win over the context's`() async throws {
        let context = AuthorizerContext(
            principalId: "user",
            entries: [.init(key: "principalId", value: "x"), .init(key: "integrationLatency", value: "y")],
            integrationLatency: 3
        )
        #expect(context.json == ["principalId": "user", "integrationLatency": 3])
    }

    @Test func `the context of a Deny is there for whoever words the refusal`() async throws {
        let parts = parts { _ in Self.answer("Deny", ["context": ["reason": "blocked", "until": 7]]) }
        try await withGateway(try demoAPI(), parts) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /dev/private", "Authorization: t").status == 403)
            #expect(
                gateway.traces.all.last?.authorization?.context
                    == [.init(key: "reason", value: "blocked"), .init(key: "until", value: "7")]
            )
        }
    }

    @Test(arguments: [("key-1", 200), (nil, 200), (7, 500), (["a"], 500)] as [(JSONValue, Int)])
    func `usageIdentifierKey is a text, and counts for nothing without API keys`(
        _ key: JSONValue,
        _ status: Int
    ) async throws {
        let parts = parts { _ in Self.answer("Allow", ["usageIdentifierKey": key]) }
        try await withGateway(try demoAPI(), parts) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /dev/private", "Authorization: t").status == status)
        }
    }

    @Test func `builtin:allow and builtin:deny need no function`() async throws {
        var api = try demoAPI()
        api.authorizers[0].function = .allow
        try await withGateway(api) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /dev/private").status == 401)
            #expect(try await gateway.ask("GET /dev/private", "Authorization: any").status == 200)
        }
        api.authorizers[0].function = .deny
        try await withGateway(api) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /dev/private").status == 401)
            let response = try await gateway.ask("GET /dev/private", "Authorization: any")
            #expect(response.status == 403)
            #expect(response.text.contains("with an explicit deny"))
        }
    }

    @Test func `an answer is shown in its own words to whoever asks for them`() async throws {
        let answer = Self.answer("Allow", ["context": ["a": 1]])
        try await withGateway(try demoAPI(), parts(authorizer: { _ in answer })) { (gateway) async throws -> Void in
            _ = try await gateway.ask("GET /dev/private", "Authorization: secret")
            let invocation = try #require(gateway.traces.all.last?.authorization?.invocation)
            #expect(invocation.answer?() == answer)
            #expect(invocation.event().object?["authorizationToken"] == "secret")
            // The log has neither: events hold secrets.
            #expect(gateway.traces.all.last?.json.compactText.contains("secret") == false)
        }
    }
}
