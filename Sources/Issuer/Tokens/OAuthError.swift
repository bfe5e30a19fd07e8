// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// A refusal, in Auth0's statuses and words (RFC 6749 §4.1.2.1 and §5.2 give the form).
package struct OAuthError: Error, Hashable {
    /// Where it is answered as JSON.
    package let status: UInt16
    package let code: String
    package let description: String
    /// What the log says beside that, and the client is not told.
    let detail: String?

    init(_ status: UInt16, _ code: String, _ description: String, detail: String? = nil) {
        self.status = status
        self.code = code
        self.description = description
        self.detail = detail
    }

    /// For the log.
    var inWords: String {
        "\(code): \(description)" + (detail.map { " (\($0))" } ?? "")
    }

    package var json: JSONValue {
        ["error": .string(code), "error_description": .string(description)]
    }
}

extension OAuthError {
    // MARK: - The request

    static func invalidRequest(_ reason: String) -> OAuthError { OAuthError(400, "invalid_request", reason) }

    static func repeatedParameter(_ name: String) -> OAuthError {
        invalidRequest("the parameter occurs twice: \(name)")
    }

    static func missingParameter(_ name: String) -> OAuthError {
        invalidRequest("Missing required parameter: \(name)")
    }

    static func unsupportedResponseType(_ type: String) -> OAuthError {
        OAuthError(400, "unsupported_response_type", "Unsupported response type: \(type)")
    }

    // MARK: - Who asks, and for what

    static func unauthorizedClient(_ detail: String) -> OAuthError {
        OAuthError(401, "access_denied", "Unauthorized", detail: detail)
    }

    static func unknownAudience(_ name: String) -> OAuthError {
        OAuthError(403, "access_denied", "Service not found: \(name)")
    }

    static func unsupportedGrantType(_ name: String) -> OAuthError {
        OAuthError(403, "unsupported_grant_type", "Unsupported grant type: \(name)")
    }

    static func grantTypeNotAllowed(_ name: String) -> OAuthError {
        OAuthError(403, "unauthorized_client", "Grant type '\(name)' not allowed for the client.")
    }

    static func noClientGrant(_ audience: String) -> OAuthError {
        OAuthError(
            403,
            "access_denied",
            "Client is not authorized to access \"\(audience)\". You need to create a \"client-grant\" associated to this API."
        )
    }

    static func scopesNotGranted(_ scopes: [String]) -> OAuthError {
        OAuthError(403, "access_denied", "Client has not been granted scopes: \(scopes.joined(separator: ", "))")
    }

    // MARK: - What they bring

    /// - Source: recorded answer of a tenant, in auth0/go-auth0 (TestLoginWithAuthCode).
    static let invalidCode = OAuthError(403, "invalid_grant", "Invalid authorization code")
    static let wrongVerifier = OAuthError(403, "invalid_grant", "Failed to verify code verifier")
    static func wrongRedirectURI(_ sent: String?, expected: String) -> OAuthError {
        OAuthError(
            403,
            "invalid_grant",
            "The redirect URI is wrong. You sent \(sent ?? "null"), and we expected \(expected)"
        )
    }

    static func invalidRefreshToken(_ detail: String) -> OAuthError {
        OAuthError(403, "invalid_grant", "Unknown or invalid refresh token.", detail: detail)
    }

    /// RFC 6749 §5.2.
    static func invalidScope(_ scope: String) -> OAuthError {
        OAuthError(400, "invalid_scope", "None of the scopes was granted before: \(scope)")
    }
    static let wrongPassword = OAuthError(403, "invalid_grant", "Wrong email or password.")
    static let tooManyAttempts = OAuthError(
        429,
        "too_many_attempts",
        "Too many passwords are being tried. Try again later."
    )
    static let blockedUser = OAuthError(401, "unauthorized", "user is blocked")

    static func deniedByRule(_ reason: String) -> OAuthError { OAuthError(403, "access_denied", reason) }

    // MARK: - Whether somebody is there

    static let loginRequired = OAuthError(400, "login_required", "Login required")

    // MARK: - Not the client's fault

    static func noKey(_ reason: String) -> OAuthError { OAuthError(500, "server_error", reason) }
}
