// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayEmulator
import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTransport
import TestSupport
import Testing

/// Status, error type and body of each answer, byte for byte, over a socket.
struct AnswerTests {
    struct Expected: Sendable {
        let status: Int
        let errorType: String?
        let body: String

        static let missingToken = Expected(
            status: 403,
            errorType: "MissingAuthenticationTokenException",
            body: #"{"message":"Missing Authentication Token"}"#
        )
        static let forbidden = Expected(status: 403, errorType: "ForbiddenException", body: #"{"message":"Forbidden"}"#)
        static let unauthorized = Expected(
            status: 401,
            errorType: "UnauthorizedException",
            body: #"{"message":"Unauthorized"}"#
        )
        static let fault = Expected(
            status: 500,
            errorType: "AuthorizerConfigurationException",
            body: #"{"message":null}"#
        )
        static let explicitDeny = Expected(
            status: 403,
            errorType: "AccessDeniedException",
            body: #"{"Message":"User is not authorized to access this resource with an explicit deny in an "#
                + #"identity-based policy"}"#
        )
        static let implicitDeny = Expected(
            status: 403,
            errorType: "AccessDeniedException",
            body: #"{"Message":"User is not authorized to access this resource because no identity-based policy "#
                + #"allows the execute-api:Invoke action"}"#
        )
        static let badGateway = Expected(
            status: 502,
            errorType: "InternalServerErrorException",
            body: #"{"message": "Internal server error"}"#
        )
        static let timedOut = Expected(
            status: 504,
            errorType: "InternalServerErrorException",
            body: #"{"message": "Endpoint request timed out"}"#
        )
        static let publicWelcome = Expected(
            status: 200,
            errorType: nil,
            body: #"{"message": "Welcome to our Public API!"}"#
        )
        static let privateWelcome = Expected(
            status: 200,
            errorType: nil,
            body: #"{"message": "Only logged in users can see this"}"#
        )
        static let noCredential = Expected(
            status: 403,
            errorType: "IncompleteSignatureException",
            body: #"{"message":"Authorization header requires 'Credential' parameter. Authorization header requires "#
                + #"'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization "#
                + #"header requires existence of either a 'X-Amz-Date' or a 'Date' header."}"#
        )
    }

    private func check(_ response: RawResponse, _ expected: Expected, _ place: SourceLocation = #_sourceLocation) {
        #expect(response.status == expected.status, sourceLocation: place)
        #expect(response["x-amzn-errortype"] == expected.errorType, sourceLocation: place)
        #expect(response["content-type"] == "application/json", sourceLocation: place)
        #expect(response["content-length"] == "\(expected.body.utf8.count)", sourceLocation: place)
        #expect(response.text == expected.body, sourceLocation: place)
    }

    @Test(arguments: [
        ("GET /dev/public", Expected.publicWelcome),
        ("GET /dev/public/", .publicWelcome),
        ("GET //dev//public", .publicWelcome),
        ("GET /dev/public?a=b", .publicWelcome),
        ("GET http://localhost/dev/public", .publicWelcome),
        ("GET /dev/nothing", .missingToken),
        ("GET /dev", .missingToken),
        ("GET /dev/", .missingToken),
        ("POST /dev/public", .missingToken),
        ("OPTIONS /dev/public", .missingToken),
        ("get /dev/public", .missingToken),
        ("BREW /dev/public", .missingToken),
        ("POST /dev/private", .missingToken),
        ("GET /dev/Public", .missingToken),
        ("GET /dev/public/x", .missingToken),
        ("GET /dev/privat%65", .missingToken),
        ("GET /public", .forbidden),
        ("GET /prod/public", .forbidden),
        ("GET /DEV/public", .forbidden),
        ("GET /", .forbidden),
        ("OPTIONS *", .forbidden),
        ("GET /dev/private", .unauthorized),
        ("GET /dev/private/", .unauthorized),
    ])
    func `without a token`(_ requestLine: String, _ expected: Expected) async throws {
        try await withGateway(try demoAPI(), parts()) { gateway in
            check(try await gateway.ask(requestLine), expected)
        }
    }

    @Test func `HEAD is not derived from GET, and its answer has no body`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            let connection = try await gateway.connect()
            try await connection.send(
                "HEAD /dev/public HTTP/1.1\r\nHost: a\r\n\r\nGET /dev/public HTTP/1.1\r\nHost: a\r\n\r\n"
            )
            let head = try await connection.response(isHead: true)
            #expect(head.status == 403)
            #expect(head["content-length"] == "42")
            #expect(head["x-amzn-errortype"] == "MissingAuthenticationTokenException")
            check(try await connection.response(), .publicWelcome)
            await connection.close()
        }
    }

    @Test(arguments: ["/dev/nothing", "/dev/public"])
    func `an Authorization header where no route is gets a signature error`(_ path: String) async throws {
        try await withGateway(try demoAPI()) { gateway in
            let response = try await gateway.ask("POST \(path)", "Authorization: Bearer abc.def.ghi")
            #expect(response.status == 403)
            #expect(response["x-amzn-errortype"] == "IncompleteSignatureException")
            // printf %s 'Bearer abc.def.ghi' | openssl dgst -sha256 -binary | base64
            let hash = "UxOF3HMhATMMq+KaaPX3QIBX1wJiIP+fN+V4AUACHEY="
            #expect(
                response.text
                    == #"{"message":"Invalid key=value pair (missing equal-sign) in Authorization header "#
                    + #"(hashed with SHA-256 and encoded with Base64): '\#(hash)'."}"#
            )
            check(try await gateway.ask("POST \(path)", "Authorization: token=abc"), .noCredential)
            check(try await gateway.ask("POST \(path)", "Authorization:"), .missingToken)
        }
    }

    @Test func `an unknown stage is forbidden, whatever the header says`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            check(try await gateway.ask("GET /prod/public", "Authorization: Bearer abc"), .forbidden)
        }
    }

    // MARK: - Private routes

    private func ask(_ authorizer: @escaping AuthorizerFunction) async throws -> RawResponse {
        try await withGateway(try demoAPI(), parts(authorizer: authorizer)) { gateway in
            try await gateway.ask("GET /dev/private", "Authorization: t")
        }
    }

    @Test func `who is allowed gets through`() async throws {
        check(try await ask { policy("Allow", $0.methodArn) }, .privateWelcome)
        check(try await ask { _ in policy("Allow", "*") }, .privateWelcome)
    }

    @Test func `who is denied does not`() async throws {
        check(try await ask { policy("Deny", $0.methodArn) }, .explicitDeny)
        check(try await ask { _ in policy("Allow", "arn:aws:execute-api:*:*:*/dev/GET/other") }, .implicitDeny)
        check(try await ask { _ in policy("Deny", "*/other") }, .implicitDeny)
        check(
            try await ask { _ in ["principalId": "user", "policyDocument": ["Statement": []]] },
            .implicitDeny
        )
    }

    @Test func `a denial need not say whom it denies`() async throws {
        check(try await ask { _ in policy("Deny", "*", principalId: .null) }, .explicitDeny)
    }

    /// Cases rest-auth-001 to -005: each is a 401 without an invocation.
    @Test func `a token that does not match, and an identity source that is missing, are a 401`() async throws {
        let asked = Record<String>()
        let parts = parts {
            asked.note($0.authorizationToken ?? "a request")
            return policy("Allow", "*")
        }
        var api = try demoAPI(ttl: 0)
        api.authorizers[0].kind = .token(identityHeader: "Authorization", identityValidationExpression: "(a+)+")
        try await withGateway(api, parts) { gateway in
            check(try await gateway.ask("GET /dev/private", "Authorization: aaab"), .unauthorized)
            check(try await gateway.ask("GET /dev/private", "Authorization:"), .unauthorized)
            // Nobody waits for the end of this one.
            let endless = String(repeating: "a", count: 4000) + "b"
            check(try await gateway.ask("GET /dev/private", "Authorization: \(endless)"), .unauthorized)
            check(try await gateway.ask("GET /dev/private", "Authorization: aaa"), .privateWelcome)
        }
        api.authorizers[0].kind = .request(identitySources: [.header("HeaderAuth1"), .queryString("QueryString1")])
        try await withGateway(api, parts) { gateway in
            check(try await gateway.ask("GET /dev/private", "HeaderAuth1: x"), .unauthorized)
            check(try await gateway.ask("GET /dev/private?QueryString1=x"), .unauthorized)
            check(try await gateway.ask("GET /dev/private?QueryString1=", "HeaderAuth1: x"), .unauthorized)
            check(try await gateway.ask("GET /dev/private?querystring1=x", "HeaderAuth1: x"), .unauthorized)
            check(try await gateway.ask("GET /dev/private?QueryString1=x", "headerauth1: x"), .privateWelcome)
        }
        api.authorizers[0].kind = .request(identitySources: [])
        try await withGateway(api, parts) { gateway in
            check(try await gateway.ask("GET /dev/private"), .privateWelcome)
        }
        #expect(asked.all == ["aaa", "a request", "a request"])
    }

    @Test func `an authorizer that throws Unauthorized makes a 401`() async throws {
        check(try await ask { _ in throw Worded("Unauthorized") }, .unauthorized)
    }

    @Test(
        arguments: [
            .null, "Unauthorized", [], 401,
            ["statusCode": 401, "body": "no"],
            ["principalId": "user", "policyDocument": ["Statement": [["Effect": "allow"]]]],
            policy("Allow", "*", principalId: .null),
            ["principalId": "user", "policyDocument": ["Statement": []], "context": ["a": ["hello"]]],
        ] as [JSONValue]
    )
    func `an authorizer that answers rubbish makes a 500`(_ answer: JSONValue) async throws {
        check(try await ask { _ in answer }, .fault)
    }

    @Test func `an authorizer that throws anything else makes a 500`() async throws {
        check(try await ask { _ in throw Worded("Invalid token") }, .fault)
    }

    @Test func `an authorizer that never answers makes a 500 after 29 seconds`() async throws {
        let clock = ManualTime()
        let never = Gate()
        let slow = parts { _ in
            await never.pass()
            return policy("Allow", "*")
        }
        try await withGateway(try demoAPI(), slow, clock: clock) { gateway in
            async let response = gateway.ask("GET /dev/private", "Authorization: t")
            try await eventually("the authorizer is asked") { never.waitingCount == 1 && clock.sleeperCount == 1 }
            clock.advance(by: .seconds(29))
            check(try await response, .fault)
            #expect(gateway.line == "500 GET /dev/private 29000.0 ms · the authorizer did not answer within 29 s")
        }
        never.open()
    }

    @Test func `the identity header may have another name, and its case does not matter`() async throws {
        var api = try demoAPI()
        api.authorizers[0].kind = .token(identityHeader: "X-Token")
        let events = Record<AuthorizerEvent>()
        let parts = parts {
            events.note($0)
            return policy("Allow", "*")
        }
        try await withGateway(api, parts) { gateway in
            check(try await gateway.ask("GET /dev/private", "Authorization: t"), .unauthorized)
            check(try await gateway.ask("GET /dev/private", "x-ToKeN:   a b  "), .privateWelcome)
            check(try await gateway.ask("GET /dev/private", "X-Token:"), .unauthorized)
        }
        #expect(events.all.map(\.authorizationToken) == ["a b"])
    }

    // MARK: - What is too large

    @Test func `a body of more than 10 MB is refused in plain text`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            let connection = try await gateway.connect()
            try await connection.send("GET /dev/public HTTP/1.1\r\nHost: a\r\nContent-Length: 10485761\r\n\r\n")
            let response = try await connection.response()
            #expect(response.status == 413)
            #expect(response["content-type"] == "text/plain")
            #expect(response["content-length"] == "44")
            #expect(response.text == "HTTP content length exceeded 10485760 bytes.")
            #expect(response.head.fields.map(\.name) == ["Date", "Content-Type", "Content-Length", "Connection"])
            #expect(response["connection"] == "close")
            await connection.close()
            #expect(gateway.line == "413 (no request) 0.00 ms · the body is too large")
        }
    }

    @Test func `a URL of more than 10240 bytes is a 414`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            let longest = "/dev/" + String(repeating: "a", count: 10_235)
            #expect(try await gateway.ask("GET \(longest)").status == 403)
            let response = try await gateway.ask("GET \(longest)a")
            #expect(response.status == 414)
            #expect(response.text.contains("Request URI too long"))
        }
    }

    @Test func `header values of more than 10240 bytes are refused`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            let response = try await gateway.ask("GET /dev/public", "X-Big: " + String(repeating: "a", count: 10_240))
            #expect(response.status == 431)
            #expect(response.text == #"{"message":"HTTP header is larger than 10240 bytes."}"#)
        }
    }

    @Test func `bytes that are no request are a 400 with the rule that says so`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            let response = try await gateway.ask("GET /dev/public", "Transfer-Encoding: chunked", "Content-Length: 3")
            #expect(response.status == 400)
            #expect(
                response.text
                    == #"{"message":"Bad Request: Content-Length and Transfer-Encoding occur together (RFC 9112 §6.3)"}"#
            )
            #expect(try JSONValue(parsing: response.body).object != nil)
            let other = try await gateway.ask("GET /dev/public", "Transfer-Encoding: gzip")
            #expect(
                other.text == #"{"message":"Bad Request: the last transfer coding is not \"chunked\" (RFC 9112 §6.3)"}"#
            )
        }
    }
}
