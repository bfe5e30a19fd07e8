// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJOSE
import GatewayJSON
import TestSupport
import Testing

/// What the issuer tells everybody: its keys, its endpoints, and what it does not know.
struct PublishedDocumentsTests {
    @Test func `the JWKS holds the public half of the key, and nothing else of it`() async throws {
        try await withIssuer { issuer in
            let response = try await issuer.ask("GET /.well-known/jwks.json")
            #expect(response.status == 200)
            #expect(response["content-type"] == "application/json")
            #expect(response["access-control-allow-origin"] == "*")
            #expect(response["cache-control"] == "public, max-age=15")
            let document = try JSONValue(parsing: response.body).object
            #expect(document?.members.map(\.name) == ["keys"])
            let keys = document?["keys"]?.array ?? []
            #expect(keys.count == 1)
            let key = keys.first?.object
            #expect(Set(key?.members.map(\.name) ?? []) == ["kty", "use", "alg", "n", "e", "kid"])
            #expect(key?["kty"] == "RSA")
            #expect(key?["use"] == "sig")
            #expect(key?["alg"] == "RS256")
            #expect(key?["e"] == "AQAB")
            #expect(try Base64URL.decode(key?["n"]?.string ?? "").count == 256)
            #expect(key?["kid"]?.string == (try await issuer.key.load()).jwk.kid)
        }
    }

    @Test func `discovery tells what works here, below the issuer`() async throws {
        try await withIssuer(IssuerSettings(issuer: "https://tenant.example/")) { issuer in
            let response = try await issuer.ask("GET /.well-known/openid-configuration?x=y")
            #expect(response.status == 200)
            #expect(response["access-control-allow-origin"] == "*")
            #expect(
                try JSONValue(parsing: response.body) == [
                    "issuer": "https://tenant.example/",
                    "token_endpoint": "https://tenant.example/oauth/token",
                    "jwks_uri": "https://tenant.example/.well-known/jwks.json",
                    "grant_types_supported": ["client_credentials"],
                    "response_types_supported": [],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                ]
            )
        }
    }

    @Test(arguments: ["/.well-known/jwks.json", "/.well-known/openid-configuration"])
    func `HEAD is GET without the body`(_ path: String) async throws {
        try await withIssuer { issuer in
            let get = try await issuer.ask("GET \(path)")
            let head = try await issuer.ask("HEAD \(path)")
            #expect(head.status == 200)
            #expect(head["content-length"] == "\(get.body.count)")
        }
    }

    @Test(arguments: [
        ("POST /.well-known/jwks.json", "GET, HEAD"),
        ("DELETE /.well-known/openid-configuration", "GET, HEAD"),
        ("GET /oauth/token", "POST"),
        ("HEAD /oauth/token", "POST"),
    ])
    func `a wrong method is told the right ones`(_ requestLine: String, _ allowed: String) async throws {
        try await withIssuer { issuer in
            let response = try await issuer.ask(requestLine)
            #expect(response.status == 405)
            #expect(response["allow"] == allowed)
        }
    }

    @Test(arguments: [
        "GET /", "GET /oauth/token/", "GET //.well-known/jwks.json", "GET /.well-known/jwks%2Ejson",
        "GET /.well-known/../.gateway/issuer-key.pem", "POST /authorize",
    ])
    func `anything else is not found`(_ requestLine: String) async throws {
        try await withIssuer { issuer in
            let response = try await issuer.ask(requestLine)
            #expect(response.status == 404)
            #expect(try JSONValue(parsing: response.body).object?["error"] == "not_found")
        }
    }

    @Test func `bytes that are no request get a JSON answer, too`() async throws {
        try await withIssuer { issuer in
            let response = try await issuer.ask("GET", [])
            #expect(response.status == 400)
            #expect(try JSONValue(parsing: response.body).object?["error"] == "invalid_request")
        }
    }

    @Test func `claims of one's own win`() {
        var token = AccessToken(issuer: "i", audience: "a", subject: "s", clientId: "c", scope: "x", lifetimeSeconds: 5)
        token.claims["sub"] = "other"
        token.claims["https://example/role"] = ["admin"]
        token.claims["exp"] = .null
        let claims = token.claims(now: ManualTime().now)
        #expect(claims["sub"] == "other")
        #expect(claims["https://example/role"] == ["admin"])
        #expect(claims["exp"] == .null)
        #expect(claims["iat"] == 1_795_000_000)
        #expect(claims["gty"] == nil)
    }
}
