// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// `/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §3): what works here, and nothing else.
enum Discovery {
    /// Writes the document.
    ///
    /// - Parameter issuer: With the slash at its end; the endpoints lie below it.
    /// - Returns: The members, in the order of the standard.
    static func document(issuer: String) -> JSONObject {
        JSONObject([
            "issuer": .string(issuer),
            "authorization_endpoint": .string(issuer + "authorize"),
            "token_endpoint": .string(issuer + "oauth/token"),
            "userinfo_endpoint": .string(IssuerNames.userInfoAudience(issuer)),
            "jwks_uri": .string(issuer + ".well-known/jwks.json"),
            "revocation_endpoint": .string(issuer + "oauth/revoke"),
            "end_session_endpoint": .string(issuer + "oidc/logout"),
            "scopes_supported": list(ScopePolicy.withClaims),
            "response_types_supported": list(ResponseType.all),
            "response_modes_supported": list(["query", "fragment", "form_post"]),
            "grant_types_supported": list(Tenant.Application.GrantType.allCases.map(\.rawValue)),
            "code_challenge_methods_supported": list(["S256", "plain"]),
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": list(["client_secret_basic", "client_secret_post", "none"]),
            "revocation_endpoint_auth_methods_supported": list(["client_secret_basic", "client_secret_post", "none"]),
            "claims_supported": list([
                "aud", "auth_time", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name",
                "nickname", "nonce", "picture", "sid", "sub", "updated_at",
            ]),
            "prompt_values_supported": list(["none", "login", "select_account"]),
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
        ])
    }

    private static func list(_ texts: [String]) -> JSONValue {
        .array(texts.map(JSONValue.string))
    }
}
