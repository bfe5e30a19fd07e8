// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// A web application with Authlib: discovery, code with PKCE, the ID token, /userinfo.
///
/// - Source: https://docs.authlib.org/en/latest/client/flask.html
@Suite(.enabled(if: Tool.mayRun(RealClient.python), "the Python with the clients is missing"))
struct WebApplicationTests {
    @Test(arguments: ["https", "http"])
    func `Authlib logs in, believes the ID token, and calls the API`(scheme: String) async throws {
        try await withGateway { gateway in
            let seen = try await RealClient.authlib.run(against: gateway, over: scheme)
            // It found the endpoints by discovery, and is one of those that use PKCE and a nonce.
            #expect(seen["sent", "code_challenge_method"] == "S256")
            #expect(seen["sent", "nonce"] == seen["claims", "nonce"])
            #expect(seen["claims", "iss"]?.string == RealClient.issuer(of: gateway, scheme))
            #expect(seen["claims", "aud"] == "local-client")
            for place in ["claims", "userinfo"] {
                #expect(seen[place, "sub"] == "auth0|65a1c0ffee5eed0000000001")
                #expect(seen[place, "name"] == "Mary Major")
                #expect(seen[place, "email"] == "mary@example.com")
                #expect(seen[place, "email_verified"] == true)
            }
            #expect(seen["token", "scope"] == "openid profile email")
            let token = try #require(seen["token", "access_token"]?.string)
            #expect(try await gateway.get("/dev/private", token: token).status == 200)
            // An ID token is for the application, and opens no API.
            let idToken = try #require(seen["token", "id_token"]?.string)
            #expect(try await gateway.get("/dev/private", token: idToken).status == 403)
        }
    }

    @Test func `Authlib raises what the issuer refuses, at the callback and at the token endpoint`() async throws {
        try await withGateway { gateway in
            let seen = try await RealClient.authlib.run(against: gateway)
            let unknown = "Service not found: no-\(RealClient.audience)"
            for (what, error, description) in [
                ("refused", "access_denied", unknown), ("forged", "invalid_grant", "Invalid authorization code"),
            ] {
                #expect(seen[what, "error"]?.string == error)
                #expect(seen[what, "description"]?.string == description)
            }
        }
    }
}
