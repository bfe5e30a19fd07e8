// SPDX-License-Identifier: Apache-2.0

/// Claims that the issuer alone sets.
///
/// - Source: https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims, "Restricted claims": Auth0 ignores
///   silently what an action sets there. A file can be told.
enum ReservedClaim {
    private static let always: Set = [
        "iss", "sub", "aud", "exp", "iat", "nbf", "jti", "azp", "gty", "scope", "permissions", "nonce", "at_hash",
        "c_hash",
        "auth_time", "sid",
    ]

    static func contains(_ name: String, inAccessTokens: Bool) -> Bool {
        always.contains(name) || inAccessTokens && name == "client_id"
    }
}

extension ProblemCollector {
    /// Notes a name that no claim of a user or of a rule can have.
    mutating func checkClaim(_ name: String, inAccessTokens: Bool, at position: SourcePosition) {
        if name.isEmpty {
            note("a claim has a name, this one is empty", at: position)
        } else if ReservedClaim.contains(name, inAccessTokens: inAccessTokens) {
            note(
                "the claim \(quoted(name)) is set by the issuer alone, and Auth0 would ignore yours",
                at: position,
                suggestion: "use a name of your own, as \"https://example.com/\(name)\""
            )
        }
    }
}
