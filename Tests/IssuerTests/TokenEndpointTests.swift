// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport
import Testing

/// `/oauth/token`: every way to ask, and what comes of it.
struct TokenEndpointTests {
    private static let audience = "https://gateway.localhost/"
    private static let form =
        "grant_type=client_credentials&client_id=local-client&client_secret=local-secret"
        + "&audience=https%3A%2F%2Fgateway.localhost%2F"
    private static let json =
        #"{"grant_type": "client_credentials", "client_id": "local-client", "client_secret": "local-secret", "#
        + #""audience": "https://gateway.localhost/""#

    /// The claims of a token, verified with the keys that the issuer publishes.
    private func claims(
        of response: RawResponse,
        from issuer: TestIssuer,
        _ place: SourceLocation = #_sourceLocation
    ) async throws -> JSONObject {
        #expect(response.status == 200, "\(response.text)", sourceLocation: place)
        #expect(response["content-type"] == "application/json", sourceLocation: place)
        #expect(response["cache-control"] == "no-store", sourceLocation: place)
        #expect(response["pragma"] == "no-cache", sourceLocation: place)
        let answer = try #require(try JSONValue(parsing: response.body).object, sourceLocation: place)
        #expect(answer["expires_in"] == 86_400, sourceLocation: place)
        #expect(answer["token_type"] == "Bearer", sourceLocation: place)
        #expect(answer["id_token"] == nil, sourceLocation: place)
        let keys = try JWKSet(parsing: try await issuer.ask("GET /.well-known/jwks.json").body)
        let verifier = JWTVerifier(issuer: issuer.issuer.names.http, audiences: [Self.audience])
        let token = try #require(answer["access_token"]?.string, sourceLocation: place)
        #expect(answer["scope"]?.string == (try verifier.verify(token, keys: keys, now: issuer.clock.now)).scope)
        return try verifier.verify(token, keys: keys, now: issuer.clock.now).object
    }

    @Test func `a form gets a token with Auth0's claims`() async throws {
        try await withIssuer { issuer in
            let claims = try await claims(of: issuer.postForm(Self.form), from: issuer)
            #expect(
                claims
                    == JSONObject([
                        "iss": "http://localhost:3443/",
                        "sub": "local-client@clients",
                        "aud": "https://gateway.localhost/",
                        "iat": 1_795_000_000,
                        "exp": 1_795_086_400,
                        "gty": "client-credentials",
                        "azp": "local-client",
                    ])
            )
        }
    }

    @Test func `a token's header names algorithm, type and key`() async throws {
        try await withIssuer { issuer in
            let answer = try JSONValue(parsing: try await issuer.postForm(Self.form).body).object
            let parts = (answer?["access_token"]?.string ?? "").split(separator: ".")
            let header = try JSONValue(parsing: try Base64URL.decode(String(parts.first ?? ""))).object
            #expect(header?["alg"] == "RS256")
            #expect(header?["typ"] == "JWT")
            #expect(header?["kid"]?.string == (try await issuer.key.load()).jwk.kid)
        }
    }

    @Test func `a token ends with its day`() async throws {
        try await withIssuer { issuer in
            let answer = try JSONValue(parsing: try await issuer.postForm(Self.form).body).object
            let token = answer?["access_token"]?.string ?? ""
            let verifier = JWTVerifier(issuer: "http://localhost:3443/", audiences: [Self.audience])
            let keys = try await issuer.issuer.keys()
            issuer.clock.advance(by: .seconds(86_399))
            #expect(throws: Never.self) { try verifier.verify(token, keys: keys, now: issuer.clock.now) }
            issuer.clock.advance(by: .seconds(1))
            #expect(throws: TokenError.self) { try verifier.verify(token, keys: keys, now: issuer.clock.now) }
        }
    }

    @Test(arguments: [
        json + "}",
        json + #", "scope": null, "realm": null, "organization": null}"#,
    ])
    func `JSON gets one too, and null means absent`(_ body: String) async throws {
        try await withIssuer { issuer in
            let claims = try await claims(of: issuer.postJSON(body), from: issuer)
            #expect(claims["sub"] == "local-client@clients")
            #expect(claims["scope"] == nil)
        }
    }

    @Test func `the content type's case and parameters do not matter`() async throws {
        try await withIssuer { issuer in
            let response = try await issuer.ask(
                "POST /oauth/token",
                ["content-type: Application/JSON; charset=utf-8"],
                body: Self.json + "}"
            )
            #expect(response.status == 200)
            #expect(try await issuer.ask("POST /oauth/token", body: Self.form).status == 200)
        }
    }

    @Test func `credentials may come as HTTP Basic, encoded as RFC 6749 has it`() async throws {
        var tenant = Tenant.usual
        tenant.applications[1].clientId = "a:b c"
        tenant.applications[1].clientSecret = "ä+%/"
        try await withIssuer(tenant) { issuer in
            let basic = Base64.encode(Array("a%3Ab+c:%C3%A4%2B%25%2f".utf8))
            let body = "grant_type=client_credentials&audience=https%3A%2F%2Fgateway.localhost%2F"
            let claims = try await claims(of: issuer.postForm(body, "Authorization: bAsIc \(basic)"), from: issuer)
            #expect(claims["azp"] == "a:b c")
            let wrong = Base64.encode(Array("a%3Ab+c:wrong".utf8))
            #expect(try await issuer.postForm(body, "Authorization: Basic \(wrong)").status == 401)
        }
    }

    @Test func `a scope is granted, in token and answer`() async throws {
        try await withIssuer { issuer in
            let response = try await issuer.postForm(Self.form + "&scope=read%3Aa+write%3Ab")
            #expect(try await claims(of: response, from: issuer)["scope"] == "read:a write:b")
        }
    }

    // MARK: - Refusals

    struct Refusal: Sendable, CustomTestStringConvertible {
        let body: String
        let status: Int
        let error: String
        let description: String

        init(_ body: String, _ status: Int, _ error: String, _ description: String) {
            self.body = body
            self.status = status
            self.error = error
            self.description = description
        }

        var testDescription: String { body }
    }

    private func check(_ response: RawResponse, _ refusal: Refusal, _ place: SourceLocation = #_sourceLocation) throws {
        #expect(response.status == refusal.status, sourceLocation: place)
        #expect(response["content-type"] == "application/json", sourceLocation: place)
        #expect(response["cache-control"] == "no-store", sourceLocation: place)
        #expect(response["pragma"] == "no-cache", sourceLocation: place)
        #expect(
            try JSONValue(parsing: response.body)
                == ["error": .string(refusal.error), "error_description": .string(refusal.description)],
            sourceLocation: place
        )
    }

    private static func missing(_ name: String, _ body: String) -> Refusal {
        Refusal(body, 400, "invalid_request", "Missing required parameter: \(name)")
    }

    private static let client = "client_id=local-client&client_secret=local-secret"
    private static let grant = "grant_type=client_credentials"
    private static let api = "audience=https%3A%2F%2Fgateway.localhost%2F"

    @Test(arguments: [
        missing("grant_type", ""),
        missing("grant_type", "\(client)&\(api)"),
        missing("grant_type", "grant_type=&\(client)&\(api)"),
        missing("client_id", "\(grant)&\(api)"),
        Refusal("grant_type=magic&\(client)&\(api)", 403, "unsupported_grant_type", "Unsupported grant type: magic"),
        Refusal("\(grant)&client_id=local-client&\(api)", 401, "access_denied", "Unauthorized"),
        Refusal("\(grant)&client_id=local-client&client_secret=wrong&\(api)", 401, "access_denied", "Unauthorized"),
        Refusal("\(grant)&client_id=local-client&client_secret=&\(api)", 401, "access_denied", "Unauthorized"),
        Refusal("\(grant)&client_id=other&client_secret=local-secret&\(api)", 401, "access_denied", "Unauthorized"),
        Refusal("\(grant)&client_id=other&client_secret=local-secret", 401, "access_denied", "Unauthorized"),
        Refusal(
            "\(grant)&\(client)&audience=https%3A%2F%2Fother%2F",
            403,
            "access_denied",
            "Service not found: https://other/"
        ),
        Refusal(
            "\(grant)&\(client)&audience=https%3A%2F%2Fgateway.localhost",
            403,
            "access_denied",
            "Service not found: https://gateway.localhost"
        ),
        Refusal("\(grant)&\(grant)", 400, "invalid_request", "the parameter occurs twice: grant_type"),
        Refusal("a=%zz", 400, "invalid_request", "the body is not application/x-www-form-urlencoded"),
        Refusal("a=%4", 400, "invalid_request", "the body is not application/x-www-form-urlencoded"),
        Refusal("a=%FF", 400, "invalid_request", "the body is not application/x-www-form-urlencoded"),
    ])
    func `a form that is wrong is refused in Auth0's words`(_ refusal: Refusal) async throws {
        try await withIssuer { issuer in try check(try await issuer.postForm(refusal.body), refusal) }
    }

    @Test(arguments: [
        missing("grant_type", "{}"),
        missing("client_id", #"{"grant_type": "client_credentials", "client_id": null}"#),
        Refusal("[]", 400, "invalid_request", "the body is a list, not an object"),
        Refusal(#"{"grant_type": 7}"#, 400, "invalid_request", "grant_type is a number"),
        Refusal(
            #"{"grant_type": "magic\n\"", "client_id": "local-client"}"#,
            403,
            "unsupported_grant_type",
            "Unsupported grant type: magic\n\""
        ),
    ])
    func `JSON that is wrong is refused in Auth0's words`(_ refusal: Refusal) async throws {
        try await withIssuer { issuer in try check(try await issuer.postJSON(refusal.body), refusal) }
    }

    @Test(arguments: ["", "{", "grant_type=client_credentials", #"{"a": 1, "a": 2}"#])
    func `what is no JSON is called so`(_ body: String) async throws {
        try await withIssuer { issuer in
            let response = try await issuer.postJSON(body)
            #expect(response.status == 400)
            #expect(response.text.hasPrefix(#"{"error":"invalid_request","error_description":"the body is not JSON: "#))
        }
    }

    @Test(arguments: [
        ("Basic ****", "the Authorization header is not Base64"),
        ("Basic YQ==", "the Authorization header holds no id and secret"),
        ("Basic JTp4", "the Authorization header holds no id and secret"),
    ])
    func `credentials that cannot be read are refused`(_ header: String, _ reason: String) async throws {
        try await withIssuer { issuer in
            let response = try await issuer.postForm(Self.form, "Authorization: \(header)")
            try check(response, Refusal("", 400, "invalid_request", reason))
        }
    }

    @Test func `without a key there is a server error that names the file`() async throws {
        let folder = try TemporaryDirectory()
        try await withIssuer(keyIn: StateDirectory(path: folder.file("missing/.gateway"))) { issuer in
            let response = try await issuer.postForm(Self.form)
            #expect(response.status == 500)
            let answer = try JSONValue(parsing: response.body).object
            #expect(answer?["error"] == "server_error")
            #expect(answer?["error_description"]?.string?.contains("missing/.gateway: no such file") == true)
            #expect(try await issuer.ask("GET /.well-known/jwks.json").status == 500)
        }
    }
}
