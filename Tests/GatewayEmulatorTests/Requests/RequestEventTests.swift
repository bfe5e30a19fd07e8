// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayEmulator
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// What a REQUEST authorizer is told, field by field, over a socket.
///
/// - Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer"; the members of requestContext, the
///   forms of paths and queries, and the headers that are dropped and added, as recorded with proxy events.
struct RequestEventTests {
    private func events(
        _ requestLine: String,
        _ fields: [String] = [],
        body: String = "",
        change: (inout API) -> Void = { _ in }
    ) async throws -> JSONObject {
        let events = Record<AuthorizerEvent>()
        let parts = parts {
            events.note($0)
            return policy("Allow", "*")
        }
        var api = api([
            try route("ANY /users/{id}", authorizer: "guard"), try route("GET /", authorizer: "guard"),
            try route("GET /files/{proxy+}", authorizer: "guard"),
        ])
        api.authorizers[0].kind = .request(identitySources: [])
        api.authorizers[0].resultTtlInSeconds = 0
        change(&api)
        try await withGateway(api, parts) { (gateway) async throws -> Void in
            let connection = try await gateway.connect()
            var head = "\(requestLine) HTTP/1.1\r\n"
            for field in fields.contains(where: { $0.hasPrefix("Host:") }) ? fields : ["Host: localhost:3000"] + fields
            {
                head += field + "\r\n"
            }
            if !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
            try await connection.send(head + "\r\n" + body)
            #expect(try await connection.response().status == 200)
            await connection.close()
        }
        #expect(events.all.count == 1)
        return try #require(events.all.first?.json.object)
    }

    @Test func `it has these members and no others`() async throws {
        let event = try await events("POST /dev/users/1?a=1&b=x%20y&a=2", ["X-One: 1"], body: "secret")
        #expect(
            event.members.map(\.name) == [
                "type", "methodArn", "resource", "path", "httpMethod", "headers", "multiValueHeaders",
                "queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables",
                "requestContext",
            ]
        )
        #expect(event["type"] == "REQUEST")
        #expect(event["methodArn"] == "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/POST/users/1")
        #expect(event["resource"] == "/users/{id}")
        #expect(event["path"] == "/users/1")
        #expect(event["httpMethod"] == "POST")
        #expect(event["queryStringParameters"] == ["a": "2", "b": "x y"])
        #expect(event["multiValueQueryStringParameters"] == ["a": ["1", "2"], "b": ["x y"]])
        #expect(event["pathParameters"] == ["id": "1"])
        #expect(event["stageVariables"] == [:])
    }

    @Test func `what is absent is an empty map`() async throws {
        let event = try await events("GET /dev")
        for name in ["queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables"] {
            #expect(event[name] == [:], "\(name)")
        }
        #expect(event["path"] == "/")
        #expect(event["resource"] == "/")
        #expect(event["methodArn"] == "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/")
    }

    @Test func `stage variables are the definition's`() async throws {
        let event = try await events("GET /dev") { $0.stageVariables = ["env": "test", "alias": "v1"] }
        #expect(event["stageVariables"] == ["alias": "v1", "env": "test"])
    }

    @Test(arguments: [
        ("/dev/files/a%20b/c+d", "/files/a%20b/c+d", "/dev/files/a%20b/c+d", "a%20b/c+d"),
        ("/dev//files/a//b", "/files/a//b", "/dev//files/a//b", "a//b"),
        ("//dev/files/a/", "/files/a/", "/dev/files/a/", "a"),
    ])
    func `nothing in a path is decoded`(
        _ target: String,
        _ path: String,
        _ contextPath: String,
        _ proxy: String
    ) async throws {
        let event = try await events("GET \(target)")
        #expect(event["path"] == .string(path))
        #expect(event["requestContext"]?.object?["path"] == .string(contextPath))
        #expect(event["pathParameters"] == ["proxy": .string(proxy)])
    }

    @Test func `the context says who asked for what`() async throws {
        let event = try await events("GET /dev/users/7", ["Host: api.example:8080", "User-Agent: probe/1"])
        let context = try #require(event["requestContext"]?.object)
        #expect(
            context.members.map(\.name).sorted() == [
                "accountId", "apiId", "deploymentId", "domainName", "domainPrefix", "extendedRequestId", "httpMethod",
                "identity", "path", "protocol", "requestId", "requestTime", "requestTimeEpoch", "resourceId",
                "resourcePath", "stage",
            ]
        )
        #expect(context["accountId"] == "123456789012")
        #expect(context["apiId"] == "localapi01")
        #expect(context["stage"] == "dev")
        #expect(context["httpMethod"] == "GET")
        #expect(context["resourcePath"] == "/users/{id}")
        #expect(context["protocol"] == "HTTP/1.1")
        #expect(context["domainName"] == "api.example")
        #expect(context["domainPrefix"] == "api")
        #expect(context["requestTimeEpoch"] == 1_795_000_000_000)
        #expect(context["requestTime"] == "18/Nov/2026:11:06:40 +0000")
        #expect(context["resourceId"]?.string?.count == 6)
        let identity = try #require(context["identity"]?.object)
        #expect(
            identity.members.map(\.name).sorted() == [
                "accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType",
                "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId", "sourceIp", "user", "userAgent",
                "userArn",
            ]
        )
        #expect(identity["sourceIp"] == "127.0.0.1")
        #expect(identity["userAgent"] == "probe/1")
        #expect(identity.members.filter { $0.value == .null }.count == 10)
    }

    @Test func `headers keep their spelling, but for the well-known ones`() async throws {
        let event = try await events(
            "GET /dev/users/1",
            ["authorization: t", "user-AGENT: u", "tEsT-HEADeR: aValUE", "X-Two: 1", "x-two: 3", "X-Two: 2"]
        )
        let headers = try #require(event["headers"]?.object)
        #expect(headers["Authorization"] == "t")
        #expect(headers["User-Agent"] == "u")
        #expect(headers["tEsT-HEADeR"] == "aValUE")
        #expect(headers["Host"] == "localhost:3000")
        #expect(headers["X-Two"] == "2")
        #expect(headers["x-two"] == "3")
        #expect(event["multiValueHeaders"]?.object?["X-Two"] == ["1", "2"])
    }

    @Test func `headers that end at the gateway are not among them`() async throws {
        let dropped = [
            "Connection: keep-alive", "Content-MD5: x", "Max-Forwards: 1", "Proxy-Authenticate: x", "Server: x",
            "TE: trailers", "Trailer: x", "Upgrade: h2c", "WWW-Authenticate: x",
        ]
        let event = try await events("POST /dev/users/1", dropped + ["Kept: 1"], body: "x")
        let names = try #require(event["headers"]?.object).members.map(\.name)
        #expect(
            names.sorted() == [
                "Host", "Kept", "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto",
            ]
        )
    }

    @Test func `the way of the request is added`() async throws {
        let event = try await events(
            "GET /dev/users/1",
            ["X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https", "X-Amzn-Trace-Id: Root=1-a-b;Sampled=1"]
        )
        let headers = try #require(event["headers"]?.object)
        #expect(headers["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1")
        #expect(headers["X-Forwarded-Proto"] == "http")
        #expect(headers["X-Forwarded-Port"] == "3000")
        #expect(headers["X-Amzn-Trace-Id"] == "Root=1-a-b;Sampled=1")
    }

    @Test func `a TOKEN authorizer is told three things`() async throws {
        let event = try await events("GET /dev/users/1?a=b", ["Authorization: Bearer abc"]) { api in
            api.authorizers[0].kind = .token(identityHeader: "Authorization")
        }
        #expect(
            JSONValue.object(event) == [
                "type": "TOKEN", "authorizationToken": "Bearer abc",
                "methodArn": "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/users/1",
            ]
        )
    }

    /// Identity sources read what the event shows.
    @Test(arguments: [
        (IdentitySource.context(.httpMethod), "GET"),
        (.context(.path), "/dev/users/1"),
        (.context(.resourcePath), "/users/{id}"),
        (.context(.stage), "dev"),
        (.context(.sourceIp), "127.0.0.1"),
        (.context(.domainName), "localhost"),
        (.stageVariable("env"), "test"),
        (.queryString("q p"), "a b"),
        (.header("x-ONE"), "1"),
    ])
    func `each kind of source is found`(_ source: IdentitySource, _ value: String) async throws {
        let event = try await events("GET /dev/users/1?q+p=a%20b", ["X-One: 1"]) { api in
            api.stageVariables = ["env": "test"]
            api.authorizers[0].kind = .request(identitySources: [source])
            api.authorizers[0].resultTtlInSeconds = 300
        }
        #expect(JSONValue.object(event).compactText.contains("\"\(value)\""))
    }

    @Test func `a context value that a request has not is a 401`() async throws {
        var api = try demoAPI()
        api.authorizers[0].kind = .request(identitySources: [.context(.userAgent)])
        try await withGateway(api) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /dev/private").status == 401)
            #expect(gateway.line.hasSuffix("no context.identity.userAgent; the authorizer was not asked"))
            #expect(try await gateway.ask("GET /dev/private", "User-Agent: x").status == 200)
        }
    }
}
