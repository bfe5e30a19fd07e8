// SPDX-License-Identifier: Apache-2.0

// API Gateway developer guide, "API Gateway Lambda authorizer workflow" and "Output from an API Gateway Lambda
// authorizer"; 401, 403 and 500 as for any other Lambda authorizer.

import GatewayEmulator
import TestSupport
import Testing

struct EmbeddedAuthorizerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let body: String?
        let function: CustomAuthorizer.Function

        init(_ description: String, _ status: Int, body: String? = nil, function: @escaping CustomAuthorizer.Function) {
            testDescription = description
            self.status = status
            self.body = body
            self.function = function
        }
    }

    private struct Broken: Error {}

    private enum Own: Error { case Unauthorized }

    static let cases = [
        Case("allow", 200, body: "mary seat=7") { _ in .allow(principalId: "mary", context: ["seat": "7"]) },
        Case("allow this ARN", 200) { .allow(principalId: "mary", resources: [$0.methodArn]) },
        Case("allow another ARN", 403) { .allow(principalId: "mary", resources: [$0.methodArn + "0"]) },
        Case("allow no ARN", 403) { _ in .allow(principalId: "mary", resources: []) },
        Case("allow nobody", 500) { _ in .allow(principalId: "") },
        Case("deny", 403) { _ in .deny },
        Case("Unauthorized", 401) { _ in throw Unauthorized() },
        Case("an error of that description", 401) { _ in throw Own.Unauthorized },
        Case("another error", 500) { _ in throw Broken() },
        Case("a policy in its own words", 200, body: "joe level=3") { _ in
            .json(
                """
                {"principalId": "joe", "context": {"level": 3}, "policyDocument": {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}]}}
                """
            )
        },
        Case("JSON that is no answer", 500) { _ in .json("[]") },
        Case("no JSON", 500) { _ in .json("Allow") },
    ]

    @Test(arguments: cases)
    func `an answer has the status that AWS gives it`(_ example: Case) async throws {
        try await withGateway(embedded(CustomAuthorizer("guard", function: example.function))) { gateway in
            let answer = try await gateway.ask("GET /dev/private/1", "Authorization: token")
            #expect(answer.status == example.status)
            if let body = example.body { #expect(answer.text == body) }
        }
    }

    @Test func `a TOKEN authorizer sees the header and the ARN, and nothing else`() async throws {
        let seen = Record<CustomAuthorizer.Event>()
        let authorizer = CustomAuthorizer("guard") { event in
            seen.note(event)
            return .deny
        }
        try await withGateway(embedded(authorizer)) { gateway in
            _ = try await gateway.ask("GET /dev/private/1?a=b", "Authorization: Bearer x y")
        }
        let event = try #require(seen.all.first)
        let arn = "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/private/1"
        #expect(event.authorizationToken == "Bearer x y")
        #expect(event.methodArn == arn)
        #expect(event.json == #"{"type":"TOKEN","authorizationToken":"Bearer x y","methodArn":"\#(arn)"}"#)
        #expect(event.header("Authorization") == nil)
        #expect(event.queryStringParameters.isEmpty)
    }

    @Test func `a REQUEST authorizer sees headers, query and path`() async throws {
        let seen = Record<CustomAuthorizer.Event>()
        let kind = CustomAuthorizer.Kind.request(identitySources: [.header("X-Tenant"), .queryString("key")])
        let authorizer = CustomAuthorizer("guard", kind: kind) { event in
            seen.note(event)
            return .allow(principalId: event.header("x-tenant") ?? "")
        }
        try await withGateway(embedded(authorizer)) { (gateway) async throws in
            #expect(try await gateway.ask("GET /dev/private/1?key=a%20b", "X-Tenant: acme").text == "acme ")
            #expect(try await gateway.ask("GET /dev/private/1", "X-Tenant: acme").status == 401)
            #expect(try await gateway.ask("GET /dev/private/1?key=a").status == 401)
        }
        let event = try #require(seen.all.first)
        #expect(seen.all.count == 1)
        #expect(event.authorizationToken == nil)
        #expect(event.queryStringParameters == ["key": "a b"])
        #expect(event.pathParameters == ["id": "1"])
        #expect(event.json.hasPrefix(#"{"type":"REQUEST","#))
    }

    @Test(arguments: [(300, 1), (0, 2)])
    func `an answer is kept for as long as one says`(seconds: Int, invocations: Int) async throws {
        let seen = Record<String>()
        let authorizer = CustomAuthorizer("guard", resultTtlInSeconds: seconds) { event in
            seen.note(event.methodArn)
            return .allow(principalId: "mary")
        }
        try await withGateway(embedded(authorizer)) { gateway in
            for path in 1...2 { _ = try await gateway.ask("GET /dev/private/\(path)", "Authorization: token") }
        }
        #expect(seen.all.count == invocations)
    }

    @Test func `what does not match the expression is refused, and nobody is asked`() async throws {
        let kind = CustomAuthorizer.Kind.token(header: "X-Ticket", identityValidationExpression: "ticket-[0-9]+")
        let authorizer = CustomAuthorizer("guard", kind: kind) { .allow(principalId: $0.authorizationToken ?? "") }
        try await withGateway(embedded(authorizer)) { (gateway) async throws in
            #expect(try await gateway.ask("GET /dev/private/1", "X-Ticket: ticket-7").text == "ticket-7 ")
            #expect(try await gateway.ask("GET /dev/private/1", "X-Ticket: voucher").status == 401)
            #expect(gateway.requests.last?.reason.contains("does not match") == true)
        }
    }
}
