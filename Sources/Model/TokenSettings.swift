// SPDX-License-Identifier: Apache-2.0

/// What `builtin:auth0` accepts: the values of an Auth0 project, complete.
package struct TokenSettings: Sendable, Hashable {
    /// The `iss` that a token must carry, byte for byte.
    package var issuer: String
    /// Other names of the same issuer, which has the same keys under each.
    package var otherNames: [String]
    /// The identifier of the API: one of the token's `aud`.
    package var audience: String
    package var keys: KeyLocation

    /// Where the signing keys are.
    package enum KeyLocation: Sendable, Hashable {
        /// An `https:` or `http:` URL of a JWKS.
        case url(String)
        /// The path of a file with a JWKS.
        case file(String)
        /// Where the discovery document of an issuer says (OpenID Connect Discovery 1.0 §4).
        case discovery(issuer: String)
    }

    package init(issuer: String, otherNames: [String] = [], audience: String, keys: KeyLocation) {
        self.issuer = issuer
        self.otherNames = otherNames
        self.audience = audience
        self.keys = keys
    }
}

/// What one `builtin:auth0` accepts: the project's settings with the authorizer's own requirements over them.
package struct TokenExpectations: Sendable, Hashable {
    /// Of which `iss` must be one.
    package let issuers: [String]
    /// Of which `aud` must contain one.
    package let audiences: [String]
    package let keys: TokenSettings.KeyLocation
    /// Each of which the token must have.
    package let scopes: [String]

    package init(_ requirements: TokenRequirements, settings: TokenSettings) {
        issuers = requirements.issuer.map { [$0] } ?? [settings.issuer] + settings.otherNames
        audiences = requirements.audiences.isEmpty ? [settings.audience] : requirements.audiences
        scopes = requirements.scopes
        keys = requirements.keys ?? Self.usualKeys(of: requirements.issuer, settings)
    }

    /// Another issuer's keys are where Auth0, and OpenID Connect's discovery with it, has them.
    private static func usualKeys(of issuer: String?, _ settings: TokenSettings) -> TokenSettings.KeyLocation {
        guard let issuer else { return settings.keys }
        let names = [settings.issuer] + settings.otherNames
        guard !names.contains(where: { $0.utf8.elementsEqual(issuer.utf8) }) else { return settings.keys }
        return .url("\(issuer)\(issuer.utf8.last == UInt8(ascii: "/") ? "" : "/").well-known/jwks.json")
    }
}

/// What one JWT authorizer of an HTTP API accepts: its own configuration over the project's settings.
package struct JWTExpectations: Sendable, Hashable {
    /// Of which `iss` must be one.
    package let issuers: [String]
    /// Of which `aud`, or `client_id` where there is no `aud`, must contain one.
    package let audiences: [String]
    package let verification: TokenVerification<TokenSettings.KeyLocation>

    package init(_ configuration: JWTConfiguration, settings: TokenSettings) {
        let names = [settings.issuer] + settings.otherNames
        audiences = configuration.audience.isEmpty ? [settings.audience] : configuration.audience
        issuers = configuration.issuer.map { [$0] } ?? names
        if configuration.ignoresSignature {
            verification = .unchecked
        } else if let issuer = configuration.issuer, !names.contains(where: { $0.utf8.elementsEqual(issuer.utf8) }) {
            verification = .signed(by: .discovery(issuer: issuer))
        } else {
            verification = .signed(by: settings.keys)
        }
    }
}

/// What a JWT authorizer knows of who wrote a token.
package enum TokenVerification<Keys: Sendable>: Sendable {
    /// Its signature must be of one of these keys.
    case signed(by: Keys)
    /// Nothing: what the token says is believed, whoever wrote it.
    case unchecked
}

extension TokenVerification: Equatable where Keys: Equatable {}
extension TokenVerification: Hashable where Keys: Hashable {}
