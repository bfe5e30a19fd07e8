// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// `/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §3): what works here, and nothing else.
enum Discovery {
    /// Writes the document.
    ///
    /// - Parameter issuer: With the slash at its end; the endpoints lie below it.
    /// - Returns: The members, in the order of the standard.
    static func document(issuer: String) -> JSONObject {
        JSONObject([
            "issuer": .string(issuer),
            "token_endpoint": .string(issuer + "oauth/token"),
            "jwks_uri": .string(issuer + ".well-known/jwks.json"),
            "grant_types_supported": ["client_credentials"],
            "response_types_supported": [],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        ])
    }
}
