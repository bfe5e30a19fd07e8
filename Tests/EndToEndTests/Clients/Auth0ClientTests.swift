// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// Auth0's own client for Python, with everything that its authentication API has.
///
/// - Source: https://github.com/auth0/auth0-python, and section "Authentication API" of Auth0's documentation.
@Suite(.enabled(if: Tool.mayRun(RealClient.python), "the Python with the clients is missing"))
struct Auth0ClientTests {
    private static let mary: JSONValue = "auth0|65a1c0ffee5eed0000000001"

    @Test func `each grant brings a token that the gateway lets through`() async throws {
        try await withGateway(["routes.yml": try ServedGateway.demoWithoutCache()]) { gateway in
            let seen = try await RealClient.auth0.run(against: gateway)
            let ofUsers = [
                "password", "password_realm", "authorization_code", "authorization_code_pkce", "refresh_token",
            ]
            for grant in ["client_credentials"] + ofUsers {
                let token = try #require(seen[grant, "access_token"]?.string, "\(grant)")
                #expect(try await gateway.get("/dev/private", token: token).status == 200, "\(grant)")
                #expect(seen[grant, "token_type"] == "Bearer")
                #expect(seen[grant, "expires_in"] == 86_400)
                #expect((seen[grant, "id_token"] != nil) == ofUsers.contains(grant), "\(grant)")
            }
            // Only who asks for offline_access may come back without the user.
            for grant in ["password_realm", "authorization_code", "authorization_code_pkce"] {
                #expect(seen[grant, "refresh_token"]?.string?.isEmpty == false, "\(grant)")
            }
            for grant in ["client_credentials", "password"] { #expect(seen[grant, "refresh_token"] == nil, "\(grant)") }
        }
    }

    @Test func `its verifier believes the ID token, and its other calls find what they expect`() async throws {
        try await withGateway { gateway in
            let seen = try await RealClient.auth0.run(against: gateway)
            #expect(seen["id_token", "sub"] == Self.mary)
            #expect(seen["id_token", "nonce"] == "n+/=")
            #expect(seen["wrong_nonce"]?.string?.contains("claim mismatch in the ID token") == true)
            #expect(seen["userinfo", "sub"] == Self.mary)
            #expect(seen["userinfo", "email"] == "mary@example.com")
            // Recorded answers of tenants, in auth0/go-auth0: an empty body, and a text that is no JSON.
            #expect(seen["revoke"] == "")
            #expect(seen["change_password"] == "We've just sent you an email to reset your password.")
            let link =
                "mail to new@example.com: change your password at \(gateway.issuer ?? "")u/reset-password?ticket="
            try await eventually("the mail is in the log") { gateway.process.errors.contains(link) }

            let id = try #require(seen["signup", "_id"]?.string)
            #expect(id.utf8.count == 24)
            #expect(seen["signup", "email"] == "new@example.com")
            #expect(seen["signup", "email_verified"] == false)
            #expect(seen["signup", "user_metadata", "plan"] == "gold")
            #expect(seen["newcomer", "sub"] == .string("auth0|\(id)"))
            #expect(seen["newcomer", "nickname"] == "newcomer")
        }
    }

    /// What it makes its exceptions of: the status, `error` or `code`, and `error_description` or the text.
    @Test func `each refusal becomes its exception, with Auth0's words`() async throws {
        let expected: [(what: String, status: Int64, error: String, message: String)] = [
            ("code used again", 403, "invalid_grant", "Invalid authorization code"),
            ("verifier", 403, "invalid_grant", "Failed to verify code verifier"),
            (
                "redirect_uri", 403, "invalid_grant",
                "The redirect URI is wrong. You sent http://localhost:4000/callback/elsewhere, and we expected "
                    + "http://localhost:4000/callback"
            ),
            ("secret", 401, "access_denied", "Unauthorized"),
            ("client", 401, "access_denied", "Unauthorized"),
            ("audience", 403, "access_denied", "Service not found: https://nowhere.example.test/"),
            ("password", 403, "invalid_grant", "Wrong email or password."),
            ("user", 403, "invalid_grant", "Wrong email or password."),
            ("refresh token", 403, "invalid_grant", "Unknown or invalid refresh token."),
            // Not JSON: the client has a code of its own for that.
            ("userinfo", 401, "a0.sdk.internal.unknown", "Unauthorized"),
            // It looks for error_description, which sign-up does not have.
            ("signed up", 400, "invalid_signup", ""),
            ("grant", 403, "unsupported_grant_type", "Unsupported grant type: urn:nothing"),
        ]
        try await withGateway { gateway in
            let failures = try await RealClient.auth0.run(against: gateway)["failures"]
            #expect(failures?.object?.members.count == expected.count)
            for (what, status, error, message) in expected {
                let failure: JSONValue = [
                    "status": .number(JSONNumber(status)), "error": .string(error), "message": .string(message),
                ]
                #expect(failures?[what] == failure, "\(what)")
            }
        }
    }
}
