// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// Libraries that know OAuth and not Auth0: requests-oauthlib, PyJWT, joserfc; and what APIs verify with.
@Suite(.enabled(if: Tool.mayRun(RealClient.python), "the Python with the clients is missing"))
struct OAuthLibraryTests {
    @Test(arguments: ["https", "http"])
    func `requests-oauthlib gets tokens by client credentials and from the fragment`(scheme: String) async throws {
        try await withGateway { gateway in
            let seen = try await RealClient.requestsOAuthlib.run(against: gateway, over: scheme)
            for way in ["basic", "body", "implicit"] {
                let token = try #require(seen[way, "access_token"]?.string, "\(way)")
                #expect(try await gateway.get("/dev/private", token: token).status == 200, "\(way)")
            }
            // Access Token Lifetime (Auth0): a day, and two hours in a browser.
            #expect(seen["basic", "expires_in"] == 86_400)
            #expect(seen["implicit", "expires_in"] == 7_200)
            #expect(seen["implicit", "scope"] == ["openid", "profile"])
        }
    }

    @Test func `requests-oauthlib raises its own errors for what is refused`() async throws {
        try await withGateway { gateway in
            let failures = try await RealClient.requestsOAuthlib.run(against: gateway)["failures"]
            let unknown = "Service not found: https://nowhere.example.test/"
            for (what, reason) in [("secret", "Unauthorized"), ("audience", unknown), ("implicit audience", unknown)] {
                let failure: JSONValue = [
                    "kind": "AccessDeniedError", "error": "access_denied", "description": .string(reason),
                ]
                #expect(failures?[what] == failure, "\(what)")
            }
        }
    }

    @Test func `PyJWT and joserfc believe a token with one audience, strictly`() async throws {
        try await withGateway { gateway in
            let token = try await gateway.token(["--scope", "read:messages"])
            let seen = try await RealClient.pyJWT.run(against: gateway, input: token)
            #expect(seen["header", "alg"] == "RS256")
            #expect(seen["claims", "sub"] == "local-client@clients")
            #expect(seen["claims", "aud"]?.string == RealClient.audience)
            #expect(seen["claims", "gty"] == "client-credentials")
        }
    }

    @Test(
        arguments: [
            ("--expired", "Signature has expired"), ("--wrong-audience", "Audience doesn't match"),
            ("--wrong-key", "Signature verification failed"), ("--no-kid", "Unable to find a signing key"),
        ]
    )
    func `PyJWT refuses each kind of bad token that one can ask for`(option: String, reason: String) async throws {
        try await withGateway { gateway in
            let token = try await gateway.token([option])
            let failure = await #expect(throws: RealClient.Failure.self) {
                _ = try await RealClient.pyJWT.run(against: gateway, input: token)
            }
            #expect(failure?.description.contains(reason) == true, "\(failure?.description ?? "")")
        }
    }

    @Test func `auth0-api-python lets through and refuses as the gateway does`() async throws {
        let options: [(arguments: [String], reason: String?)] = [
            ([], nil),
            (["--user", "mary@example.com", "--scope", "openid profile"], nil),
            (["--expired"], "Token is expired"),
            (["--wrong-key"], "Signature verification failed"),
            (["--wrong-audience"], "Audience mismatch"),
            (["--no-kid"], "Token header missing 'kid' claim"),
        ]
        try await withGateway(["routes.yml": try ServedGateway.demoWithoutCache()]) { gateway in
            var tokens: [String] = []
            for option in options { tokens.append(try await gateway.token(option.arguments)) }
            let lines = tokens.joined(separator: "\n")
            let verdicts = try #require(try await RealClient.auth0API.run(against: gateway, input: lines).array)
            #expect(verdicts.count == options.count)
            for ((arguments, reason), (token, verdict)) in zip(options, zip(tokens, verdicts)) {
                let status = try await gateway.get("/dev/private", token: token).status
                #expect(status == (reason == nil ? 200 : 403), "\(arguments)")
                #expect(verdict["error"]?.string == (reason == nil ? nil : "invalid_token"), "\(arguments)")
                if let reason { #expect(verdict["description"]?.string?.contains(reason) == true, "\(verdict)") }
            }
        }
    }
}
