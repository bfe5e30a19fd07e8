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
            #expect(Set(key?.members.map(\.name) ?? []) == ["kty", "use", "alg", "n", "e", "kid", "x5t", "x5c"])
            #expect(key?["kty"] == "RSA")
            #expect(key?["use"] == "sig")
            #expect(key?["alg"] == "RS256")
            #expect(key?["e"] == "AQAB")
            #expect(try Base64URL.decode(key?["n"]?.string ?? "").count == 256)
            #expect(key?["kid"]?.string == (try await issuer.key.load()).jwk.kid)
        }
    }

    @Test func `discovery tells what works here, below the issuer`() async throws {
        try await withIssuer { issuer in
            let response = try await issuer.ask("GET /.well-known/openid-configuration?x=y")
            #expect(response.status == 200)
            #expect(response["access-control-allow-origin"] == "*")
            let document = try #require(try JSONValue(parsing: response.body).object)
            let base = "http://localhost:3443/"
            #expect(document["issuer"] == .string(base))
            for (name, path) in [
                ("authorization_endpoint", "authorize"), ("token_endpoint", "oauth/token"),
                ("userinfo_endpoint", "userinfo"), ("jwks_uri", ".well-known/jwks.json"),
                ("revocation_endpoint", "oauth/revoke"), ("end_session_endpoint", "oidc/logout"),
            ] {
                #expect(document[name] == .string(base + path))
                // What is advertised is there.
                #expect(try await issuer.ask("OPTIONS /\(path)").status != 404, "\(path)")
            }
            #expect(document["code_challenge_methods_supported"] == ["S256", "plain"])
            #expect(document["response_modes_supported"] == ["query", "fragment", "form_post"])
            #expect(document["response_types_supported"]?.array?.count == 7)
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
        "GET /oauth", "GET /oauth/token/", "GET //.well-known/jwks.json", "GET /.well-known/jwks%2Ejson",
        "GET /.well-known/../.gateway/issuer-key.pem", "POST /oauth/authorize",
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
}
