// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTime
import Glibc
import TestSupport
import Testing

/// `ignoreJWTSignature`, by the binary: who wrote a token does not matter, what it says does, and all of it is told.
///
/// Source: serverless-offline, "Usage and command line options".
@Suite(.enabled(if: Tool.mayRun(Tool.node)))
struct IgnoredSignatureTests {
    private static let handler = """
        exports.hello = async (event) => ({
          statusCode: 200, body: event.requestContext.authorizer?.jwt?.claims.sub ?? "hello",
        });
        exports.guard = async (event) => ({ isAuthorized: event.headers.authorization === "Bearer allow" });
        """

    private static func service(_ offline: String = "{}", jwt: Bool = true) -> String {
        let routes = """
                  - httpApi: { method: get, path: /jwt, authorizer: { name: tenant } }
                  - httpApi: { method: get, path: /scoped, authorizer: { name: tenant, scopes: [read:things] } }

            """
        return """
            service: shop
            provider:
              name: aws
              runtime: nodejs20.x
              httpApi:
                authorizers:
                  tenant: { issuerUrl: "\(TenantTokens.issuer)", audience: "\(TenantTokens.audience)" }
                  asked:
                    type: request
                    functionName: guard
                    enableSimpleResponses: true
                    identitySource: $request.header.Authorization
            custom: { serverless-offline: \(offline) }
            functions:
              guard: { handler: handler.guard }
              hello:
                handler: handler.hello
                events:
                  - httpApi: { method: get, path: /asked, authorizer: { name: asked } }
            \(jwt ? routes : "")
            """
    }

    private static func files(_ service: String) throws -> [String: String] {
        let keys = JSONValue.object(JWKSet([TenantKeys.first.jwk]).object).compactText
        return [
            "serverless.yml": service, "handler.js": handler, "keys.json": keys,
            "tenant-config.yml": TenantTokens.config(keys: "keys.json"),
        ]
    }

    private static func serving<Result>(
        _ service: String = service(),
        _ arguments: [String] = [],
        _ body: (ServedGateway) async throws -> Result
    ) async throws -> Result {
        let arguments = ["serverless.yml", "--config", "tenant-config.yml"] + arguments
        return try await withGateway(try files(service), arguments: arguments, body)
    }

    private static let loudly =
        #"warning: ignoreJWTSignature: SIGNATURES ARE NOT CHECKED by the JWT authorizer "tenant": whoever"#

    /// The log up to a line that is the last one: who reads it may be a moment behind.
    private static func log(of gateway: ServedGateway, to last: String) async throws -> String {
        try await eventually("the log has \(last); it is: \(gateway.process.errors)") {
            gateway.process.errors.contains(last)
        }
        return gateway.process.errors
    }

    /// Signed by nobody, and by somebody else.
    private static func forged(_ change: (inout JSONObject) -> Void = { _ in }) throws -> [String] {
        let signed = try TenantTokens.signed(change)
        let payload = signed.split(separator: ".")[1]
        return [
            "\(Base64URL.encode(Array(#"{"alg":"none"}"#.utf8))).\(payload).",
            try TenantTokens.signed(by: TokenSigner(key: TenantTokens.strangerKey, kid: "stranger"), change),
            TenantTokens.withOtherSignature(signed),
        ]
    }

    @Test(arguments: [["--ignoreJWTSignature"], ["--ignore-jwt-signature"], []])
    func `a forged token passes where that was asked for, loudly, and claims are checked`(
        arguments: [String]
    ) async throws {
        let service = Self.service("{ ignoreJWTSignature: \(arguments.isEmpty) }")
        try await Self.serving(service, arguments) { (gateway: ServedGateway) async throws -> Void in
            for token in try Self.forged() {
                let answer = try await gateway.get("/jwt", token: token)
                #expect(answer.status == 200)
                #expect(answer.text == "auth0|mary")
                #expect(try await gateway.get("/scoped", token: token).status == 403)
            }
            for token in try Self.forged({ $0["scope"] = "read:things" }) {
                #expect(try await gateway.get("/scoped", token: token).status == 200)
            }
            let changes: [(inout JSONObject) -> Void] = [
                { $0["iss"] = "https://other.example.test/" }, { $0["aud"] = "https://other.example.test/" },
                { $0["exp"] = 1 },
            ]
            for change in changes {
                for token in try Self.forged(change) {
                    #expect(try await gateway.get("/jwt", token: token).status == 401)
                }
            }
            #expect(try await gateway.get("/jwt", token: "a.b.c").status == 401)
            #expect(try await gateway.get("/jwt").status == 401)
            #expect(try await gateway.get("/asked", token: "allow").text == "hello")
            #expect(try await gateway.get("/asked", token: Self.forged()[0]).status == 403)

            let log = try await Self.log(of: gateway, to: "403 GET /asked")
            #expect(log.contains(Self.loudly))
            for decision in ["JWT accepted: auth0|mary", "JWT: token expired", "JWT: the route asks for the scope"] {
                let lines = log.split(separator: "\n").filter { $0.contains(decision) }
                #expect(!lines.isEmpty, "\(decision)")
                #expect(
                    lines.allSatisfy { $0.contains("; warning: signature not checked (ignoreJWTSignature)") },
                    "\(lines)"
                )
            }
            let asked = log.split(separator: "\n").filter { $0.contains("GET /asked") }
            #expect(asked.count == 2 && !asked.contains { $0.contains("signature") }, "\(asked)")
        }
    }

    @Test func `without it the signature decides`() async throws {
        try await Self.serving { (gateway: ServedGateway) async throws -> Void in
            #expect(try await gateway.get("/jwt", token: TenantTokens.signed()).status == 200)
            for token in try Self.forged() { #expect(try await gateway.get("/jwt", token: token).status == 401) }
            #expect(try await gateway.get("/asked", token: "nobody").status == 403)
            let log = try await Self.log(of: gateway, to: "403 GET /asked")
            #expect(!log.contains("ignoreJWTSignature") && !log.contains("signature not checked"))
        }
    }

    @Test func `who saves the file keeps what the command line said`() async throws {
        try await Self.serving(Self.service(), ["--ignoreJWTSignature"]) {
            (gateway: ServedGateway) async throws -> Void in
            let token = try Self.forged()[0]
            #expect(try await gateway.get("/jwt", token: token).status == 200)
            try replace("\(gateway.folder)/serverless.yml", with: Self.service().replacing("/jwt", with: "/saved"))
            try await eventually("the new path is served; the log is: \(gateway.process.errors)") {
                try await gateway.get("/saved", token: token).status == 200
            }
            try await eventually("the warning is told again; the log is: \(gateway.process.errors)") {
                gateway.process.errors.split(separator: "\n").count { $0.contains(Self.loudly) } == 2
            }
        }
    }

    @Test(
        arguments: [
            (["--ignoreJWTSignature", "--host", "0.0.0.0"], "{}"), (["--ignoreJWTSignature"], "{ host: '0.0.0.0' }"),
            (["--host", "::"], "{ ignoreJWTSignature: true }"), ([], "{ ignoreJWTSignature: true, host: '0.0.0.0' }"),
        ]
    )
    func `it is refused where others may connect`(arguments: [String], offline: String) async throws {
        try await withFolder(try Self.files(Self.service(offline))) { folder in
            let serve = ["serve", "serverless.yml", "--config", "tenant-config.yml", "--port", "0"]
            let (code, output, errors) = try await run(Tool.gateway, serve + arguments, in: folder)
            #expect(code == 64)
            #expect(output.isEmpty)
            let reason =
                "is no loopback address: with ignoreJWTSignature whoever reaches it passes as anybody; "
                + "leave out one of the two"
            #expect(errors.contains(reason), "\(errors)")
            #expect(!errors.contains("listening on"))
        }
    }

    @Test func `nor does noAuth of the file reach further, unless this run is told so`() async throws {
        let files = try Self.files(Self.service("{ noAuth: true }"))
        try await withFolder(files) { folder in
            let serve = [
                "serve", "serverless.yml", "--config", "tenant-config.yml", "--port", "0", "--host", "0.0.0.0",
            ]
            let (code, _, errors) = try await run(Tool.gateway, serve, in: folder)
            #expect(code == 64)
            #expect(
                errors.contains(
                    "with noAuth of serverless.yml whoever reaches it passes; say --no-auth if that is meant"
                )
            )
        }
        let arguments = ["--host", "0.0.0.0", "--no-auth"]
        try await Self.serving(Self.service(), arguments) { (gateway: ServedGateway) async throws -> Void in
            #expect(try await gateway.get("/jwt", token: Self.forged()[0]).status == 200)
        }
    }

    @Test func `nor may the file ask for it later`() async throws {
        try await Self.serving(Self.service(), ["--host", "0.0.0.0"]) { (gateway: ServedGateway) async throws -> Void in
            let next = Self.service("{ ignoreJWTSignature: true }")
            try replace("\(gateway.folder)/serverless.yml", with: next)
            try await eventually("it is refused; the log is: \(gateway.process.errors)") {
                gateway.process.errors.contains(
                    "serverless.yml: the host is no loopback address: with ignoreJWTSignature"
                )
            }
            #expect(try await gateway.get("/jwt", token: Self.forged()[0]).status == 401)
            #expect(try await gateway.get("/jwt", token: TenantTokens.signed()).status == 200)
        }
    }

    @Test func `where it has no effect, that is said`() async throws {
        try await withFolder(try Self.files(Self.service(jwt: false))) { folder in
            let check = ["check", "serverless.yml", "--ignoreJWTSignature"]
            let (code, _, errors) = try await run(Tool.gateway, check, in: folder)
            #expect(code == 0)
            #expect(
                try await run(Tool.gateway, ["serve", "--help"], in: folder).output.contains("--ignoreJWTSignature")
            )
            #expect(errors == "note: ignoreJWTSignature has no effect: no route asks a JWT authorizer of this file\n")
        }
    }

    @Test func `explain says it, too`() async throws {
        try await withFolder(try Self.files(Self.service())) { folder in
            let explain = [
                "explain", "GET", "/jwt", "serverless.yml", "--config", "tenant-config.yml", "--ignoreJWTSignature",
                "--token", try Self.forged()[0],
            ]
            let text = try await run(Tool.gateway, explain, in: folder)
            #expect(text.code == 0 && text.errors.contains(Self.loudly), "\(text)")
            #expect(
                text.output.contains("JWT accepted: auth0|mary; warning: signature not checked (ignoreJWTSignature)")
            )
            let json = try await run(Tool.gateway, explain + ["--format", "json"], in: folder)
            let trace = try JSONValue(parsing: json.output.utf8)
            #expect(trace["authorization", "warning"] == "signature not checked (ignoreJWTSignature)", "\(json.output)")
        }
    }
}
