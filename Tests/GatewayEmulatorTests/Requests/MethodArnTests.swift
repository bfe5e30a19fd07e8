// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayEmulator
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// The ARN that an authorizer is asked about, and that its policy is held against.
struct MethodArnTests {
    private static let prefix = "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/"

    @Test(arguments: [
        ("GET /dev/private", "GET/private"),
        ("GET /dev/private/", "GET/private/"),
        ("GET //dev//private", "GET/private"),
        ("GET /dev/private?a=b", "GET/private"),
        ("GET /dev", "GET/"),
        ("GET /dev/", "GET/"),
        ("GET /dev/users/1", "GET/users/1"),
        ("GET /dev/users/a%2Fb", "GET/users/a%2Fb"),
        ("PUT /dev/any", "PUT/any"),
        ("DELETE /dev/files/a//b/", "DELETE/files/a//b/"),
        ("GET /dev/users/*", "GET/users/*"),
    ])
    func `it has the request's own method and path`(_ requestLine: String, _ arn: String) async throws {
        let events = Record<AuthorizerEvent>()
        let parts = parts {
            events.note($0)
            return policy("Allow", $0.methodArn)
        }
        let routes = try ["GET /private", "GET /", "GET /users/{id}", "ANY /any", "ANY /files/{proxy+}"].map {
            try route($0, authorizer: "guard")
        }
        try await withGateway(api(routes), parts) { (gateway) async throws -> Void in
            #expect(try await gateway.ask(requestLine, "Authorization: t").status == 200)
        }
        #expect(events.all == [AuthorizerEvent.token(authorizationToken: "t", methodArn: Self.prefix + arn)])
    }

    @Test func `region, account, API and stage are the definition's`() async throws {
        var api = try demoAPI()
        api.stage = "live"
        api.identity = APIIdentity(region: "eu-west-1", accountId: "999999999999", apiId: "abc")
        let events = Record<AuthorizerEvent>()
        let parts = parts {
            events.note($0)
            return policy("Allow", "*")
        }
        try await withGateway(api, parts) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /live/private", "Authorization: t").status == 200)
        }
        #expect(events.all.map(\.methodArn) == ["arn:aws:execute-api:eu-west-1:999999999999:abc/live/GET/private"])
    }

    @Test func `one of more than 1600 bytes is a 414, and nobody is asked`() async throws {
        let events = Record<AuthorizerEvent>()
        let parts = parts {
            events.note($0)
            return policy("Allow", "*")
        }
        let routes = [try route("GET /f/{id}", authorizer: "guard"), try route("GET /open/{id}")]
        try await withGateway(api(routes), parts) { gateway in
            let room = 1600 - (Self.prefix + "GET/f/").utf8.count
            let longest = String(repeating: "a", count: room)
            #expect(try await gateway.ask("GET /dev/f/\(longest)", "Authorization: t").status == 200)
            let response = try await gateway.ask("GET /dev/f/\(longest)b", "Authorization: t")
            #expect(response.status == 414)
            #expect(response.text.contains("Request URI too long"))
            #expect(
                gateway.line.hasSuffix(
                    " 0.00 ms · the method ARN has 1601 bytes, and at most 1600 are allowed; the authorizer was not asked"
                )
            )
            #expect(
                gateway.traces.all.last?.json.object?["authorization"]?.object?["result"]
                    == ["outcome": "methodArnTooLong", "bytes": 1601]
            )
            #expect(try await gateway.ask("GET /dev/open/\(longest)b").status == 200)
        }
        #expect(events.all.count == 1)
    }

    @Test func `a policy for one route locks its token out of the next until the cache forgets`() async throws {
        let clock = ManualTime()
        let events = Record<AuthorizerEvent>()
        let parts = parts {
            events.note($0)
            return policy("Allow", $0.methodArn)
        }
        let routes = [try route("GET /a", authorizer: "guard"), try route("GET /b", authorizer: "guard")]
        try await withGateway(api(routes), parts, clock: clock) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /dev/a", "Authorization: t").status == 200)
            #expect(try await gateway.ask("GET /dev/b", "Authorization: t").status == 403)
            #expect(
                gateway.line == "403 GET /dev/b 0.00 ms · Deny: no statement of the policy allows it, "
                    + "answered from the authorizer's cache, 300 s left; warning: the cached policy allows "
                    + "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/a only, so for 300 s this identity "
                    + "gets 403 on every other route; let the policy name a pattern, or set resultTtlInSeconds: 0"
            )
            #expect(try await gateway.ask("GET /dev/b", "Authorization: other").status == 200)
            clock.advance(by: .seconds(300))
            #expect(try await gateway.ask("GET /dev/b", "Authorization: t").status == 200)
        }
        #expect(events.all.count == 3)
    }
}
