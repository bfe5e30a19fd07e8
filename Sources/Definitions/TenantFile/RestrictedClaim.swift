// SPDX-License-Identifier: Apache-2.0

/// Claims that nobody but the issuer sets.
///
/// - Source: https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims, "General restrictions" and
///   "Namespaced guidelines": what a rule or an action sets there is left out of the token, and nobody is told. A file can
///   be told.
enum RestrictedClaim {
    private static let names: Set = [
        "acr", "act", "active", "amr", "at_hash", "ath", "attest", "aud", "auth_time", "authorization_details", "azp",
        "c_hash", "client_id", "cnf", "cty", "dest", "entitlements", "events", "exp", "groups", "gty", "htm", "htu",
        "iat",
        "internalService", "iss", "jcard", "jku", "jti", "jwe", "jwk", "kid", "may_act", "mky", "nbf", "nonce",
        "object_id",
        "org_id", "org_name", "orig", "origid", "permissions", "roles", "rph", "s_hash", "sid", "sip_callid",
        "sip_cseq_num", "sip_date", "sip_from_tag", "sip_via_branch", "sub", "sub_jwk", "toe", "txn", "typ", "uuid",
        "vot",
        "vtm", "x5t#S256",
    ]
    /// Not on Auth0's list, but a grant: what a token permits is for APIs and roles to say.
    private static let scope = "scope"
    private static let domains = ["auth0.com", "webtask.io", "webtask.run"]

    static func contains(_ name: String) -> Bool {
        names.contains(name) || name == scope || name == "urn:auth0" || name.hasPrefix("urn:auth0:")
            || isInAuth0sNamespace(name)
    }

    private static func isInAuth0sNamespace(_ name: String) -> Bool {
        do throws(WebAddress.ParseError) {
            let host = try WebAddress(parsing: name).host
            return domains.contains { host == $0 || host.hasSuffix("." + $0) }
        } catch {
            return false
        }
    }
}

extension ProblemCollector {
    /// Notes a name that no claim of a user or of a rule can have.
    mutating func checkClaim(_ name: String, at position: SourcePosition) {
        if name.isEmpty {
            note("a claim has a name, this one is empty", at: position)
        } else if RestrictedClaim.contains(name) {
            note(
                "the claim \(quoted(name)) cannot be set, Auth0 would leave it out",
                at: position,
                suggestion: "use a name of your own, as \"https://example.com/…\""
            )
        }
    }
}
