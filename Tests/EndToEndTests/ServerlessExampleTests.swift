// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// Projects of the Serverless Framework, served as they are: three functions, of which `customAuthorizer` decides who may call
/// `private`.
///
/// - Source: API Gateway developer guide, "Use API Gateway Lambda authorizers"; for CORS the Serverless Framework's guide, "REST
///   API (API Gateway v1)", "Enabling CORS".
@Suite struct ServerlessExampleTests {
    @Test(ServerlessExample.node.condition)
    func `the functions in JavaScript let pass who may, and the log says why others may not`() async throws {
        try await ServerlessExample.node.serve { try await judges($0) }
    }

    @Test(ServerlessExample.python.condition)
    func `the functions in Python let pass who may, and the log says why others may not`() async throws {
        try await ServerlessExample.python.serve { try await judges($0) }
    }

    @Test(ServerlessExample.swift.condition)
    func `the functions in Swift let pass who may, and the log says why others may not`() async throws {
        try await ServerlessExample.swift.serve { try await judges($0) }
    }

    @Test(ServerlessExample.node.condition)
    func `the functions in JavaScript answer pages of other origins, as the framework deploys them`() async throws {
        try await ServerlessExample.node.serve { try await answersPages($0) }
    }

    @Test(ServerlessExample.python.condition)
    func `the functions in Python answer pages of other origins, as the framework deploys them`() async throws {
        try await ServerlessExample.python.serve { try await answersPages($0) }
    }

    @Test(ServerlessExample.swift.condition)
    func `the functions in Swift answer pages of other origins, as the framework deploys them`() async throws {
        try await ServerlessExample.swift.serve { try await answersPages($0) }
    }

    @Test(ServerlessExample.node.condition)
    func `nobody passes the authorizer in JavaScript while the keys cannot be had`() async throws {
        try await failsClosed(.node)
    }

    @Test(ServerlessExample.python.condition)
    func `nobody passes the authorizer in Python while the keys cannot be had`() async throws {
        try await failsClosed(.python)
    }

    @Test(ServerlessExample.swift.condition)
    func `nobody passes the authorizer in Swift while the keys cannot be had`() async throws {
        try await failsClosed(.swift)
    }

    @Test func `the packages of the project in Python are those that its tests run with`() throws {
        let wanted = try read("\(ServerlessExample.python.folder)/requirements.txt").split(separator: "\n")
        let installed = try read("\(Tool.repository)/scripts/oracle.sh")
        #expect(!wanted.isEmpty)
        for package in wanted { #expect(installed.contains("\"\(package)\"")) }
    }

    /// What somebody sends for `Authorization`.
    private enum Credentials {
        case nothing
        case text(String)
        /// What `gateway token` prints with these arguments.
        case token([String])
    }

    private static let callers: [(credentials: Credentials, status: Int, body: JSONValue?, reason: String)] = [
        (.token(["--subject", "mary"]), 200, nil, "Allow"),
        (.token(["--expired"]), 401, unauthorized, threwUnauthorized),
        (.token(["--wrong-key"]), 401, unauthorized, threwUnauthorized),
        (.token(["--wrong-audience"]), 401, unauthorized, threwUnauthorized),
        (.token(["--no-kid"]), 401, unauthorized, threwUnauthorized),
        (.text("Bearer a.b.c"), 401, unauthorized, threwUnauthorized),
        (.text("Basic bWFyeTptYXJ5"), 401, unauthorized, threwUnauthorized),
        (.nothing, 401, unauthorized, "no Authorization header; the authorizer was not asked"),
        (
            .token(["--claim", "https://gateway.localhost/blocked=true"]), 403,
            [
                "Message":
                    "User is not authorized to access this resource with an explicit deny in an identity-based policy"
            ],
            "Deny: Statement[0] of the policy covers execute-api:Invoke on arn:aws:execute-api:us-east-1:"
        ),
        (.text("Bearer throw"), 500, ["message": .null], "the authorizer threw: the authorizer has a bug"),
    ]

    private static let unauthorized: JSONValue = ["message": "Unauthorized"]
    private static let threwUnauthorized = #"the authorizer threw "Unauthorized""#

    private func judges(_ gateway: ServedGateway) async throws {
        let open = try await gateway.get("/dev/public")
        #expect(open.status == 200)
        #expect(try JSONValue(parsing: open.body) == ["message": "Welcome to our Public API!"])

        for (credentials, status, body, _) in Self.callers {
            let response = try await send("GET", "/dev/private", credentials, to: gateway)
            #expect(response.status == status, "\(credentials)")
            let expected = body ?? ["message": "Only logged in users can see this", "user": "mary"]
            #expect(try JSONValue(parsing: response.body) == expected, "\(credentials)")
        }
        func decisions() -> [Substring] {
            gateway.process.errors.split(separator: "\n").filter { $0.contains(" GET /dev/private ") }
        }
        try await eventually("the log has them all; it is: \(gateway.process.errors)") {
            decisions().count == Self.callers.count
        }
        for (line, caller) in zip(decisions(), Self.callers) {
            #expect(line.hasPrefix("\(caller.status) "))
            #expect(line.contains("ms · \(caller.reason)"), "\(line)")
        }
    }

    private func answersPages(_ gateway: ServedGateway) async throws {
        let origin = ["Origin: http://localhost:5173"]
        let open = try await send("GET", "/dev/public", .nothing, origin, to: gateway)
        #expect(open.values(of: "access-control-allow-origin") == ["*"])
        let guarded = try await send("GET", "/dev/private", .token([]), origin, to: gateway)
        #expect(guarded.status == 200)
        #expect(guarded.values(of: "access-control-allow-origin") == ["*"])
        // What the gateway says itself has none: the framework makes no gateway responses.
        let refused = try await send("GET", "/dev/private", .nothing, origin, to: gateway)
        #expect(refused["access-control-allow-origin"] == nil)

        let wish = ["Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization"]
        for path in ["/dev/public", "/dev/private"] {
            let preflight = try await send("OPTIONS", path, .nothing, origin + wish, to: gateway)
            #expect(preflight.status == 200)
            #expect(preflight.body.isEmpty)
            #expect(preflight["access-control-allow-origin"] == "*")
            #expect(preflight["access-control-allow-methods"] == "OPTIONS,GET")
            #expect(
                preflight["access-control-allow-headers"] == """
                    Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent,\
                    X-Amzn-Trace-Id
                    """
            )
            #expect(preflight["access-control-allow-credentials"] == nil)
        }
    }

    private func failsClosed(_ example: ServerlessExample) async throws {
        let nobody = try BoundPort()
        try await example.serve(keysPort: nobody.port) { gateway in
            let response = try await gateway.get("/dev/private", token: gateway.token())
            #expect(response.status == 500)
            #expect(response.text == #"{"message":null}"#)
            try await eventually("the log tells of it; it is: \(gateway.process.errors)") {
                gateway.process.errors.split(separator: "\n").contains {
                    $0.hasPrefix("500 GET /dev/private ") && $0.contains("ms · the authorizer threw: ")
                }
            }
        }
    }

    private func send(
        _ method: String,
        _ path: String,
        _ credentials: Credentials,
        _ fields: [String] = [],
        to gateway: ServedGateway
    ) async throws -> RawResponse {
        let authorization: [String] =
            switch credentials {
            case .nothing: []
            case .text(let text): ["Authorization: \(text)"]
            case .token(let arguments): ["Authorization: Bearer \(try await gateway.token(arguments))"]
            }
        let head = ["\(method) \(path) HTTP/1.1", "Host: localhost"] + authorization + fields
        let connection = try await RawConnection.open(port: gateway.port)
        try await connection.send(head.joined(separator: "\r\n") + "\r\n\r\n")
        let response = try await connection.response()
        await connection.close()
        return response
    }
}
