// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// A refusal, in Auth0's statuses and words (RFC 6749 §4.1.2.1 and §5.2 give the form).
package struct OAuthError: Error, Hashable {
    /// Where it is answered as JSON.
    package let status: UInt16
    package let code: String
    package let description: String

    init(_ status: UInt16, _ code: String, _ description: String) {
        self.status = status
        self.code = code
        self.description = description
    }

    package var json: JSONValue {
        ["error": .string(code), "error_description": .string(description)]
    }
}

extension OAuthError {
    // MARK: - The request

    static func invalidRequest(_ reason: String) -> OAuthError { OAuthError(400, "invalid_request", reason) }

    static func missingParameter(_ name: String) -> OAuthError {
        invalidRequest("Missing required parameter: \(name)")
    }

    static func unsupportedResponseType(_ type: String) -> OAuthError {
        OAuthError(400, "unsupported_response_type", "Unsupported response type: \(type)")
    }

    // MARK: - Who asks, and for what

    static let unauthorizedClient = OAuthError(401, "access_denied", "Unauthorized")

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
    static let wrongRedirectURI = OAuthError(
        403,
        "invalid_grant",
        "The redirect URI is wrong. It must be the one that the code was asked for with."
    )
    static let invalidRefreshToken = OAuthError(403, "invalid_grant", "Unknown or invalid refresh token.")
    static let wrongPassword = OAuthError(403, "invalid_grant", "Wrong email or password.")
    static let blockedUser = OAuthError(401, "unauthorized", "user is blocked")

    static func deniedByRule(_ reason: String) -> OAuthError { OAuthError(403, "access_denied", reason) }

    // MARK: - Whether somebody is there

    static let loginRequired = OAuthError(400, "login_required", "Login required")

    // MARK: - Not the client's fault

    static func noKey(_ reason: String) -> OAuthError { OAuthError(500, "server_error", reason) }
}
