// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// A refusal of `/oauth/token`, in Auth0's statuses and words (RFC 6749 §5.2 gives the form).
enum OAuthError: Error, Hashable {
    case malformed(String)
    case missingParameter(String)
    case unsupportedGrantType(String)
    case unauthorizedClient
    case unknownAudience(String)
    /// There is no key to sign with: not the client's fault.
    case noKey(String)

    var status: UInt16 {
        switch self {
        case .malformed, .missingParameter: 400
        case .unauthorizedClient: 401
        case .unsupportedGrantType, .unknownAudience: 403
        case .noKey: 500
        }
    }

    var json: JSONValue {
        let (code, description): (String, String) =
            switch self {
            case .malformed(let reason): ("invalid_request", reason)
            case .missingParameter(let name): ("invalid_request", "Missing required parameter: \(name)")
            case .unsupportedGrantType(let name): ("unsupported_grant_type", "Unsupported grant type: \(name)")
            case .unauthorizedClient: ("access_denied", "Unauthorized")
            case .unknownAudience(let name): ("access_denied", "Service not found: \(name)")
            case .noKey(let reason): ("server_error", reason)
            }
        return ["error": .string(code), "error_description": .string(description)]
    }
}
